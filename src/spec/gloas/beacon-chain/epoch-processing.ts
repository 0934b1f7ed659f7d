import type { BeaconState } from "../../state.ts";
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

  /** Applies deposits from the front of the queue as finality, their number and the activation churn allow. */
  override process_pending_deposits(state: BeaconState): void {
    this.processPendingDeposits(state, this.get_activation_churn_limit(state));
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
