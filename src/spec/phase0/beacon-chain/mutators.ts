import { div, saturatingSub } from "../../math.ts";
import type { BeaconState } from "../../state.ts";
import type { Gwei, ValidatorIndex } from "../../values.ts";
import { FAR_FUTURE_EPOCH } from "../constants.ts";
import { Phase0Accessors } from "./accessors.ts";

/** Beacon state mutators. */
export abstract class Phase0Mutators extends Phase0Accessors {
  /** Adds `delta` to the validator's balance. */
  increase_balance(state: BeaconState, index: ValidatorIndex, delta: Gwei): void {
    state.balances.set(index, state.balances.get(index) + delta);
  }

  /** Takes `delta` from the validator's balance, or what there is. */
  decrease_balance(state: BeaconState, index: ValidatorIndex, delta: Gwei): void {
    state.balances.set(index, saturatingSub(state.balances.get(index), delta));
  }

  /** Puts the validator into the exit queue, unless it is in it. */
  initiate_validator_exit(state: BeaconState, index: ValidatorIndex): void {
    const validator = state.validators.get(index);
    if (validator.exit_epoch !== FAR_FUTURE_EPOCH) return;

    let exit_queue_epoch = this.compute_activation_exit_epoch(this.get_current_epoch(state));
    let exit_queue_churn = 0;
    const exit_epochs = state.validators.columns.exit_epoch.toFloat64Array();
    for (let i = 0; i < exit_epochs.length; i++) {
      const exit_epoch = exit_epochs[i]!;
      if (exit_epoch === FAR_FUTURE_EPOCH || exit_epoch < exit_queue_epoch) continue;
      if (exit_epoch > exit_queue_epoch) {
        exit_queue_epoch = exit_epoch;
        exit_queue_churn = 0;
      }
      exit_queue_churn++;
    }
    if (exit_queue_churn >= this.get_validator_churn_limit(state)) exit_queue_epoch += 1;

    validator.exit_epoch = exit_queue_epoch;
    validator.withdrawable_epoch = exit_queue_epoch + this.config.MIN_VALIDATOR_WITHDRAWABILITY_DELAY;
  }

  /** Slashes the validator; the reward goes to the whistleblower, by default the proposer. */
  slash_validator(state: BeaconState, slashed_index: ValidatorIndex, whistleblower_index?: ValidatorIndex): void {
    const { EPOCHS_PER_SLASHINGS_VECTOR, MIN_SLASHING_PENALTY_QUOTIENT } = this.preset;
    const { WHISTLEBLOWER_REWARD_QUOTIENT, PROPOSER_REWARD_QUOTIENT } = this.preset;
    const epoch = this.get_current_epoch(state);
    this.initiate_validator_exit(state, slashed_index);
    const validator = state.validators.get(slashed_index);
    validator.slashed = true;
    validator.withdrawable_epoch = Math.max(validator.withdrawable_epoch, epoch + EPOCHS_PER_SLASHINGS_VECTOR);
    const slot = epoch % EPOCHS_PER_SLASHINGS_VECTOR;
    state.slashings.set(slot, state.slashings.get(slot) + validator.effective_balance);
    this.decrease_balance(state, slashed_index, div(validator.effective_balance, MIN_SLASHING_PENALTY_QUOTIENT));

    const proposer_index = this.get_beacon_proposer_index(state);
    const whistleblower_reward = div(validator.effective_balance, WHISTLEBLOWER_REWARD_QUOTIENT);
    const proposer_reward = div(whistleblower_reward, PROPOSER_REWARD_QUOTIENT);
    this.increase_balance(state, proposer_index, proposer_reward);
    this.increase_balance(state, whistleblower_index ?? proposer_index, whistleblower_reward - proposer_reward);
  }
}
