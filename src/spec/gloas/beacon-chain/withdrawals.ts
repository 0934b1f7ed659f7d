import { bytesEqual } from "../../../ssz/bytes.ts";
import type { ExpectedWithdrawals as ElectraExpectedWithdrawals } from "../../electra/beacon-chain.ts";
import { assert } from "../../errors.ts";
import type { BeaconState } from "../../state.ts";
import type { BuilderIndex, Gwei, Uint64, Withdrawal, WithdrawalIndex } from "../../values.ts";
import { GloasBuilders } from "./builders.ts";

/** The withdrawals of a payload and how far each queue and sweep got. */
export interface ExpectedWithdrawals extends ElectraExpectedWithdrawals {
  processed_builder_withdrawals_count: Uint64;
  processed_builders_sweep_count: Uint64;
}

/**
 * Withdrawals, of builders too.
 * https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/gloas/beacon-chain.md#withdrawals
 */
export abstract class GloasWithdrawals extends GloasBuilders {
  /** Payments that builders owe, oldest first: withdrawals, the next index, and how many were taken. */
  get_builder_withdrawals(
    state: BeaconState,
    withdrawal_index: WithdrawalIndex,
    prior_withdrawals: readonly Withdrawal[],
  ): [Withdrawal[], WithdrawalIndex, Uint64] {
    const withdrawals_limit = this.preset.MAX_WITHDRAWALS_PER_PAYLOAD - 1;
    this.assertRoom("get_builder_withdrawals", prior_withdrawals, withdrawals_limit);
    const room = withdrawals_limit - prior_withdrawals.length;
    const withdrawals = state.builder_pending_withdrawals.slice(0, room).map((withdrawal, i) => ({
      index: withdrawal_index + i,
      validator_index: this.convert_builder_index_to_validator_index(withdrawal.builder_index),
      address: withdrawal.fee_recipient,
      amount: withdrawal.amount,
    }));
    return [withdrawals, withdrawal_index + withdrawals.length, withdrawals.length];
  }

  /** The builder's balance, in Gwei, less what these withdrawals take from it. */
  get_builder_balance_after_withdrawals(
    state: BeaconState,
    builder_index: BuilderIndex,
    withdrawals: readonly Withdrawal[],
  ): Gwei {
    const validator_index = this.convert_builder_index_to_validator_index(builder_index);
    let withdrawn = 0;
    for (const withdrawal of withdrawals)
      if (withdrawal.validator_index === validator_index) withdrawn += withdrawal.amount;
    return this.saturating_sub(state.builders.get(builder_index).balance, withdrawn);
  }

  /** Balances of builders that have left: withdrawals, the next index, and how many builders were looked at. */
  get_builders_sweep_withdrawals(
    state: BeaconState,
    withdrawal_index: WithdrawalIndex,
    prior_withdrawals: readonly Withdrawal[],
  ): [Withdrawal[], WithdrawalIndex, Uint64] {
    const epoch = this.get_current_epoch(state);
    const builders_limit = Math.min(state.builders.length, this.preset.MAX_BUILDERS_PER_WITHDRAWALS_SWEEP);
    const withdrawals_limit = this.preset.MAX_WITHDRAWALS_PER_PAYLOAD - 1;
    this.assertRoom("get_builders_sweep_withdrawals", prior_withdrawals, withdrawals_limit);
    const { withdrawable_epoch, execution_address } = state.builders.columns;

    const all_withdrawals = [...prior_withdrawals];
    let processed_count = 0;
    let builder_index = state.next_withdrawal_builder_index;
    while (processed_count < builders_limit && all_withdrawals.length < withdrawals_limit) {
      if (withdrawable_epoch.get(builder_index) <= epoch) {
        const amount = this.get_builder_balance_after_withdrawals(state, builder_index, all_withdrawals);
        if (amount > 0) {
          const validator_index = this.convert_builder_index_to_validator_index(builder_index);
          const address = execution_address.get(builder_index);
          all_withdrawals.push({ index: withdrawal_index, validator_index, address, amount });
          withdrawal_index += 1;
        }
      }
      builder_index = (builder_index + 1) % state.builders.length;
      processed_count += 1;
    }
    return [all_withdrawals.slice(prior_withdrawals.length), withdrawal_index, processed_count];
  }

  /** What the next payload has to withdraw: builders' payments, partial withdrawals, and both sweeps. */
  override get_expected_withdrawals(state: BeaconState): ExpectedWithdrawals {
    let withdrawal_index = state.next_withdrawal_index;
    const withdrawals: Withdrawal[] = [];
    const take = ([added, next_index, count]: readonly [readonly Withdrawal[], WithdrawalIndex, Uint64]): Uint64 => {
      withdrawals.push(...added);
      withdrawal_index = next_index;
      return count;
    };
    const processed_builder_withdrawals_count = take(
      this.get_builder_withdrawals(state, withdrawal_index, withdrawals),
    );
    const processed_partial_withdrawals_count = take(
      this.get_pending_partial_withdrawals(state, withdrawal_index, withdrawals),
    );
    const processed_builders_sweep_count = take(
      this.get_builders_sweep_withdrawals(state, withdrawal_index, withdrawals),
    );
    const processed_sweep_withdrawals_count = take(
      this.get_validators_sweep_withdrawals(state, withdrawal_index, withdrawals),
    );
    return {
      withdrawals,
      processed_builder_withdrawals_count,
      processed_partial_withdrawals_count,
      processed_builders_sweep_count,
      processed_sweep_withdrawals_count,
    };
  }

  /** Takes the amounts from validators' and builders' balances. */
  override apply_withdrawals(state: BeaconState, withdrawals: readonly Withdrawal[]): void {
    for (const { validator_index, amount } of withdrawals) {
      if (this.is_builder_index(validator_index)) {
        const builder = state.builders.get(this.convert_validator_index_to_builder_index(validator_index));
        builder.balance = this.saturating_sub(builder.balance, amount);
      } else {
        this.decrease_balance(state, validator_index, amount);
      }
    }
  }

  update_payload_expected_withdrawals(state: BeaconState, withdrawals: readonly Withdrawal[]): void {
    state.payload_expected_withdrawals = [...withdrawals];
  }

  update_builder_pending_withdrawals(state: BeaconState, processed_builder_withdrawals_count: Uint64): void {
    state.builder_pending_withdrawals.dropFirst(processed_builder_withdrawals_count);
  }

  update_next_withdrawal_builder_index(state: BeaconState, processed_builders_sweep_count: Uint64): void {
    if (state.builders.length === 0) return;
    const next_index = state.next_withdrawal_builder_index + processed_builders_sweep_count;
    state.next_withdrawal_builder_index = next_index % state.builders.length;
  }

  /** Applies the withdrawals that the next payload will hold, unless the parent's payload is missing. */
  override process_withdrawals(state: BeaconState): void {
    if (!bytesEqual(state.latest_block_hash, state.latest_execution_payload_bid.block_hash)) return;
    const expected = this.get_expected_withdrawals(state);
    this.apply_withdrawals(state, expected.withdrawals);
    this.update_next_withdrawal_index(state, expected.withdrawals);
    this.update_payload_expected_withdrawals(state, expected.withdrawals);
    this.update_builder_pending_withdrawals(state, expected.processed_builder_withdrawals_count);
    this.update_pending_partial_withdrawals(state, expected.processed_partial_withdrawals_count);
    this.update_next_withdrawal_builder_index(state, expected.processed_builders_sweep_count);
    this.update_next_withdrawal_validator_index(state, expected.withdrawals);
  }

  private assertRoom(name: string, prior_withdrawals: readonly Withdrawal[], withdrawals_limit: number): void {
    assert(prior_withdrawals.length <= withdrawals_limit, name, "len(prior_withdrawals) <= withdrawals_limit", () => ({
      prior_withdrawals: prior_withdrawals.length,
      withdrawals_limit,
    }));
  }
}
