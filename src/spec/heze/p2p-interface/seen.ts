import { Seen as GloasSeen } from "../../gloas/p2p-interface/seen.ts";
import { PeriodMap } from "../../seen-collections.ts";
import type { Epoch, Root, Slot, ValidatorIndex } from "../../values.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/heze/p2p-interface.md#modified-seen */
export class Seen extends GloasSeen {
  /** How many inclusion lists, by slot, dependent root and includer. */
  readonly inclusion_list_counts = new PeriodMap<[Slot, Root, ValidatorIndex], number>(this.journal);

  override pruneBefore(slot: Slot, epoch: Epoch): void {
    super.pruneBefore(slot, epoch);
    this.inclusion_list_counts.pruneBefore(slot);
  }
}
