import { bytesEqual } from "../../../ssz/bytes.ts";
import { div, saturatingSub } from "../../math.ts";
import type { Checkpoint, Gwei } from "../../values.ts";
import type { Store } from "../fork-choice/store.ts";
import { Phase0FastConfirmationSafety } from "./safety.ts";

/** Whether the current epoch's target will be justified, whatever an adversary of limited weight does. */
export abstract class Phase0FastConfirmationFinality extends Phase0FastConfirmationSafety {
  /** Weight of the votes for the current target, as the votes for blocks tell. */
  get_current_target_score(store: Store): Gwei {
    const target = this.get_current_target(store);
    const state = this.get_pulled_up_head_state(store);
    return store.memo.get(
      "get_current_target_score",
      [store.votes.version, state, target.epoch, ...target.root],
      () => {
        const scores = store.weights.of(state, this.get_current_epoch(state));
        const slot = this.compute_start_slot_at_epoch(target.epoch);
        const isForTarget = Array.from({ length: store.tree.size }, (_, index) => {
          const ancestor = store.tree.ancestor(3 * index, slot);
          return ancestor >= 0 && bytesEqual(store.tree.root(Math.trunc(ancestor / 3)), target.root);
        });
        const end = this.compute_start_slot_at_epoch(target.epoch + 1);
        return store.votes.weigh(
          (validator) => scores.balance(validator),
          (block, votedAt) => votedAt >= slot && votedAt < end && isForTarget[block]!,
        );
      },
    );
  }

  /** Weight that honest votes for the current target will have at least when its epoch ends. */
  compute_honest_ffg_support_for_current_target(store: Store): Gwei {
    const current_slot = this.get_current_slot(store);
    const start_slot = this.compute_start_slot_at_epoch(this.compute_epoch_at_slot(current_slot));
    const balance_source = this.get_pulled_up_head_state(store);
    const total_active_balance = this.get_total_active_balance(balance_source);
    const ffg_support_for_checkpoint = this.get_current_target_score(store);
    const ffg_weight_till_now = this.estimate_committee_weight_between_slots(
      total_active_balance,
      start_slot,
      current_slot - 1,
    );
    const remaining_ffg_weight = total_active_balance - ffg_weight_till_now;
    const remaining_honest_ffg_weight =
      div(remaining_ffg_weight, 100) * (100 - this.config.CONFIRMATION_BYZANTINE_THRESHOLD);
    const adversarial_weight = this.compute_adversarial_weight(store, balance_source, start_slot, current_slot - 1);
    const min_honest_ffg_support = saturatingSub(ffg_support_for_checkpoint, adversarial_weight);
    return min_honest_ffg_support + remaining_honest_ffg_weight;
  }

  /** Whether no checkpoint but the current target can be justified any more in its epoch. */
  will_no_conflicting_checkpoint_be_justified(store: Store): boolean {
    if (isSameCheckpoint(this.get_current_target(store), store.unrealized_justified_checkpoint)) return true;
    const total_active_balance = this.get_total_active_balance(this.get_pulled_up_head_state(store));
    return 3n * BigInt(this.compute_honest_ffg_support_for_current_target(store)) > BigInt(total_active_balance);
  }

  /** Whether the current target will be justified. */
  will_current_target_be_justified(store: Store): boolean {
    const total_active_balance = this.get_total_active_balance(this.get_pulled_up_head_state(store));
    return 3n * BigInt(this.compute_honest_ffg_support_for_current_target(store)) >= 2n * BigInt(total_active_balance);
  }
}

/** Whether the two are of one epoch and one block. */
export function isSameCheckpoint(a: Checkpoint, b: Checkpoint): boolean {
  return a.epoch === b.epoch && bytesEqual(a.root, b.root);
}
