import { kzgHolds } from "../../../crypto/kzg.ts";
import { generalizedIndex } from "../../../ssz/gindex.ts";
import { GossipIgnore, GossipReject } from "../../gossip-outcome.ts";
import type { Store } from "../../phase0/fork-choice/store.ts";
import { isReachable } from "../../phase0/p2p-interface/helpers.ts";
import type { ProposalWording } from "../../phase0/p2p-interface/proposal-checks.ts";
import type { ColumnIndex, DataColumnSidecar, SubnetID, Uint64 } from "../../values.ts";
import { FuluValidator } from "../validator.ts";
import type { Seen } from "./seen.ts";

const SIDECAR: ProposalWording = {
  subject: "sidecar",
  descendant: "sidecar's block",
  invalidParent: "sidecar's parent failed validation",
  invalidSignature: "invalid proposer signature on sidecar block header",
};

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/fulu/p2p-interface.md#new-verify_data_column_sidecar */
export abstract class FuluDataColumnSidecarGossip extends FuluValidator {
  /** Most data column sidecars that one request may ask for. */
  compute_max_request_data_column_sidecars(): Uint64 {
    return this.config.MAX_REQUEST_BLOCKS_DENEB * this.preset.NUMBER_OF_COLUMNS;
  }

  /** Whether a sidecar's index and the lengths of its lists are possible, before anything is computed. */
  verify_data_column_sidecar(sidecar: DataColumnSidecar): boolean {
    if (sidecar.index >= this.preset.NUMBER_OF_COLUMNS) return false;
    if (sidecar.kzg_commitments.length === 0) return false;
    const epoch = this.compute_epoch_at_slot(sidecar.signed_block_header.message.slot);
    if (sidecar.kzg_commitments.length > this.get_blob_parameters(epoch).max_blobs_per_block) return false;
    if (sidecar.column.length !== sidecar.kzg_commitments.length) return false;
    return sidecar.column.length === sidecar.kzg_proofs.length;
  }

  /** Whether every cell of a sidecar belongs to its commitment. */
  verify_data_column_sidecar_kzg_proofs(sidecar: DataColumnSidecar): boolean {
    const { index, column, kzg_commitments, kzg_proofs } = sidecar;
    const cell_indices = column.map(() => index);
    return kzgHolds(() => this.kzg.verify_cell_kzg_proof_batch(kzg_commitments, cell_indices, column, kzg_proofs));
  }

  /** Whether a sidecar's commitments are those of the block that its header is of. */
  verify_data_column_sidecar_inclusion_proof(sidecar: DataColumnSidecar): boolean {
    const gindex = generalizedIndex(this.types.BeaconBlockBody, "blob_kzg_commitments");
    return this.is_valid_merkle_branch(
      this.types.BlobKZGCommitments.hashTreeRoot(sidecar.kzg_commitments),
      sidecar.kzg_commitments_inclusion_proof,
      this.preset.KZG_COMMITMENTS_INCLUSION_PROOF_DEPTH,
      this.get_subtree_index(gindex),
      sidecar.signed_block_header.message.body_root,
    );
  }

  /** Subnet on which the sidecars of a column are passed on. */
  compute_subnet_for_data_column_sidecar(column_index: ColumnIndex): SubnetID {
    return Number(column_index) % this.config.DATA_COLUMN_SIDECAR_SUBNET_COUNT;
  }

  /**
   * Topics `data_column_sidecar_{subnet_id}`. Throws `GossipIgnore` or `GossipReject`; else the sidecar is noted as
   * seen.
   */
  validate_data_column_sidecar_gossip(
    seen: Seen,
    store: Store,
    sidecar: DataColumnSidecar,
    current_time_ms: Uint64,
    subnet_id: SubnetID,
  ): void {
    const { message: header, signature } = sidecar.signed_block_header;
    if (seen.data_column_sidecar_tuples.has(header.slot, header.proposer_index, sidecar.index))
      throw new GossipIgnore("already seen sidecar from this proposer for this slot and index");
    if (!isReachable(header.slot)) throw new GossipIgnore("sidecar is from a future slot");
    if (!this.verify_data_column_sidecar(sidecar)) throw new GossipReject("invalid sidecar");
    if (this.compute_subnet_for_data_column_sidecar(sidecar.index) !== subnet_id)
      throw new GossipReject("sidecar is for wrong subnet");
    this.checkProposalTime(store, header, current_time_ms, SIDECAR);
    this.checkParentSeen(store, header, SIDECAR);
    this.checkParentValid(store, header, SIDECAR);
    const root = this.types.BeaconBlockHeader.hashTreeRoot(header);
    this.checkProposerSignature(this.headState(store), header, signature, root, SIDECAR);
    this.checkProposalAncestry(store, header, SIDECAR);
    if (!this.verify_data_column_sidecar_inclusion_proof(sidecar))
      throw new GossipReject("invalid sidecar inclusion proof");
    if (!this.verify_data_column_sidecar_kzg_proofs(sidecar)) throw new GossipReject("invalid sidecar kzg proofs");
    this.checkExpectedProposer(store, header, SIDECAR);
    seen.data_column_sidecar_tuples.add([header.slot, header.proposer_index, sidecar.index], header.slot);
  }
}
