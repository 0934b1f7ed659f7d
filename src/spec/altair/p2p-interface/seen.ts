import { Seen as Phase0Seen } from "../../phase0/p2p-interface/seen.ts";
import { BitsByKey, PeriodSet } from "../../seen-collections.ts";
import type { Epoch, Root, Slot, Uint64, ValidatorIndex } from "../../values.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/altair/p2p-interface.md#modified-seen */
export class Seen extends Phase0Seen {
  /** Slot, aggregator, subcommittee. */
  readonly sync_contribution_aggregator_slots = new PeriodSet<[ValidatorIndex, Uint64]>(this.journal);
  /** Aggregation bits by slot, block and subcommittee. */
  readonly sync_contribution_data = new BitsByKey<[Slot, Root, Uint64]>(this.journal);
  /** Slot, validator, subnet. */
  readonly sync_message_validator_slots = new PeriodSet<[ValidatorIndex, Uint64]>(this.journal);

  override pruneBefore(slot: Slot, epoch: Epoch): void {
    super.pruneBefore(slot, epoch);
    this.sync_contribution_aggregator_slots.pruneBefore(slot);
    this.sync_contribution_data.pruneBefore(slot);
    this.sync_message_validator_slots.pruneBefore(slot);
  }
}
