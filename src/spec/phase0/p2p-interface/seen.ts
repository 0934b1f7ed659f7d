import { BitsByKey, IndexSet, Journal, PeriodSet } from "../../seen-collections.ts";
import type { CommitteeIndex, Epoch, Root, Slot, ValidatorIndex } from "../../values.ts";

/**
 * What valid gossip messages were seen, so that repetitions are ignored. One object serves a node for its life: a
 * fork's own adds fields to the earlier forks', and the newest fork's can be given to the functions of every fork.
 * https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/phase0/p2p-interface.md#seen
 */
export class Seen {
  /** Through which all collections are written to. */
  readonly journal = new Journal();
  /** Slot, proposer. */
  readonly proposer_slots = new PeriodSet<[ValidatorIndex]>(this.journal);
  /** Target epoch, aggregator. */
  readonly aggregator_epochs = new PeriodSet<[ValidatorIndex]>(this.journal);
  /** Aggregation bits by the root of the data, from electra also by the committee; filed by slot. */
  readonly aggregate_data_roots = new BitsByKey<[Root] | [Root, CommitteeIndex]>(this.journal);
  readonly voluntary_exit_indices = new IndexSet(this.journal);
  readonly proposer_slashing_indices = new IndexSet(this.journal);
  readonly attester_slashing_indices = new IndexSet(this.journal);
  /** Target epoch, attester. */
  readonly attestation_validator_epochs = new PeriodSet<[ValidatorIndex]>(this.journal);

  /**
   * Forgets what belongs to slots before `slot` or epochs before `epoch`: what no rule accepts any more anyway. Sets of
   * validator indices stay; they grow with the number of distinct exits and slashings only.
   */
  pruneBefore(slot: Slot, epoch: Epoch): void {
    this.proposer_slots.pruneBefore(slot);
    this.aggregate_data_roots.pruneBefore(slot);
    this.aggregator_epochs.pruneBefore(epoch);
    this.attestation_validator_epochs.pruneBefore(epoch);
  }
}
