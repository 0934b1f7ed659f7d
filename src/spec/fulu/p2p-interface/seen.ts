import { Seen as DenebSeen } from "../../deneb/p2p-interface/seen.ts";
import { FiledSet, PeriodMap } from "../../seen-collections.ts";
import type { ColumnIndex, Epoch, PartialDataColumnHeader, Root, Slot, ValidatorIndex } from "../../values.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/fulu/p2p-interface.md#modified-seen */
export class Seen extends DenebSeen {
  /** Slot, proposer and column, from gloas block and column; filed by slot. */
  readonly data_column_sidecar_tuples = new FiledSet<[Slot, ValidatorIndex, ColumnIndex] | [Root, ColumnIndex]>(
    this.journal,
  );
  /** By block, filed by slot. Gloas does without. */
  readonly partial_data_column_headers = new PeriodMap<[Root], PartialDataColumnHeader>(this.journal);

  override pruneBefore(slot: Slot, epoch: Epoch): void {
    super.pruneBefore(slot, epoch);
    this.data_column_sidecar_tuples.pruneBefore(slot);
    this.partial_data_column_headers.pruneBefore(slot);
  }
}
