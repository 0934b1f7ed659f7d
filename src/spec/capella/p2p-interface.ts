import { bytesEqual } from "../../ssz/bytes.ts";
import { type BlockPayloadStatuses, payloadStatusOf } from "../bellatrix/p2p-interface.ts";
import { GossipIgnore, GossipReject } from "../gossip-outcome.ts";
import { BLS_WITHDRAWAL_PREFIX } from "../phase0/constants.ts";
import type { Store } from "../phase0/fork-choice/store.ts";
import { BLOCK } from "../phase0/p2p-interface/blocks.ts";
import type {
  BeaconBlock,
  Epoch,
  PayloadValidationStatus,
  SignedBeaconBlock,
  SignedBLSToExecutionChange,
  Uint64,
  Version,
} from "../values.ts";
import { DOMAIN_BLS_TO_EXECUTION_CHANGE } from "./constants.ts";
import type { Seen } from "./p2p-interface/seen.ts";
import { CapellaValidator } from "./validator.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/capella/p2p-interface.md */
export abstract class CapellaP2pInterface extends CapellaValidator {
  override compute_fork_version(epoch: Epoch): Version {
    if (epoch >= this.config.CAPELLA_FORK_EPOCH) return this.config.CAPELLA_FORK_VERSION;
    return super.compute_fork_version(epoch);
  }

  override validate_beacon_block_gossip(
    seen: Seen,
    store: Store,
    signed_beacon_block: SignedBeaconBlock,
    current_time_ms: Uint64,
    block_payload_statuses: BlockPayloadStatuses,
  ): void {
    const block = signed_beacon_block.message;
    this.checkBlockOnChain(seen, store, signed_beacon_block, current_time_ms, block_payload_statuses);
    this.checkExpectedProposer(store, block, BLOCK);
    seen.proposer_slots.add(block.slot, block.proposer_index);
  }

  /** Topic `bls_to_execution_change`. Throws `GossipIgnore` or `GossipReject`; else the change is noted as seen. */
  validate_bls_to_execution_change_gossip(
    seen: Seen,
    store: Store,
    signed_bls_to_execution_change: SignedBLSToExecutionChange,
    current_time_ms: Uint64,
  ): void {
    const { message, signature } = signed_bls_to_execution_change;
    const { validator_index, from_bls_pubkey } = message;
    if (seen.bls_to_execution_change_indices.has(validator_index))
      throw new GossipIgnore("already seen BLS to execution change for this validator");
    if (this.is_future_epoch(store, this.config.CAPELLA_FORK_EPOCH, current_time_ms))
      throw new GossipIgnore("current epoch is pre-capella");
    const state = this.headState(store);
    if (validator_index >= state.validators.length) throw new GossipReject("validator index out of range");
    const { withdrawal_credentials } = state.validators.get(validator_index);
    if (withdrawal_credentials[0] !== BLS_WITHDRAWAL_PREFIX[0])
      throw new GossipReject("validator does not have BLS withdrawal credentials");
    if (!bytesEqual(withdrawal_credentials.subarray(1), this.sha256(from_bls_pubkey).subarray(1)))
      throw new GossipReject("pubkey does not match validator withdrawal credentials");
    const domain = this.compute_domain(DOMAIN_BLS_TO_EXECUTION_CHANGE, undefined, state.genesis_validators_root);
    const signing_root = this.compute_signing_root(this.types.BLSToExecutionChange, message, domain);
    if (!this.bls.Verify(from_bls_pubkey, signing_root, signature))
      throw new GossipReject("invalid BLS to execution change signature");
    seen.bls_to_execution_change_indices.add(validator_index);
  }

  /** All conditions of a block up to its ancestry: what later forks insert comes after them. */
  protected checkBlockOnChain(
    seen: Seen,
    store: Store,
    signed_beacon_block: SignedBeaconBlock,
    current_time_ms: Uint64,
    block_payload_statuses: BlockPayloadStatuses,
  ): void {
    const block = signed_beacon_block.message;
    this.checkFirstProposal(seen, block);
    this.checkProposalTime(store, block, current_time_ms, BLOCK);
    this.checkParentSeen(store, block, BLOCK);
    const parent_payload_status = payloadStatusOf(block_payload_statuses, block.parent_root);
    this.checkParentImported(store, block, parent_payload_status);
    this.checkParentPayload(parent_payload_status);
    const state = this.headState(store);
    this.checkBlockSignature(state, signed_beacon_block);
    this.checkPayloadTimestamp(state, block);
    this.checkProposalAncestry(store, block, BLOCK);
  }

  protected override checkParentImported(store: Store, block: BeaconBlock, status: PayloadValidationStatus): void {
    if (!this.isImported(store, block.parent_root)) this.refuseInvalidParent(status);
  }
}
