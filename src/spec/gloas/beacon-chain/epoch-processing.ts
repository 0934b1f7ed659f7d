import { validatorIndexOf } from "../../derived/pubkey-index.ts";
import { FAR_FUTURE_EPOCH } from "../../phase0/constants.ts";
import type { BeaconState } from "../../state.ts";
import type { PendingDeposit } from "../../values.ts";
import { GloasHelpers } from "./helpers.ts";

/**
 * Slot and epoch processing.
 * https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/gloas/beacon-chain.md#beacon-chain-state-transition-function
 */
export abstract class GloasEpochProcessing extends GloasHelpers {
  /** Caches the slot's roots and marks the next slot's payload as not there. */
  override process_slot(state: BeaconState): void {
    super.process_slot(state);
    const next_slot_index = (state.slot + 1) % this.preset.SLOTS_PER_HISTORICAL_ROOT;
    this.setPayloadAvailability(state, next_slot_index, false);
  }

  override process_epoch(state: BeaconState): void {
    this.process_justification_and_finalization(state);
    this.process_inactivity_updates(state);
    this.process_rewards_and_penalties(state);
    this.process_registry_updates(state);
    this.process_slashings(state);
    this.process_eth1_data_reset(state);
    this.process_pending_deposits(state);
    this.process_pending_consolidations(state);
    this.process_builder_pending_payments(state);
    this.process_effective_balance_updates(state);
    this.process_slashings_reset(state);
    this.process_randao_mixes_reset(state);
    this.process_historical_summaries_update(state);
    this.process_participation_flag_updates(state);
    this.process_sync_committee_updates(state);
    this.process_proposer_lookahead(state);
    this.process_ptc_window(state);
  }

  /** Applies finalized deposits of the queue up to the epoch's activation churn. */
  override process_pending_deposits(state: BeaconState): void {
    const next_epoch = this.get_current_epoch(state) + 1;
    const available_for_processing = state.deposit_balance_to_consume + this.get_activation_churn_limit(state);
    let processed_amount = 0;
    let next_deposit_index = 0;
    const deposits_to_postpone: PendingDeposit[] = [];
    let is_churn_limit_reached = false;
    const finalized_slot = this.compute_start_slot_at_epoch(state.finalized_checkpoint.epoch);
    const deposits = state.pending_deposits;

    while (next_deposit_index < deposits.length) {
      if (deposits.columns.slot.get(next_deposit_index) > finalized_slot) break;
      if (next_deposit_index >= this.preset.MAX_PENDING_DEPOSITS_PER_EPOCH) break;
      const deposit = deposits.value(next_deposit_index);

      let is_validator_exited = false;
      let is_validator_withdrawn = false;
      const validator_index = validatorIndexOf(state, deposit.pubkey);
      if (validator_index !== undefined) {
        const { exit_epoch, withdrawable_epoch } = state.validators.columns;
        is_validator_exited = exit_epoch.get(validator_index) < FAR_FUTURE_EPOCH;
        is_validator_withdrawn = withdrawable_epoch.get(validator_index) < next_epoch;
      }
      if (is_validator_withdrawn) {
        // The balance will never be active, so that it takes nothing from the churn.
        this.apply_pending_deposit(state, deposit);
      } else if (is_validator_exited) {
        deposits_to_postpone.push(deposit);
      } else {
        is_churn_limit_reached = processed_amount + deposit.amount > available_for_processing;
        if (is_churn_limit_reached) break;
        processed_amount += deposit.amount;
        this.apply_pending_deposit(state, deposit);
      }
      next_deposit_index += 1;
    }

    if (next_deposit_index > 0) deposits.replace([...deposits.slice(next_deposit_index), ...deposits_to_postpone]);
    state.deposit_balance_to_consume = is_churn_limit_reached ? available_for_processing - processed_amount : 0;
  }

  /** Settles the payments of the epoch before last epoch's that the votes' weight demands, and shifts the others. */
  process_builder_pending_payments(state: BeaconState): void {
    const { SLOTS_PER_EPOCH } = this.preset;
    const quorum = this.get_builder_payment_quorum_threshold(state);
    for (const payment of state.builder_pending_payments.slice(0, SLOTS_PER_EPOCH))
      if (payment.weight >= quorum) state.builder_pending_withdrawals.push(payment.withdrawal);
    state.builder_pending_payments.replace([
      ...state.builder_pending_payments.slice(SLOTS_PER_EPOCH),
      ...Array.from({ length: SLOTS_PER_EPOCH }, () => this.emptyPayment()),
    ]);
  }

  /** Drops the oldest epoch's payload timeliness committees and adds those of the newest that can be known. */
  process_ptc_window(state: BeaconState): void {
    const { SLOTS_PER_EPOCH, MIN_SEED_LOOKAHEAD } = this.preset;
    const next_epoch = this.get_current_epoch(state) + MIN_SEED_LOOKAHEAD + 1;
    const start_slot = this.compute_start_slot_at_epoch(next_epoch);
    const added = Array.from({ length: SLOTS_PER_EPOCH }, (_, index) => this.compute_ptc(state, start_slot + index));
    state.ptc_window.replace([...state.ptc_window.toArray().slice(SLOTS_PER_EPOCH), ...added]);
  }

  /** Notes whether the payload of a slot (modulo `SLOTS_PER_HISTORICAL_ROOT`) is part of the chain. */
  protected setPayloadAvailability(state: BeaconState, slot_index: number, available: boolean): void {
    if (state.execution_payload_availability.get(slot_index) === available) return;
    const availability = state.execution_payload_availability.clone();
    availability.set(slot_index, available);
    state.execution_payload_availability = availability;
  }
}
