import { BitArray } from "@chainsafe/ssz";
import { checkCellCounts } from "../../fulu/partial-columns/p2p-interface.ts";
import { GossipIgnore, GossipReject } from "../../gossip-outcome.ts";
import type { Store } from "../../phase0/fork-choice/store.ts";
import type { ColumnIndex, PartialDataColumnGroupID, PartialDataColumnSidecar, Uint64 } from "../../values.ts";
import { GloasP2pInterface } from "../p2p-interface.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/gloas/partial-columns/p2p-interface.md */
export abstract class GloasPartialColumns extends GloasP2pInterface {
  /** Size in bytes of the largest partial column that any entry of the blob schedule allows. */
  compute_max_partial_data_column_sidecar_size(): Uint64 {
    const max_blobs = this.largestBlobCount();
    return this.types.PartialDataColumnSidecar.serialize({
      ...this.types.PartialDataColumnSidecar.defaultValue(),
      cells_present_bitmap: BitArray.fromBitLen(max_blobs),
      partial_column: new Array(max_blobs).fill(this.types.Cell.defaultValue()),
      kzg_proofs: new Array(max_blobs).fill(this.types.KZGProof.defaultValue()),
    }).length;
  }

  // @ts-expect-error Gloas:EIP7732 removes seen and current_time_ms
  override validate_partial_data_column_sidecar_gossip(
    store: Store,
    sidecar: PartialDataColumnSidecar,
    group_id: PartialDataColumnGroupID,
    column_index: ColumnIndex,
  ): void {
    const { beacon_block_root: root, slot } = group_id;
    const num_cells_present = sidecar.cells_present_bitmap.getTrueBitIndexes().length;
    if (num_cells_present === 0) throw new GossipReject("partial message is semantically empty");
    checkCellCounts(sidecar, num_cells_present);
    const block = this.knownBlock(store, root);
    if (block === undefined) throw new GossipIgnore("group id's block has not been seen", { kind: "block", root });
    if (!this.isImported(store, root)) throw new GossipReject("group id's block failed validation");
    if (slot !== block.slot) throw new GossipReject("group id's slot does not match the block's slot");
    const { blob_kzg_commitments } = block.body.signed_execution_payload_bid.message;
    if (sidecar.cells_present_bitmap.bitLen !== blob_kzg_commitments.length)
      throw new GossipReject("bitmap length does not match commitments length");
    if (!this.verify_partial_data_column_sidecar_kzg_proofs(sidecar, blob_kzg_commitments, column_index))
      throw new GossipReject("invalid sidecar kzg proofs");
  }
}
