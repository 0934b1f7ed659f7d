import { Seen as CapellaSeen } from "../../capella/p2p-interface/seen.ts";
import { PeriodSet } from "../../seen-collections.ts";
import type { BlobIndex, Epoch, Slot, ValidatorIndex } from "../../values.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/deneb/p2p-interface.md#modified-seen */
export class Seen extends CapellaSeen {
  /** Slot, proposer, blob. */
  readonly blob_sidecar_tuples = new PeriodSet<[ValidatorIndex, BlobIndex]>(this.journal);

  override pruneBefore(slot: Slot, epoch: Epoch): void {
    super.pruneBefore(slot, epoch);
    this.blob_sidecar_tuples.pruneBefore(slot);
  }
}
