import { bytesEqual } from "../../../ssz/bytes.ts";
import { validatorIndexOf } from "../../derived/pubkey-index.ts";
import { minUint64 } from "../../math.ts";
import { FAR_FUTURE_EPOCH } from "../../phase0/constants.ts";
import type { BeaconState } from "../../state.ts";
import type { ConsolidationRequest, DepositRequest, Validator, WithdrawalRequest } from "../../values.ts";
import { FULL_EXIT_REQUEST_AMOUNT, UNSET_DEPOSIT_REQUESTS_START_INDEX } from "../constants.ts";
import { ElectraWithdrawals } from "./withdrawals.ts";

/**
 * Requests of the execution layer. One that cannot be met is dropped: it never makes a block invalid.
 * https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/electra/beacon-chain.md#execution-layer-withdrawal-requests
 */
export abstract class ElectraRequests extends ElectraWithdrawals {
  /** Starts the exit, or queues the partial withdrawal, that a validator's withdrawal address has asked for. */
  process_withdrawal_request(state: BeaconState, withdrawal_request: WithdrawalRequest): void {
    const { MIN_ACTIVATION_BALANCE, PENDING_PARTIAL_WITHDRAWALS_LIMIT } = this.preset;
    const { amount } = withdrawal_request;
    const is_full_exit_request = amount === FULL_EXIT_REQUEST_AMOUNT;
    if (state.pending_partial_withdrawals.length === PENDING_PARTIAL_WITHDRAWALS_LIMIT && !is_full_exit_request) return;

    const index = validatorIndexOf(state, withdrawal_request.validator_pubkey);
    if (index === undefined) return;
    const validator = state.validators.get(index);
    if (!this.isRequestAuthorized(validator, withdrawal_request.source_address)) return;
    if (!this.mayStartExit(state, validator)) return;

    const pending_balance_to_withdraw = this.get_pending_balance_to_withdraw(state, index);
    if (is_full_exit_request) {
      if (pending_balance_to_withdraw === 0) this.initiate_validator_exit(state, index);
      return;
    }

    const balance = state.balances.get(index);
    if (
      !this.has_compounding_withdrawal_credential(validator) ||
      validator.effective_balance < MIN_ACTIVATION_BALANCE ||
      balance <= MIN_ACTIVATION_BALANCE + pending_balance_to_withdraw
    )
      return;
    const to_withdraw = minUint64(balance - MIN_ACTIVATION_BALANCE - pending_balance_to_withdraw, amount);
    const exit_queue_epoch = this.compute_exit_epoch_and_update_churn(state, to_withdraw);
    state.pending_partial_withdrawals.push({
      validator_index: index,
      amount: to_withdraw,
      withdrawable_epoch: exit_queue_epoch + this.config.MIN_VALIDATOR_WITHDRAWABILITY_DELAY,
    });
  }

  /** Queues the deposit. The first request marks where the deposits of the former bridge end. */
  process_deposit_request(state: BeaconState, deposit_request: DepositRequest): void {
    if (state.deposit_requests_start_index === UNSET_DEPOSIT_REQUESTS_START_INDEX)
      state.deposit_requests_start_index = deposit_request.index;
    this.queueDepositRequest(state, deposit_request);
  }

  /** Whether the request turns the credentials of its own validator into compounding ones. */
  is_valid_switch_to_compounding_request(state: BeaconState, consolidation_request: ConsolidationRequest): boolean {
    const { source_address, source_pubkey, target_pubkey } = consolidation_request;
    if (!bytesEqual(source_pubkey, target_pubkey)) return false;
    const source_index = validatorIndexOf(state, source_pubkey);
    if (source_index === undefined) return false;
    const source_validator = state.validators.get(source_index);
    return (
      bytesEqual(source_validator.withdrawal_credentials.subarray(12), source_address) &&
      this.has_eth1_withdrawal_credential(source_validator) &&
      this.is_active_validator(source_validator, this.get_current_epoch(state)) &&
      source_validator.exit_epoch === FAR_FUTURE_EPOCH
    );
  }

  /** Starts the exit of the source into the target, or switches a validator to compounding. */
  process_consolidation_request(state: BeaconState, consolidation_request: ConsolidationRequest): void {
    const { source_address, source_pubkey, target_pubkey } = consolidation_request;
    const source_index = validatorIndexOf(state, source_pubkey);
    if (this.is_valid_switch_to_compounding_request(state, consolidation_request)) {
      if (source_index !== undefined) this.switch_to_compounding_validator(state, source_index);
      return;
    }
    // Otherwise it would be an exit that skips the exit queue.
    if (bytesEqual(source_pubkey, target_pubkey)) return;
    if (state.pending_consolidations.length === this.preset.PENDING_CONSOLIDATIONS_LIMIT) return;
    if (this.get_consolidation_churn_limit(state) <= this.preset.MIN_ACTIVATION_BALANCE) return;

    const target_index = validatorIndexOf(state, target_pubkey);
    if (source_index === undefined || target_index === undefined) return;
    const source_validator = state.validators.get(source_index);
    const target_validator = state.validators.get(target_index);
    if (!this.isRequestAuthorized(source_validator, source_address)) return;
    if (!this.has_compounding_withdrawal_credential(target_validator)) return;
    if (!this.is_active_validator(target_validator, this.get_current_epoch(state))) return;
    if (target_validator.exit_epoch !== FAR_FUTURE_EPOCH) return;
    if (!this.mayStartExit(state, source_validator)) return;
    if (this.get_pending_balance_to_withdraw(state, source_index) > 0) return;

    const exit_epoch = this.compute_consolidation_epoch_and_update_churn(state, source_validator.effective_balance);
    source_validator.exit_epoch = exit_epoch;
    source_validator.withdrawable_epoch = exit_epoch + this.config.MIN_VALIDATOR_WITHDRAWABILITY_DELAY;
    state.pending_consolidations.push({ source_index, target_index });
  }

  /** Appends a deposit request to the queue of deposits. */
  protected queueDepositRequest(state: BeaconState, deposit_request: DepositRequest): void {
    const { pubkey, withdrawal_credentials, amount, signature } = deposit_request;
    state.pending_deposits.push({ pubkey, withdrawal_credentials, amount, signature, slot: state.slot });
  }

  /** Whether the request comes from the address that the validator's credentials name. */
  protected isRequestAuthorized(validator: Validator, source_address: Uint8Array): boolean {
    return (
      this.has_execution_withdrawal_credential(validator) &&
      bytesEqual(validator.withdrawal_credentials.subarray(12), source_address)
    );
  }

  /** Whether the validator is active, has been long enough, and has not started to exit. */
  protected mayStartExit(state: BeaconState, validator: Validator): boolean {
    const current_epoch = this.get_current_epoch(state);
    return (
      this.is_active_validator(validator, current_epoch) &&
      validator.exit_epoch === FAR_FUTURE_EPOCH &&
      current_epoch >= validator.activation_epoch + this.config.SHARD_COMMITTEE_PERIOD
    );
  }
}
