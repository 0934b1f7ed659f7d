import type { CellsAndKzgProofs } from "../../crypto/kzg.ts";
import { ElectraSpec } from "../electra/spec.ts";
import { assert } from "../errors.ts";
import { div } from "../math.ts";
import type { Blob, ColumnIndex, CustodyIndex, MatrixEntry, NodeID, Uint64 } from "../values.ts";
import { UINT256_MAX } from "./constants.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/fulu/das-core.md */
export abstract class FuluDasCore extends ElectraSpec {
  /** Custody groups of a node that custodies this many, ascending; of fewer, it has a subset of them. */
  get_custody_groups(node_id: NodeID, custody_group_count: Uint64): CustodyIndex[] {
    const groupCount = this.config.NUMBER_OF_CUSTODY_GROUPS;
    assert(
      custody_group_count <= groupCount,
      "get_custody_groups",
      "custody_group_count <= NUMBER_OF_CUSTODY_GROUPS",
      () => ({ custody_group_count }),
    );
    if (custody_group_count === groupCount) return Array.from({ length: groupCount }, (_, index) => index);

    const custody_groups = new Set<CustodyIndex>();
    for (let current_id = node_id; custody_groups.size < custody_group_count; ) {
      const digest = this.sha256(this.types.NodeID.serialize(current_id));
      const word = new DataView(digest.buffer, digest.byteOffset).getBigUint64(0, true);
      custody_groups.add(Number(word % BigInt(groupCount)));
      current_id = current_id === UINT256_MAX ? 0n : current_id + 1n;
    }
    return [...custody_groups].sort((a, b) => a - b);
  }

  /** Columns that a custody group consists of, ascending. */
  compute_columns_for_custody_group(custody_group: CustodyIndex): ColumnIndex[] {
    const groupCount = this.config.NUMBER_OF_CUSTODY_GROUPS;
    assert(
      custody_group < groupCount,
      "compute_columns_for_custody_group",
      "custody_group < NUMBER_OF_CUSTODY_GROUPS",
      () => ({ custody_group }),
    );
    const columns_per_group = div(this.preset.NUMBER_OF_COLUMNS, groupCount);
    return Array.from({ length: columns_per_group }, (_, index) => groupCount * index + custody_group);
  }

  /** All cells and proofs of the blobs, row by row. */
  compute_matrix(blobs: readonly Blob[]): MatrixEntry[] {
    return blobs.flatMap((blob, row) => matrixRow(row, this.kzg.compute_cells_and_kzg_proofs(blob)));
  }

  /** All cells and proofs of `blob_count` blobs from at least half of each blob's cells, row by row. */
  recover_matrix(partial_matrix: readonly MatrixEntry[], blob_count: Uint64): MatrixEntry[] {
    return Array.from({ length: blob_count }, (_, row) => {
      const known = partial_matrix.filter((entry) => entry.row_index === row);
      const cell_indices = known.map((entry) => entry.column_index);
      const cells = known.map((entry) => entry.cell);
      return matrixRow(row, this.kzg.recover_cells_and_kzg_proofs(cell_indices, cells));
    }).flat();
  }
}

function matrixRow(row_index: number, { cells, proofs }: CellsAndKzgProofs): MatrixEntry[] {
  return cells.map((cell, column_index) => ({ cell, kzg_proof: proofs[column_index]!, column_index, row_index }));
}
