import type { Checkpoint, Root } from "../../values.ts";
import type { Store } from "../fork-choice/store.ts";

/**
 * What the fast confirmation rule remembers from slot to slot.
 * https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/phase0/fast-confirmation.md#fastconfirmationstore
 */
export interface FastConfirmationStore {
  /** Fork choice's; only read. */
  readonly store: Store;
  confirmed_root: Root;
  previous_epoch_observed_justified_checkpoint: Checkpoint;
  current_epoch_observed_justified_checkpoint: Checkpoint;
  previous_epoch_greatest_unrealized_checkpoint: Checkpoint;
  previous_slot_head: Root;
  current_slot_head: Root;
}
