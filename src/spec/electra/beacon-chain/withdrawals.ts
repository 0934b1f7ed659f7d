import type {
  ExpectedWithdrawals as CapellaExpectedWithdrawals,
  SweptWithdrawals,
} from "../../capella/beacon-chain/withdrawals.ts";
import { assert } from "../../errors.ts";
import { minUint64 } from "../../math.ts";
import type { BeaconState } from "../../state.ts";
import type { ExecutionPayload, Uint64, Withdrawal, WithdrawalIndex } from "../../values.ts";
import { ElectraEpochProcessing } from "./epoch-processing.ts";

/** What the next payload pays out, and how many places of the queue and of the registry that takes account of. */
export interface ExpectedWithdrawals extends CapellaExpectedWithdrawals {
  readonly processed_partial_withdrawals_count: Uint64;
}

/**
 * Withdrawals, with those that the execution layer has asked for.
 * https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/electra/beacon-chain.md#withdrawals
 */
export abstract class ElectraWithdrawals extends ElectraEpochProcessing {
  /** Payouts of the partial withdrawals at the front of the queue, the next index, and how many were looked at. */
  get_pending_partial_withdrawals(
    state: BeaconState,
    withdrawal_index: WithdrawalIndex,
    prior_withdrawals: readonly Withdrawal[],
  ): SweptWithdrawals {
    const { MAX_PENDING_PARTIALS_PER_WITHDRAWALS_SWEEP, MAX_WITHDRAWALS_PER_PAYLOAD, MIN_ACTIVATION_BALANCE } =
      this.preset;
    const epoch = this.get_current_epoch(state);
    const withdrawals_limit = Math.min(
      prior_withdrawals.length + MAX_PENDING_PARTIALS_PER_WITHDRAWALS_SWEEP,
      MAX_WITHDRAWALS_PER_PAYLOAD - 1,
    );
    assert(
      prior_withdrawals.length <= withdrawals_limit,
      "get_pending_partial_withdrawals",
      "len(prior_withdrawals) <= withdrawals_limit",
      () => ({ prior_withdrawals: prior_withdrawals.length, withdrawals_limit }),
    );
    const all_withdrawals = [...prior_withdrawals];
    const { length } = state.pending_partial_withdrawals;
    let processed_count = 0;
    for (; processed_count < length && all_withdrawals.length < withdrawals_limit; processed_count++) {
      const pending = state.pending_partial_withdrawals.value(processed_count);
      if (pending.withdrawable_epoch > epoch) break;
      const { validator_index } = pending;
      const validator = state.validators.get(validator_index);
      const balance = this.get_balance_after_withdrawals(state, validator_index, all_withdrawals);
      if (!this.is_eligible_for_partial_withdrawals(validator, balance)) continue;
      const excess = balance - MIN_ACTIVATION_BALANCE;
      all_withdrawals.push({
        index: withdrawal_index++,
        validator_index,
        address: validator.withdrawal_credentials.slice(12),
        amount: minUint64(excess, pending.amount),
      });
    }
    return [all_withdrawals.slice(prior_withdrawals.length), withdrawal_index, processed_count];
  }

  /** Payouts of the sweep over the registry, the next index, and how many validators were looked at. */
  override get_validators_sweep_withdrawals(
    state: BeaconState,
    withdrawal_index: WithdrawalIndex,
    prior_withdrawals: readonly Withdrawal[],
  ): SweptWithdrawals {
    const { MAX_VALIDATORS_PER_WITHDRAWALS_SWEEP, MAX_WITHDRAWALS_PER_PAYLOAD, MIN_ACTIVATION_BALANCE } = this.preset;
    assert(
      prior_withdrawals.length < MAX_WITHDRAWALS_PER_PAYLOAD,
      "get_validators_sweep_withdrawals",
      "len(prior_withdrawals) < withdrawals_limit",
      () => ({ prior_withdrawals: prior_withdrawals.length }),
    );
    const epoch = this.get_current_epoch(state);
    const { length } = state.validators;
    const validators_limit = Math.min(length, MAX_VALIDATORS_PER_WITHDRAWALS_SWEEP);
    const { withdrawable_epoch } = state.validators.columns;
    const all_withdrawals = [...prior_withdrawals];
    let validator_index = state.next_withdrawal_validator_index;
    let processed_count = 0;
    for (
      ;
      processed_count < validators_limit && all_withdrawals.length < MAX_WITHDRAWALS_PER_PAYLOAD;
      processed_count++
    ) {
      const index = validator_index;
      validator_index = (validator_index + 1) % length;
      // Two columns decide for almost everybody that there is nothing to withdraw, without a look at the rest.
      if (state.balances.get(index) <= MIN_ACTIVATION_BALANCE && withdrawable_epoch.get(index) > epoch) continue;
      const validator = state.validators.get(index);
      const balance = this.get_balance_after_withdrawals(state, index, all_withdrawals);
      let amount: number;
      if (this.is_fully_withdrawable_validator(validator, balance, epoch)) amount = balance;
      else if (this.is_partially_withdrawable_validator(validator, balance))
        amount = balance - this.get_max_effective_balance(validator);
      else continue;
      all_withdrawals.push({
        index: withdrawal_index++,
        validator_index: index,
        address: validator.withdrawal_credentials.slice(12),
        amount,
      });
    }
    return [all_withdrawals.slice(prior_withdrawals.length), withdrawal_index, processed_count];
  }

  /** The withdrawals that the next payload has to contain. */
  override get_expected_withdrawals(state: BeaconState): ExpectedWithdrawals {
    const [partial_withdrawals, after_partial, processed_partial_withdrawals_count] =
      this.get_pending_partial_withdrawals(state, state.next_withdrawal_index, []);
    const [validators_sweep_withdrawals, , processed_sweep_withdrawals_count] = this.get_validators_sweep_withdrawals(
      state,
      after_partial,
      partial_withdrawals,
    );
    return {
      withdrawals: [...partial_withdrawals, ...validators_sweep_withdrawals],
      processed_partial_withdrawals_count,
      processed_sweep_withdrawals_count,
    };
  }

  /** Drops the partial withdrawals that were looked at from the queue. */
  update_pending_partial_withdrawals(state: BeaconState, processed_partial_withdrawals_count: Uint64): void {
    state.pending_partial_withdrawals.dropFirst(processed_partial_withdrawals_count);
  }

  /** Checks that the payload pays out what is expected, and does so in the state. */
  override process_withdrawals(state: BeaconState, payload: ExecutionPayload): void {
    const expected = this.get_expected_withdrawals(state);
    this.checkWithdrawals(payload.withdrawals, expected.withdrawals);
    this.apply_withdrawals(state, expected.withdrawals);
    this.update_next_withdrawal_index(state, expected.withdrawals);
    this.update_pending_partial_withdrawals(state, expected.processed_partial_withdrawals_count);
    this.update_next_withdrawal_validator_index(state, expected.withdrawals);
  }
}
