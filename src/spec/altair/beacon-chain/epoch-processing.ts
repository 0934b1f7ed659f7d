import { flagBalances } from "../../derived/participation.ts";
import { saturatingSub } from "../../math.ts";
import { GENESIS_EPOCH } from "../../phase0/constants.ts";
import type { BeaconState } from "../../state.ts";
import { TIMELY_TARGET_FLAG_INDEX } from "../constants.ts";
import { AltairRewards } from "./rewards.ts";

/** Epoch processing. */
export abstract class AltairEpochProcessing extends AltairRewards {
  override process_epoch(state: BeaconState): void {
    this.process_justification_and_finalization(state);
    this.process_inactivity_updates(state);
    this.process_rewards_and_penalties(state);
    this.process_registry_updates(state);
    this.process_slashings(state);
    this.process_eth1_data_reset(state);
    this.process_effective_balance_updates(state);
    this.process_slashings_reset(state);
    this.process_randao_mixes_reset(state);
    this.process_historical_roots_update(state);
    this.process_participation_flag_updates(state);
    this.process_sync_committee_updates(state);
  }

  override process_justification_and_finalization(state: BeaconState): void {
    if (this.get_current_epoch(state) <= GENESIS_EPOCH + 1) return;
    const { EFFECTIVE_BALANCE_INCREMENT } = this.preset;
    // get_total_balance of get_unslashed_participating_indices.
    const [previous_target_balance, current_target_balance] = [
      this.get_previous_epoch(state),
      this.get_current_epoch(state),
    ].map((epoch) => {
      const balances = flagBalances(state, this.unslashedFlags(state, epoch));
      return Math.max(EFFECTIVE_BALANCE_INCREMENT, balances[TIMELY_TARGET_FLAG_INDEX]);
    }) as [number, number];
    this.weigh_justification_and_finalization(
      state,
      this.get_total_active_balance(state),
      previous_target_balance,
      current_target_balance,
    );
  }

  /** Raises the inactivity scores of whoever missed the previous target, lowers the others'. */
  process_inactivity_updates(state: BeaconState): void {
    if (this.get_current_epoch(state) === GENESIS_EPOCH) return;
    const { INACTIVITY_SCORE_BIAS, INACTIVITY_SCORE_RECOVERY_RATE } = this.config;
    const flags = this.unslashedFlags(state, this.get_previous_epoch(state));
    const recovery = this.is_in_inactivity_leak(state) ? 0 : INACTIVITY_SCORE_RECOVERY_RATE;
    const scores = state.inactivity_scores.toFloat64Array();
    const eligible = this.get_eligible_validator_indices(state);
    for (let i = 0; i < eligible.length; i++) {
      const index = eligible[i]!;
      const timely = this.has_flag(flags[index]!, TIMELY_TARGET_FLAG_INDEX);
      const score = timely ? saturatingSub(scores[index]!, 1) : scores[index]! + INACTIVITY_SCORE_BIAS;
      scores[index] = saturatingSub(score, recovery);
    }
    state.inactivity_scores.replace(scores);
  }

  override process_slashings(state: BeaconState): void {
    this.applySlashings(state, this.preset.PROPORTIONAL_SLASHING_MULTIPLIER_ALTAIR);
  }

  /** The current epoch's participation becomes the previous one's. */
  process_participation_flag_updates(state: BeaconState): void {
    state.previous_epoch_participation = state.current_epoch_participation;
    state.current_epoch_participation.replace(new Uint8Array(state.validators.length));
  }

  /** Moves on to the next sync committee at the end of a period. */
  process_sync_committee_updates(state: BeaconState): void {
    const next_epoch = this.get_current_epoch(state) + 1;
    if (next_epoch % this.preset.EPOCHS_PER_SYNC_COMMITTEE_PERIOD !== 0) return;
    state.current_sync_committee = state.next_sync_committee;
    state.next_sync_committee = this.get_next_sync_committee(state);
  }
}
