import { kzgHolds } from "../../../crypto/kzg.ts";
import { bytesEqual, toHex } from "../../../ssz/bytes.ts";
import { PAYLOAD_STATUS_INVALIDATED, PAYLOAD_STATUS_NOT_VALIDATED } from "../../bellatrix/constants.ts";
import { type BlockPayloadStatuses, payloadStatusOf } from "../../bellatrix/p2p-interface.ts";
import { GossipIgnore, GossipReject } from "../../gossip-outcome.ts";
import { div } from "../../math.ts";
import type { Store, StoreEnvelope } from "../../phase0/fork-choice/store.ts";
import { isReachable } from "../../phase0/p2p-interface/helpers.ts";
import type {
  AttestationData,
  BeaconBlockBody,
  BlobKZGCommitments,
  DataColumnSidecar,
  Epoch,
  ExecutionPayloadBid,
  ExecutionRequests,
  Root,
  Slot,
  Uint64,
  Version,
} from "../../values.ts";
import { GloasBuilder } from "../builder.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/gloas/p2p-interface.md#helpers */
export abstract class GloasP2pHelpers extends GloasBuilder {
  override compute_fork_version(epoch: Epoch): Version {
    if (epoch >= this.config.GLOAS_FORK_EPOCH) return this.config.GLOAS_FORK_VERSION;
    return super.compute_fork_version(epoch);
  }

  override compute_min_epochs_for_block_requests(): Epoch {
    const { CHURN_LIMIT_QUOTIENT_GLOAS, CONSOLIDATION_CHURN_LIMIT_QUOTIENT } = this.config;
    const numerator = 3 * CHURN_LIMIT_QUOTIENT_GLOAS * CONSOLIDATION_CHURN_LIMIT_QUOTIENT;
    const denominator = 2 * CONSOLIDATION_CHURN_LIMIT_QUOTIENT + 3 * CHURN_LIMIT_QUOTIENT_GLOAS;
    return this.config.MIN_VALIDATOR_WITHDRAWABILITY_DELAY + div(div(numerator, denominator), 2);
  }

  override verify_data_column_sidecar_kzg_proofs(
    sidecar: DataColumnSidecar,
    kzg_commitments: BlobKZGCommitments,
  ): boolean {
    const { index, column, kzg_proofs } = sidecar;
    const cell_indices = column.map(() => index);
    return kzgHolds(() => this.kzg.verify_cell_kzg_proof_batch(kzg_commitments, cell_indices, column, kzg_proofs));
  }

  override verify_data_column_sidecar(sidecar: DataColumnSidecar, kzg_commitments: BlobKZGCommitments): boolean {
    if (sidecar.index >= this.preset.NUMBER_OF_COLUMNS) return false;
    if (sidecar.column.length === 0) return false;
    if (sidecar.column.length !== kzg_commitments.length) return false;
    return sidecar.column.length === sidecar.kzg_proofs.length;
  }

  /** Size in bytes of the largest data column sidecar that any entry of the blob schedule allows. */
  compute_max_data_column_sidecar_size(): Uint64 {
    const max_blobs = this.largestBlobCount();
    return this.types.DataColumnSidecar.serialize({
      ...this.types.DataColumnSidecar.defaultValue(),
      column: new Array(max_blobs).fill(this.types.Cell.defaultValue()),
      kzg_proofs: new Array(max_blobs).fill(this.types.KZGProof.defaultValue()),
    }).length;
  }

  /** Whether it is this slot or the one before it, for some clock that an honest node may have. */
  is_current_or_next_slot(store: Store, slot: Slot, current_time_ms: Uint64): boolean {
    if (!isReachable(slot)) return false;
    return this.is_current_slot(store, slot, current_time_ms) || this.is_current_slot(store, slot - 1, current_time_ms);
  }

  /** Whether a slot began, for every clock that an honest node may have. */
  is_past_slot(store: Store, slot: Slot, current_time_ms: Uint64): boolean {
    const slot_time_ms = this.compute_time_at_slot_ms(store.genesis_time_ms, slot);
    return current_time_ms > slot_time_ms + this.config.MAXIMUM_GOSSIP_CLOCK_DISPARITY;
  }

  /** Whether a gas limit is as near to the target as EIP-1559 lets a child of `parent_gas_limit` come. */
  is_gas_limit_target_compatible(parent_gas_limit: Uint64, gas_limit: Uint64, target_gas_limit: Uint64): boolean {
    const max_gas_limit_difference = this.saturating_sub(div(parent_gas_limit, 1024), 1);
    const min_gas_limit = parent_gas_limit - max_gas_limit_difference;
    const max_gas_limit = parent_gas_limit + max_gas_limit_difference;
    if (target_gas_limit < min_gas_limit) return gas_limit === min_gas_limit;
    if (target_gas_limit > max_gas_limit) return gas_limit === max_gas_limit;
    return gas_limit === target_gas_limit;
  }

  /** Whether a bid builds on the head, or in the head's place, with the payload that the proposer would build on. */
  is_bid_compatible_with_head(store: Store, bid: ExecutionPayloadBid): boolean {
    const head_node = this.get_head(store);
    const head_block = store.block(head_node.root);
    const head_bid = head_block.body.signed_execution_payload_bid.message;
    const builds_on_parent_block = bytesEqual(bid.parent_block_root, head_block.parent_root);
    const builds_on_parent_payload = bytesEqual(bid.parent_block_hash, head_bid.parent_block_hash);
    if (builds_on_parent_block && builds_on_parent_payload) return true;
    if (!bytesEqual(bid.parent_block_root, head_node.root)) return false;
    const builds_on_head_payload = bytesEqual(bid.parent_block_hash, head_bid.block_hash);
    if (this.should_build_on_full(store, head_node, bid.slot)) return builds_on_head_payload;
    return builds_on_parent_payload;
  }

  /** Refuses a vote for a payload that cannot be there yet, was not seen, or is not valid. Throws as gossip rules do. */
  verify_attestation_payload_status(
    store: Store,
    data: AttestationData,
    block_payload_statuses: BlockPayloadStatuses,
  ): void {
    const root = data.beacon_block_root;
    if (store.block(root).slot === data.slot && data.index !== 0)
      throw new GossipReject("same-slot attestation must attest with index 0");
    if (data.index !== 1) return;
    if (!this.is_payload_verified(store, root))
      throw new GossipIgnore("execution payload envelope has not been seen", { kind: "payload", root });
    const payload_status = payloadStatusOf(block_payload_statuses, root);
    if (payload_status === PAYLOAD_STATUS_NOT_VALIDATED) throw new GossipIgnore("attested payload is optimistic");
    if (payload_status === PAYLOAD_STATUS_INVALIDATED) throw new GossipReject("attested payload is invalid");
  }

  /** Rejects a body with more operations of a kind than a block may have: its lists' types no longer bound them. */
  verify_block_body_operation_limits(body: BeaconBlockBody): void {
    const { preset } = this;
    rejectMoreThan(body.proposer_slashings, preset.MAX_PROPOSER_SLASHINGS, "proposer slashings");
    rejectMoreThan(body.attester_slashings, preset.MAX_ATTESTER_SLASHINGS_ELECTRA, "attester slashings");
    rejectMoreThan(body.attestations, preset.MAX_ATTESTATIONS_ELECTRA, "attestations");
    if (body.deposits.length !== 0) throw new GossipReject("block must not contain deposits");
    rejectMoreThan(body.voluntary_exits, preset.MAX_VOLUNTARY_EXITS, "voluntary exits");
    rejectMoreThan(body.bls_to_execution_changes, preset.MAX_BLS_TO_EXECUTION_CHANGES, "bls to execution changes");
    rejectMoreThan(body.payload_attestations, preset.MAX_PAYLOAD_ATTESTATIONS, "payload attestations");
  }

  /** Rejects more execution requests of a kind than a payload may have. */
  verify_execution_requests_limits(execution_requests: ExecutionRequests): void {
    const { preset } = this;
    const { withdrawals, consolidations, builder_deposits, builder_exits } = execution_requests;
    rejectMoreThan(withdrawals, preset.MAX_WITHDRAWAL_REQUESTS_PER_PAYLOAD, "withdrawal requests");
    rejectMoreThan(consolidations, preset.MAX_CONSOLIDATION_REQUESTS_PER_PAYLOAD, "consolidation requests");
    rejectMoreThan(builder_deposits, preset.MAX_BUILDER_DEPOSIT_REQUESTS_PER_PAYLOAD, "builder deposit requests");
    rejectMoreThan(builder_exits, preset.MAX_BUILDER_EXIT_REQUESTS_PER_PAYLOAD, "builder exit requests");
  }

  /** A block's payload envelope that was verified. */
  protected knownEnvelope(store: Store, root: Root): StoreEnvelope | undefined {
    return store.payloads.get(toHex(root));
  }

  /** The most blobs that a block of any epoch of the schedule may have. */
  protected largestBlobCount(): number {
    const scheduled = this.config.BLOB_SCHEDULE.map((entry) => entry.MAX_BLOBS_PER_BLOCK!);
    return Math.max(this.config.MAX_BLOBS_PER_BLOCK_ELECTRA, ...scheduled);
  }
}

/** Rejects more of something than `limit`. */
export function rejectMoreThan(list: readonly unknown[], limit: number, what: string): void {
  if (list.length > limit) throw new GossipReject(`too many ${what}`);
}
