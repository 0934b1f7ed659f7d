import { bytesEqual } from "../../../ssz/bytes.ts";
import { BellatrixSpec } from "../../bellatrix/spec.ts";
import { assert } from "../../errors.ts";
import { checkedSub } from "../../math.ts";
import { ETH1_ADDRESS_WITHDRAWAL_PREFIX } from "../../phase0/constants.ts";
import type { BeaconState } from "../../state.ts";
import type {
  Epoch,
  ExecutionPayload,
  Gwei,
  Uint64,
  Validator,
  ValidatorIndex,
  Withdrawal,
  WithdrawalIndex,
} from "../../values.ts";

/** Withdrawals that a payload must have, and how much of the sweep they take (other forks add to what is counted). */
export interface ExpectedWithdrawals {
  readonly withdrawals: readonly Withdrawal[];
  readonly processed_sweep_withdrawals_count: Uint64;
}

/** What one kind of withdrawals adds: them, the next free index, and how many of its candidates were looked at. */
export type SweptWithdrawals = readonly [
  withdrawals: readonly Withdrawal[],
  withdrawal_index: WithdrawalIndex,
  processed_count: Uint64,
];

/** Withdrawals. */
export abstract class CapellaWithdrawals extends BellatrixSpec {
  /** Whether the validator's withdrawals go to an execution address by an 0x01 credential. */
  has_eth1_withdrawal_credential(validator: Validator): boolean {
    return validator.withdrawal_credentials[0] === ETH1_ADDRESS_WITHDRAWAL_PREFIX[0];
  }

  /** Whether all of the validator's balance is to be withdrawn. */
  is_fully_withdrawable_validator(validator: Validator, balance: Gwei, epoch: Epoch): boolean {
    return this.has_eth1_withdrawal_credential(validator) && validator.withdrawable_epoch <= epoch && balance > 0;
  }

  /** Whether what the validator has above the maximum is to be withdrawn. */
  is_partially_withdrawable_validator(validator: Validator, balance: Gwei): boolean {
    const { MAX_EFFECTIVE_BALANCE } = this.preset;
    return (
      this.has_eth1_withdrawal_credential(validator) &&
      validator.effective_balance === MAX_EFFECTIVE_BALANCE &&
      balance > MAX_EFFECTIVE_BALANCE
    );
  }

  /** The validator's balance less what these withdrawals take of it. Throws `Uint64Error` below zero. */
  get_balance_after_withdrawals(
    state: BeaconState,
    validator_index: ValidatorIndex,
    withdrawals: readonly Withdrawal[],
  ): Gwei {
    let withdrawn = 0;
    for (const withdrawal of withdrawals)
      if (withdrawal.validator_index === validator_index) withdrawn += withdrawal.amount;
    return checkedSub(state.balances.get(validator_index), withdrawn);
  }

  /** The sweep over the validators from the place where the last one ended. */
  get_validators_sweep_withdrawals(
    state: BeaconState,
    withdrawal_index: WithdrawalIndex,
    prior_withdrawals: readonly Withdrawal[],
  ): SweptWithdrawals {
    const epoch = this.get_current_epoch(state);
    const validators_limit = Math.min(state.validators.length, this.preset.MAX_VALIDATORS_PER_WITHDRAWALS_SWEEP);
    const withdrawals_limit = this.preset.MAX_WITHDRAWALS_PER_PAYLOAD;
    assert(
      prior_withdrawals.length < withdrawals_limit,
      "get_validators_sweep_withdrawals",
      "len(prior_withdrawals) < withdrawals_limit",
    );
    const all_withdrawals = [...prior_withdrawals];
    let processed_count = 0;
    let next_index = withdrawal_index;
    let validator_index = state.next_withdrawal_validator_index;
    while (processed_count < validators_limit && all_withdrawals.length < withdrawals_limit) {
      const validator = state.validators.get(validator_index);
      const balance = this.get_balance_after_withdrawals(state, validator_index, all_withdrawals);
      let amount = 0;
      if (this.is_fully_withdrawable_validator(validator, balance, epoch)) amount = balance;
      else if (this.is_partially_withdrawable_validator(validator, balance))
        amount = balance - this.preset.MAX_EFFECTIVE_BALANCE;
      if (amount > 0) {
        const address = validator.withdrawal_credentials.slice(12);
        all_withdrawals.push({ index: next_index, validator_index, address, amount });
        next_index += 1;
      }
      validator_index = (validator_index + 1) % state.validators.length;
      processed_count += 1;
    }
    return [all_withdrawals.slice(prior_withdrawals.length), next_index, processed_count];
  }

  /** Withdrawals that the next payload must have. */
  get_expected_withdrawals(state: BeaconState): ExpectedWithdrawals {
    const [withdrawals, , processed_sweep_withdrawals_count] = this.get_validators_sweep_withdrawals(
      state,
      state.next_withdrawal_index,
      [],
    );
    return { withdrawals, processed_sweep_withdrawals_count };
  }

  /** Takes the withdrawn amounts from the balances. */
  apply_withdrawals(state: BeaconState, withdrawals: readonly Withdrawal[]): void {
    for (const withdrawal of withdrawals) this.decrease_balance(state, withdrawal.validator_index, withdrawal.amount);
  }

  /** Moves the next withdrawal's index past these. */
  update_next_withdrawal_index(state: BeaconState, withdrawals: readonly Withdrawal[]): void {
    const latest_withdrawal = withdrawals.at(-1);
    if (latest_withdrawal !== undefined) state.next_withdrawal_index = latest_withdrawal.index + 1;
  }

  /** Moves the start of the next sweep past this one. */
  update_next_withdrawal_validator_index(state: BeaconState, withdrawals: readonly Withdrawal[]): void {
    const { MAX_WITHDRAWALS_PER_PAYLOAD, MAX_VALIDATORS_PER_WITHDRAWALS_SWEEP } = this.preset;
    const next =
      withdrawals.length === MAX_WITHDRAWALS_PER_PAYLOAD
        ? withdrawals.at(-1)!.validator_index + 1
        : state.next_withdrawal_validator_index + MAX_VALIDATORS_PER_WITHDRAWALS_SWEEP;
    state.next_withdrawal_validator_index = next % state.validators.length;
  }

  /** Applies the payload's withdrawals. Throws where they are not the expected ones. */
  process_withdrawals(state: BeaconState, payload: ExecutionPayload): void {
    const { withdrawals } = this.get_expected_withdrawals(state);
    this.checkWithdrawals(payload.withdrawals, withdrawals);
    this.apply_withdrawals(state, withdrawals);
    this.update_next_withdrawal_index(state, withdrawals);
    this.update_next_withdrawal_validator_index(state, withdrawals);
  }

  /** Asserts that a payload has exactly the expected withdrawals. */
  protected checkWithdrawals(actual: readonly Withdrawal[], expected: readonly Withdrawal[]): void {
    const same =
      actual.length === expected.length &&
      actual.every((withdrawal, i) => {
        const other = expected[i]!;
        return (
          withdrawal.index === other.index &&
          withdrawal.validator_index === other.validator_index &&
          withdrawal.amount === other.amount &&
          bytesEqual(withdrawal.address, other.address)
        );
      });
    assert(same, "process_withdrawals", "list(payload.withdrawals) == expected.withdrawals", () => ({
      actual,
      expected,
    }));
  }
}
