import { bytesEqual } from "../../../ssz/bytes.ts";
import { GossipIgnore, GossipReject } from "../../gossip-outcome.ts";
import type { Store } from "../../phase0/fork-choice/store.ts";
import { isReachable } from "../../phase0/p2p-interface/helpers.ts";
import type { PayloadAttestationMessage, SignedExecutionPayloadEnvelope, Uint64 } from "../../values.ts";
import { DOMAIN_PTC_ATTESTER } from "../constants.ts";
import { GloasBlockGossip } from "./blocks-and-votes.ts";
import { rejectMoreThan } from "./helpers.ts";
import type { Seen } from "./seen.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/gloas/p2p-interface.md#new-execution_payload */
export abstract class GloasPayloadGossip extends GloasBlockGossip {
  /** Topic `execution_payload`. Throws `GossipIgnore` or `GossipReject`; else the envelope is noted as seen. */
  validate_execution_payload_envelope_gossip(
    seen: Seen,
    store: Store,
    signed_execution_payload_envelope: SignedExecutionPayloadEnvelope,
  ): void {
    const envelope = signed_execution_payload_envelope.message;
    const { payload, beacon_block_root: root, builder_index, execution_requests } = envelope;
    if (seen.execution_payload_envelopes.has(root, builder_index))
      throw new GossipIgnore("already seen envelope for this block root from this builder");
    const block = this.knownBlock(store, root);
    if (block === undefined) throw new GossipIgnore("envelope's block has not been seen", { kind: "block", root });
    const state = this.knownState(store, root);
    if (state === undefined) throw new GossipReject("envelope's block failed validation");
    if (payload.slot_number < this.finalizedSlot(store))
      throw new GossipIgnore("envelope is from a slot before the latest finalized slot");
    const bid = block.body.signed_execution_payload_bid.message;
    if (block.slot !== payload.slot_number) throw new GossipReject("block's slot does not match payload's slot number");
    if (builder_index !== bid.builder_index)
      throw new GossipReject("envelope's builder index does not match the bid's builder index");
    if (!bytesEqual(payload.block_hash, bid.block_hash))
      throw new GossipReject("payload's block hash does not match the bid's block hash");
    if (!bytesEqual(this.types.ExecutionRequests.hashTreeRoot(execution_requests), bid.execution_requests_root))
      throw new GossipReject("envelope's execution requests root does not match the bid's");
    this.verify_execution_requests_limits(execution_requests);
    rejectMoreThan(payload.withdrawals, this.preset.MAX_WITHDRAWALS_PER_PAYLOAD, "withdrawals");
    if (!this.verify_execution_payload_envelope_signature(state, signed_execution_payload_envelope))
      throw new GossipReject("invalid envelope signature");
    seen.execution_payload_envelopes.add([root, builder_index], block.slot);
    seen.execution_payloads.set([payload.block_hash], payload, block.slot);
  }

  /** Topic `payload_attestation_message`. Throws `GossipIgnore` or `GossipReject`; else the vote is noted as seen. */
  validate_payload_attestation_message_gossip(
    seen: Seen,
    store: Store,
    payload_attestation_message: PayloadAttestationMessage,
    current_time_ms: Uint64,
  ): void {
    const { data, validator_index, signature } = payload_attestation_message;
    const { slot, beacon_block_root: root } = data;
    if (!isReachable(slot)) throw new GossipIgnore("payload attestation is not for the current slot");
    const epoch = this.compute_epoch_at_slot(slot);
    if (epoch < this.config.GLOAS_FORK_EPOCH) throw new GossipReject("payload attestation's slot is pre-gloas");
    if (seen.payload_attestation_validators.has(slot, validator_index))
      throw new GossipIgnore("already seen payload attestation from this validator");
    if (!this.is_current_slot(store, slot, current_time_ms))
      throw new GossipIgnore("payload attestation is not for the current slot");
    const block = this.knownBlock(store, root);
    if (block === undefined)
      throw new GossipIgnore("payload attestation's block has not been seen", { kind: "block", root });
    if (!this.isImported(store, root)) throw new GossipReject("payload attestation's block failed validation");
    if (block.slot !== slot) throw new GossipIgnore("payload attestation's block is not at the assigned slot");
    const state = this.headState(store);
    if (validator_index >= state.validators.length) throw new GossipReject("validator index out of range");
    if (!this.get_ptc(state, slot).includes(validator_index))
      throw new GossipReject("validator is not in the payload timeliness committee");
    const domain = this.get_domain(state, DOMAIN_PTC_ATTESTER, epoch);
    const signing_root = this.compute_signing_root(this.types.PayloadAttestationData, data, domain);
    if (!this.bls.Verify(state.validators.get(validator_index).pubkey, signing_root, signature))
      throw new GossipReject("invalid payload attestation signature");
    seen.payload_attestation_validators.add(slot, validator_index);
  }
}
