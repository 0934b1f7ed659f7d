import { numbersOf } from "../../derived/column-numbers.ts";
import { validatorIndexOf } from "../../derived/pubkey-index.ts";
import { div, mulDiv } from "../../math.ts";
import { FAR_FUTURE_EPOCH, GENESIS_SLOT } from "../../phase0/constants.ts";
import type { BeaconState } from "../../state.ts";
import type { Gwei, PendingDeposit } from "../../values.ts";
import { ElectraHelpers } from "./helpers.ts";

/**
 * The steps of epoch processing that electra adds or modifies.
 * https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/electra/beacon-chain.md#epoch-processing
 */
export abstract class ElectraEpochProcessing extends ElectraHelpers {
  override process_epoch(state: BeaconState): void {
    this.process_justification_and_finalization(state);
    this.process_inactivity_updates(state);
    this.process_rewards_and_penalties(state);
    this.process_registry_updates(state);
    this.process_slashings(state);
    this.process_eth1_data_reset(state);
    this.process_pending_deposits(state);
    this.process_pending_consolidations(state);
    this.process_effective_balance_updates(state);
    this.process_slashings_reset(state);
    this.process_randao_mixes_reset(state);
    this.process_historical_summaries_update(state);
    this.process_participation_flag_updates(state);
    this.process_sync_committee_updates(state);
  }

  /** Lets validators into the activation queue, ejects those with too little, and activates the finalized queue. */
  override process_registry_updates(state: BeaconState): void {
    const current_epoch = this.get_current_epoch(state);
    const activation_epoch = this.compute_activation_exit_epoch(current_epoch);
    const finalized_epoch = state.finalized_checkpoint.epoch;
    const { MIN_ACTIVATION_BALANCE } = this.preset;
    const { EJECTION_BALANCE } = this.config;
    const { columns } = state.validators;
    const eligibility = numbersOf(state, columns.activation_eligibility_epoch);
    const activation = numbersOf(state, columns.activation_epoch);
    const exit = numbersOf(state, columns.exit_epoch);
    const effective_balance = numbersOf(state, columns.effective_balance);
    // The three conditions are those of is_eligible_for_activation_queue, is_active_validator and
    // is_eligible_for_activation; no step changes what a later validator's are decided by.
    for (let index = 0; index < eligibility.length; index++) {
      if (eligibility[index] === FAR_FUTURE_EPOCH && effective_balance[index] >= MIN_ACTIVATION_BALANCE)
        columns.activation_eligibility_epoch.set(index, current_epoch + 1);
      else if (
        effective_balance[index] <= EJECTION_BALANCE &&
        activation[index] <= current_epoch &&
        current_epoch < exit[index]
      )
        this.initiate_validator_exit(state, index);
      else if (activation[index] === FAR_FUTURE_EPOCH && eligibility[index] <= finalized_epoch)
        columns.activation_epoch.set(index, activation_epoch);
    }
  }

  /** Takes the correlated penalty from validators halfway through their time as slashed. */
  override process_slashings(state: BeaconState): void {
    const { EFFECTIVE_BALANCE_INCREMENT, EPOCHS_PER_SLASHINGS_VECTOR, PROPORTIONAL_SLASHING_MULTIPLIER_BELLATRIX } =
      this.preset;
    const total_balance = this.get_total_active_balance(state);
    let slashed_balance = 0;
    for (const balance of state.slashings) slashed_balance += balance;
    const adjusted_total_slashing_balance = Math.min(
      slashed_balance * PROPORTIONAL_SLASHING_MULTIPLIER_BELLATRIX,
      total_balance,
    );
    const penalty_per_effective_balance_increment = mulDiv(
      adjusted_total_slashing_balance,
      1,
      div(total_balance, EFFECTIVE_BALANCE_INCREMENT),
    );
    if (penalty_per_effective_balance_increment === 0) return;
    const target_epoch = this.get_current_epoch(state) + div(EPOCHS_PER_SLASHINGS_VECTOR, 2);
    const { slashed, withdrawable_epoch, effective_balance } = state.validators.columns;
    const withdrawable = withdrawable_epoch.toFloat64Array();
    for (let index = 0; index < withdrawable.length; index++) {
      if (withdrawable[index] !== target_epoch || !slashed.get(index)) continue;
      const increments = div(effective_balance.get(index), EFFECTIVE_BALANCE_INCREMENT);
      this.decrease_balance(state, index, penalty_per_effective_balance_increment * increments);
    }
  }

  /** Tops up the deposit's validator, or makes one where the key is new and the deposit properly signed. */
  apply_pending_deposit(state: BeaconState, deposit: PendingDeposit): void {
    const { pubkey, withdrawal_credentials, amount, signature } = deposit;
    const index = validatorIndexOf(state, pubkey);
    if (index !== undefined) this.increase_balance(state, index, amount);
    else if (this.is_valid_deposit_signature(pubkey, withdrawal_credentials, amount, signature))
      this.add_validator_to_registry(state, pubkey, withdrawal_credentials, amount);
  }

  /** Applies deposits from the front of the queue as finality, their number and the churn allow. */
  process_pending_deposits(state: BeaconState): void {
    // Deposits of the bridge before electra come first.
    const bridge_deposits_left = state.eth1_deposit_index < state.deposit_requests_start_index;
    const mustWait = (deposit: PendingDeposit) => deposit.slot > GENESIS_SLOT && bridge_deposits_left;
    this.processPendingDeposits(state, this.get_activation_exit_churn_limit(state), mustWait);
  }

  /** `process_pending_deposits` with this much churn, which also stops where `mustWait` says so of the next deposit. */
  protected processPendingDeposits(
    state: BeaconState,
    churn_limit: Gwei,
    mustWait: (deposit: PendingDeposit) => boolean = () => false,
  ): void {
    const next_epoch = this.get_current_epoch(state) + 1;
    const available_for_processing = state.deposit_balance_to_consume + churn_limit;
    const finalized_slot = this.compute_start_slot_at_epoch(state.finalized_checkpoint.epoch);
    const deposits = state.pending_deposits;
    const deposits_to_postpone: PendingDeposit[] = [];
    let processed_amount = 0;
    let next_deposit_index = 0;
    let is_churn_limit_reached = false;

    for (; next_deposit_index < deposits.length; next_deposit_index++) {
      if (next_deposit_index >= this.preset.MAX_PENDING_DEPOSITS_PER_EPOCH) break;
      const deposit = deposits.value(next_deposit_index);
      if (mustWait(deposit) || deposit.slot > finalized_slot) break;
      const index = validatorIndexOf(state, deposit.pubkey);
      const validator = index === undefined ? undefined : state.validators.get(index);
      if (validator !== undefined && validator.withdrawable_epoch < next_epoch) {
        // What is withdrawn already never becomes active, so that it takes no part in the churn.
        this.apply_pending_deposit(state, deposit);
      } else if (validator !== undefined && validator.exit_epoch < FAR_FUTURE_EPOCH) {
        deposits_to_postpone.push(deposit);
      } else {
        // Not as a sum: an amount may be larger than a number can tell.
        is_churn_limit_reached = deposit.amount > available_for_processing - processed_amount;
        if (is_churn_limit_reached) break;
        processed_amount += deposit.amount;
        this.apply_pending_deposit(state, deposit);
      }
    }

    deposits.dropFirst(next_deposit_index);
    for (const deposit of deposits_to_postpone) deposits.push(deposit);
    state.deposit_balance_to_consume = is_churn_limit_reached ? available_for_processing - processed_amount : 0;
  }

  /** Moves the active balance of consolidating validators whose time has come to their targets. */
  process_pending_consolidations(state: BeaconState): void {
    const next_epoch = this.get_current_epoch(state) + 1;
    const consolidations = state.pending_consolidations;
    let next_pending_consolidation = 0;
    for (; next_pending_consolidation < consolidations.length; next_pending_consolidation++) {
      const { source_index, target_index } = consolidations.value(next_pending_consolidation);
      const source_validator = state.validators.get(source_index);
      if (source_validator.slashed) continue;
      if (source_validator.withdrawable_epoch > next_epoch) break;
      const moved = Math.min(state.balances.get(source_index), source_validator.effective_balance);
      this.decrease_balance(state, source_index, moved);
      this.increase_balance(state, target_index, moved);
    }
    consolidations.dropFirst(next_pending_consolidation);
  }

  /** Lets effective balances follow balances that have moved past the hysteresis. */
  override process_effective_balance_updates(state: BeaconState): void {
    const { EFFECTIVE_BALANCE_INCREMENT, HYSTERESIS_QUOTIENT } = this.preset;
    const HYSTERESIS_INCREMENT = div(EFFECTIVE_BALANCE_INCREMENT, HYSTERESIS_QUOTIENT);
    const DOWNWARD_THRESHOLD = HYSTERESIS_INCREMENT * this.preset.HYSTERESIS_DOWNWARD_MULTIPLIER;
    const UPWARD_THRESHOLD = HYSTERESIS_INCREMENT * this.preset.HYSTERESIS_UPWARD_MULTIPLIER;
    const balances = numbersOf(state, state.balances);
    const { effective_balance } = state.validators.columns;
    const effective_balances = numbersOf(state, effective_balance);
    for (let index = 0; index < effective_balances.length; index++) {
      const balance = balances[index];
      const effective = effective_balances[index];
      if (balance + DOWNWARD_THRESHOLD >= effective && effective + UPWARD_THRESHOLD >= balance) continue;
      const max_effective_balance = this.get_max_effective_balance(state.validators.get(index));
      const updated = Math.min(this.roundDownToIncrement(balance), max_effective_balance);
      if (updated !== effective) effective_balance.set(index, updated);
    }
  }
}
