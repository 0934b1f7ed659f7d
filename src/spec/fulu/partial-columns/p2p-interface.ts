import { kzgHolds } from "../../../crypto/kzg.ts";
import { bytesEqual } from "../../../ssz/bytes.ts";
import { generalizedIndex } from "../../../ssz/gindex.ts";
import { GossipIgnore, GossipReject } from "../../gossip-outcome.ts";
import type { Store } from "../../phase0/fork-choice/store.ts";
import type { ProposalWording } from "../../phase0/p2p-interface/proposal-checks.ts";
import type {
  BlobKZGCommitments,
  ColumnIndex,
  PartialDataColumnGroupID,
  PartialDataColumnHeader,
  PartialDataColumnSidecar,
  Uint64,
} from "../../values.ts";
import type { Seen } from "../p2p-interface/seen.ts";
import { FuluP2pInterface } from "../p2p-interface.ts";

const HEADER: ProposalWording = {
  subject: "header",
  descendant: "header's block",
  invalidParent: "header's parent failed validation",
  invalidSignature: "invalid proposer signature on header",
};

const CORRESPONDING_HEADER: ProposalWording = { ...HEADER, subject: "corresponding header" };

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/fulu/partial-columns/p2p-interface.md */
export abstract class FuluPartialColumns extends FuluP2pInterface {
  /** Whether a header's commitments are those of its block. */
  verify_partial_data_column_header_inclusion_proof(header: PartialDataColumnHeader): boolean {
    const gindex = generalizedIndex(this.types.BeaconBlockBody, "blob_kzg_commitments");
    return this.is_valid_merkle_branch(
      this.types.BlobKZGCommitments.hashTreeRoot(header.kzg_commitments),
      header.kzg_commitments_inclusion_proof,
      this.preset.KZG_COMMITMENTS_INCLUSION_PROOF_DEPTH,
      this.get_subtree_index(gindex),
      header.signed_block_header.message.body_root,
    );
  }

  /** Whether every cell of a partial column belongs to the commitment that the bitmap gives it. */
  verify_partial_data_column_sidecar_kzg_proofs(
    sidecar: PartialDataColumnSidecar,
    all_commitments: BlobKZGCommitments,
    column_index: ColumnIndex,
  ): boolean {
    const blob_indices = sidecar.cells_present_bitmap.getTrueBitIndexes();
    const commitments = blob_indices.map((index) => all_commitments[index]!);
    const cell_indices = blob_indices.map(() => column_index);
    const { partial_column, kzg_proofs } = sidecar;
    return kzgHolds(() => this.kzg.verify_cell_kzg_proof_batch(commitments, cell_indices, partial_column, kzg_proofs));
  }

  /**
   * Partial messages of the topics `data_column_sidecar_{subnet_id}`. Throws `GossipIgnore` or `GossipReject`; else a
   * header in the message is kept for the cells that follow.
   */
  validate_partial_data_column_sidecar_gossip(
    seen: Seen,
    store: Store,
    sidecar: PartialDataColumnSidecar,
    current_time_ms: Uint64,
    group_id: PartialDataColumnGroupID,
    column_index: ColumnIndex,
  ): void {
    const [header] = sidecar.header;
    const num_cells_present = sidecar.cells_present_bitmap.getTrueBitIndexes().length;
    if (header === undefined && num_cells_present === 0)
      throw new GossipReject("partial message is semantically empty");
    checkCellCounts(sidecar, num_cells_present);
    if (header !== undefined) this.checkPartialHeader(seen, store, header, current_time_ms, group_id);
    if (num_cells_present > 0) {
      const known = header ?? seen.partial_data_column_headers.get(group_id.beacon_block_root);
      if (known === undefined) throw new GossipIgnore("valid corresponding header has not been seen");
      this.checkCells(store, sidecar, known, current_time_ms, column_index);
    }
  }

  private checkPartialHeader(
    seen: Seen,
    store: Store,
    header: PartialDataColumnHeader,
    current_time_ms: Uint64,
    group_id: PartialDataColumnGroupID,
  ): void {
    const { message, signature } = header.signed_block_header;
    const prior = seen.partial_data_column_headers.get(group_id.beacon_block_root);
    if (prior !== undefined && !this.types.PartialDataColumnHeader.equals(prior, header))
      throw new GossipReject("header differs from previously validated header");
    const root = this.types.BeaconBlockHeader.hashTreeRoot(message);
    if (!bytesEqual(root, group_id.beacon_block_root))
      throw new GossipReject("header's block root does not match group id's block root");
    if (header.kzg_commitments.length === 0) throw new GossipReject("header's kzg_commitments is empty");
    this.checkProposalTime(store, message, current_time_ms, HEADER);
    this.checkParentSeen(store, message, HEADER);
    this.checkParentValid(store, message, HEADER);
    this.checkProposerSignature(this.headState(store), message, signature, root, HEADER);
    this.checkProposalAncestry(store, message, HEADER);
    if (!this.verify_partial_data_column_header_inclusion_proof(header))
      throw new GossipReject("invalid header inclusion proof");
    this.checkExpectedProposer(store, message, HEADER);
    seen.partial_data_column_headers.set([group_id.beacon_block_root], header, message.slot);
  }

  private checkCells(
    store: Store,
    sidecar: PartialDataColumnSidecar,
    header: PartialDataColumnHeader,
    current_time_ms: Uint64,
    column_index: ColumnIndex,
  ): void {
    this.checkProposalTime(store, header.signed_block_header.message, current_time_ms, CORRESPONDING_HEADER);
    if (sidecar.cells_present_bitmap.bitLen !== header.kzg_commitments.length)
      throw new GossipReject("bitmap length does not match commitments length");
    if (!this.verify_partial_data_column_sidecar_kzg_proofs(sidecar, header.kzg_commitments, column_index))
      throw new GossipReject("invalid sidecar kzg proofs");
  }
}

/** Rejects a partial column that has not one cell and one proof for each bit. */
export function checkCellCounts(
  { partial_column, kzg_proofs }: PartialDataColumnSidecar,
  num_cells_present: number,
): void {
  if (partial_column.length !== num_cells_present)
    throw new GossipReject("number of cells does not match number of set bits");
  if (kzg_proofs.length !== num_cells_present)
    throw new GossipReject("number of proofs does not match number of set bits");
}
