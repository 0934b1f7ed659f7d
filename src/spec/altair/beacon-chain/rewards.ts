import { numbersOf } from "../../derived/column-numbers.ts";
import { flagBalances } from "../../derived/participation.ts";
import { div, mulDiv } from "../../math.ts";
import type { Deltas } from "../../phase0/beacon-chain/rewards.ts";
import { GENESIS_EPOCH } from "../../phase0/constants.ts";
import type { BeaconState } from "../../state.ts";
import type { Gwei } from "../../values.ts";
import {
  PARTICIPATION_FLAG_WEIGHTS,
  TIMELY_HEAD_FLAG_INDEX,
  TIMELY_TARGET_FLAG_INDEX,
  WEIGHT_DENOMINATOR,
} from "../constants.ts";
import { AltairHelpers } from "./helpers.ts";

/** What one flag brings or costs, by the increments of a validator's effective balance. */
interface FlagTables {
  readonly rewards: Float64Array;
  readonly penalties: Float64Array;
}

/** Rewards and penalties by participation flags. */
export abstract class AltairRewards extends AltairHelpers {
  /** Deltas for one participation flag. */
  get_flag_index_deltas(state: BeaconState, flag_index: number): Deltas {
    const { rewards, penalties } = this.zeroDeltas(state);
    const { EFFECTIVE_BALANCE_INCREMENT } = this.preset;
    const flags = this.unslashedFlags(state, this.get_previous_epoch(state));
    const effective_balances = numbersOf(state, state.validators.columns.effective_balance);
    const tables = this.flagTables(state, flag_index, flags, largest(effective_balances));
    const eligible = this.get_eligible_validator_indices(state);
    for (let i = 0; i < eligible.length; i++) {
      const index = eligible[i]!;
      const increments = div(effective_balances[index]!, EFFECTIVE_BALANCE_INCREMENT);
      if (this.has_flag(flags[index]!, flag_index)) rewards[index] = tables.rewards[increments]!;
      else penalties[index] = tables.penalties[increments]!;
    }
    return [rewards, penalties];
  }

  /** Penalties by inactivity scores for whoever missed the target. */
  override get_inactivity_penalty_deltas(state: BeaconState): Deltas {
    return this.inactivityPenaltyDeltas(state, this.preset.INACTIVITY_PENALTY_QUOTIENT_ALTAIR);
  }

  /** What the forks that change no more than the quotient have in common. */
  protected inactivityPenaltyDeltas(state: BeaconState, inactivityPenaltyQuotient: number): Deltas {
    const { rewards, penalties } = this.zeroDeltas(state);
    const flags = this.unslashedFlags(state, this.get_previous_epoch(state));
    const { effective_balance } = state.validators.columns;
    const penalty_denominator = this.config.INACTIVITY_SCORE_BIAS * inactivityPenaltyQuotient;
    const eligible = this.get_eligible_validator_indices(state);
    for (let i = 0; i < eligible.length; i++) {
      const index = eligible[i]!;
      if (this.has_flag(flags[index]!, TIMELY_TARGET_FLAG_INDEX)) continue;
      const score = state.inactivity_scores.get(index);
      penalties[index] = mulDiv(effective_balance.get(index), score, penalty_denominator);
    }
    return [rewards, penalties];
  }

  /** Applies the deltas of all flags and of inactivity, one after another for each validator. */
  override process_rewards_and_penalties(state: BeaconState): void {
    if (this.get_current_epoch(state) === GENESIS_EPOCH) return;
    const { EFFECTIVE_BALANCE_INCREMENT } = this.preset;
    const flags = this.unslashedFlags(state, this.get_previous_epoch(state));
    const effective_balances = numbersOf(state, state.validators.columns.effective_balance);
    const most = largest(effective_balances);
    const [source, target, head] = PARTICIPATION_FLAG_WEIGHTS.map((_weight, flag_index) =>
      this.flagTables(state, flag_index, flags, most),
    ) as [FlagTables, FlagTables, FlagTables];
    const [, inactivity_penalties] = this.get_inactivity_penalty_deltas(state);

    const balances = state.balances.toFloat64Array();
    const eligible = this.get_eligible_validator_indices(state);
    for (let i = 0; i < eligible.length; i++) {
      const index = eligible[i]!;
      const increments = div(effective_balances[index]!, EFFECTIVE_BALANCE_INCREMENT);
      const own = flags[index]!;
      let balance = balances[index]!;
      if (own & 1) balance += source.rewards[increments]!;
      else balance = Math.max(0, balance - source.penalties[increments]!);
      if (own & 2) balance += target.rewards[increments]!;
      else balance = Math.max(0, balance - target.penalties[increments]!);
      if (own & 4) balance += head.rewards[increments]!;
      balances[index] = Math.max(0, balance - inactivity_penalties[index]!);
    }
    state.balances.replace(balances);
  }

  /**
   * Rewards and penalties for a flag by increments of effective balance, up to `most` Gwei: all that they depend on
   * besides the state's totals.
   */
  protected flagTables(state: BeaconState, flag_index: number, flags: Uint8Array, most: Gwei): FlagTables {
    const { EFFECTIVE_BALANCE_INCREMENT } = this.preset;
    const weight = PARTICIPATION_FLAG_WEIGHTS[flag_index]!;
    const participating_balance = Math.max(EFFECTIVE_BALANCE_INCREMENT, flagBalances(state, flags)[flag_index]!);
    const participating_increments = div(participating_balance, EFFECTIVE_BALANCE_INCREMENT);
    const active_increments = div(this.get_total_active_balance(state), EFFECTIVE_BALANCE_INCREMENT);
    const base_reward_per_increment = this.get_base_reward_per_increment(state);
    const leaking = this.is_in_inactivity_leak(state);
    const size = div(most, EFFECTIVE_BALANCE_INCREMENT) + 1;
    const rewards = new Float64Array(size);
    const penalties = new Float64Array(size);
    for (let increments = 0; increments < size; increments++) {
      const base_reward = increments * base_reward_per_increment;
      if (!leaking)
        rewards[increments] = mulDiv(
          base_reward * weight,
          participating_increments,
          active_increments * WEIGHT_DENOMINATOR,
        );
      if (flag_index !== TIMELY_HEAD_FLAG_INDEX)
        penalties[increments] = mulDiv(base_reward, weight, WEIGHT_DENOMINATOR);
    }
    return { rewards, penalties };
  }
}

function largest(values: Float64Array): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) if (values[i]! > most) most = values[i]!;
  return most;
}
