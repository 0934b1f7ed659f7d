import { bytesEqual } from "../../../ssz/bytes.ts";
import type { BlockPayloadStatuses } from "../../bellatrix/p2p-interface.ts";
import { checkCommitmentCount } from "../../deneb/p2p-interface.ts";
import { GossipIgnore, GossipReject } from "../../gossip-outcome.ts";
import type { Store } from "../../phase0/fork-choice/store.ts";
import { BLOCK } from "../../phase0/p2p-interface/blocks.ts";
import type {
  DataColumnSidecar,
  SignedAggregateAndProof,
  SignedBeaconBlock,
  SingleAttestation,
  SubnetID,
  Uint64,
} from "../../values.ts";
import { GloasP2pHelpers } from "./helpers.ts";
import type { Seen } from "./seen.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/gloas/p2p-interface.md#topics-and-messages */
export abstract class GloasBlockGossip extends GloasP2pHelpers {
  override validate_beacon_block_gossip(
    seen: Seen,
    store: Store,
    signed_beacon_block: SignedBeaconBlock,
    current_time_ms: Uint64,
  ): void {
    const block = signed_beacon_block.message;
    const bid = block.body.signed_execution_payload_bid.message;
    this.checkFirstProposal(seen, block);
    this.checkProposalTime(store, block, current_time_ms, BLOCK);
    this.verify_block_body_operation_limits(block.body);
    this.verify_execution_requests_limits(block.body.parent_execution_requests);
    this.checkParentSeen(store, block, BLOCK);
    this.checkParentValid(store, block, BLOCK);
    this.checkBlockSignature(this.headState(store), signed_beacon_block);
    const parentIsFull = this.is_parent_node_full(store, block);
    if (parentIsFull && !this.is_payload_verified(store, block.parent_root))
      throw new GossipIgnore("parent payload is not verified", { kind: "payload", root: block.parent_root });
    this.checkProposalAncestry(store, block, BLOCK);
    const { max_blobs_per_block } = this.get_blob_parameters(this.compute_epoch_at_slot(block.slot));
    checkCommitmentCount(bid.blob_kzg_commitments, max_blobs_per_block);
    if (!bytesEqual(bid.parent_block_root, block.parent_root))
      throw new GossipReject("bid's parent does not equal block's parent");
    const parent_state = this.checkExpectedProposer(store, block, BLOCK);
    if (!parentIsFull && !bytesEqual(bid.parent_block_hash, parent_state.latest_block_hash))
      throw new GossipReject("bid does not build on the parent's execution head");
    seen.proposer_slots.add(block.slot, block.proposer_index);
  }

  // @ts-expect-error Gloas:EIP7732 adds block_payload_statuses
  override validate_beacon_aggregate_and_proof_gossip(
    seen: Seen,
    store: Store,
    signed_aggregate_and_proof: SignedAggregateAndProof,
    current_time_ms: Uint64,
    block_payload_statuses: BlockPayloadStatuses,
  ): void {
    const { aggregate, aggregator_index } = signed_aggregate_and_proof.message;
    const { data, aggregation_bits } = aggregate;
    if (data.index > 1) throw new GossipReject("aggregate data index must be 0 or 1");
    const key = this.aggregateKey(aggregate);
    this.checkAggregateOnChain(seen, store, signed_aggregate_and_proof, current_time_ms, key);
    this.verify_attestation_payload_status(store, data, block_payload_statuses);
    seen.aggregator_epochs.add(data.target.epoch, aggregator_index);
    seen.aggregate_data_roots.add(key, aggregation_bits, data.slot);
  }

  // @ts-expect-error Gloas:EIP7732 adds block_payload_statuses
  override validate_beacon_attestation_gossip(
    seen: Seen,
    store: Store,
    attestation: SingleAttestation,
    current_time_ms: Uint64,
    subnet_id: SubnetID,
    block_payload_statuses: BlockPayloadStatuses,
  ): void {
    const { data, attester_index } = attestation;
    this.checkNewAttester(seen, data.target.epoch, attester_index);
    if (data.index > 1) throw new GossipReject("attestation data index must be 0 or 1");
    this.checkAttestationOnChain(store, attestation, current_time_ms, subnet_id);
    this.verify_attestation_payload_status(store, data, block_payload_statuses);
    seen.attestation_validator_epochs.add(data.target.epoch, attester_index);
  }

  override validate_data_column_sidecar_gossip(
    seen: Seen,
    store: Store,
    sidecar: DataColumnSidecar,
    current_time_ms: Uint64,
    subnet_id: SubnetID,
  ): void {
    const { beacon_block_root: root, index, slot } = sidecar;
    if (seen.data_column_sidecar_tuples.has(root, index))
      throw new GossipIgnore("already seen sidecar for this block root and index");
    if (this.compute_subnet_for_data_column_sidecar(index) !== subnet_id)
      throw new GossipReject("sidecar is for wrong subnet");
    if (this.is_future_slot(store, slot, current_time_ms))
      throw new GossipIgnore("sidecar is from a future slot", { kind: "slot", slot });
    const block = this.knownBlock(store, root);
    if (block === undefined)
      throw new GossipIgnore("block for sidecar's beacon block root has not been seen", { kind: "block", root });
    if (!this.isImported(store, root))
      throw new GossipReject("block for sidecar's beacon block root failed validation");
    if (slot !== block.slot) throw new GossipReject("sidecar's slot does not match block's slot");
    const { blob_kzg_commitments } = block.body.signed_execution_payload_bid.message;
    if (!this.verify_data_column_sidecar(sidecar, blob_kzg_commitments)) throw new GossipReject("invalid sidecar");
    if (!this.verify_data_column_sidecar_kzg_proofs(sidecar, blob_kzg_commitments))
      throw new GossipReject("invalid sidecar kzg proofs");
    seen.data_column_sidecar_tuples.add([root, index], slot);
  }
}
