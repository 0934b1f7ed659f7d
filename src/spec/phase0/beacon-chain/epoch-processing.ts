import { BitArray } from "@chainsafe/ssz";
import { hashPair } from "../../../crypto/hash.ts";
import { numbersOf } from "../../derived/column-numbers.ts";
import { div, mulDiv, saturatingSub } from "../../math.ts";
import type { BeaconState } from "../../state.ts";
import type { Gwei } from "../../values.ts";
import { FAR_FUTURE_EPOCH, GENESIS_EPOCH } from "../constants.ts";
import { Phase0Rewards } from "./rewards.ts";

/** Epoch processing, a method for each step. */
export abstract class Phase0EpochProcessing extends Phase0Rewards {
  /** Everything that happens at the end of an epoch. */
  process_epoch(state: BeaconState): void {
    this.process_justification_and_finalization(state);
    this.process_rewards_and_penalties(state);
    this.process_registry_updates(state);
    this.process_slashings(state);
    this.process_eth1_data_reset(state);
    this.process_effective_balance_updates(state);
    this.process_slashings_reset(state);
    this.process_randao_mixes_reset(state);
    this.process_historical_roots_update(state);
    this.process_participation_record_updates(state);
  }

  /** Justifies and finalizes by the target votes, from the second epoch after genesis on. */
  process_justification_and_finalization(state: BeaconState): void {
    if (this.get_current_epoch(state) <= GENESIS_EPOCH + 1) return;
    const previous_attestations = this.get_matching_target_attestations(state, this.get_previous_epoch(state));
    const current_attestations = this.get_matching_target_attestations(state, this.get_current_epoch(state));
    this.weigh_justification_and_finalization(
      state,
      this.get_total_active_balance(state),
      this.get_attesting_balance(state, previous_attestations),
      this.get_attesting_balance(state, current_attestations),
    );
  }

  /** Moves the checkpoints on by the balances, in Gwei, that voted for the two epochs' targets. */
  weigh_justification_and_finalization(
    state: BeaconState,
    total_active_balance: Gwei,
    previous_epoch_target_balance: Gwei,
    current_epoch_target_balance: Gwei,
  ): void {
    const previous_epoch = this.get_previous_epoch(state);
    const current_epoch = this.get_current_epoch(state);
    const old_previous_justified_checkpoint = state.previous_justified_checkpoint;
    const old_current_justified_checkpoint = state.current_justified_checkpoint;

    state.previous_justified_checkpoint = state.current_justified_checkpoint;
    const bits = [false, ...state.justification_bits.toBoolArray().slice(0, -1)];
    if (previous_epoch_target_balance * 3 >= total_active_balance * 2) {
      const root = this.get_block_root(state, previous_epoch);
      state.current_justified_checkpoint = { epoch: previous_epoch, root };
      bits[1] = true;
    }
    if (current_epoch_target_balance * 3 >= total_active_balance * 2) {
      const root = this.get_block_root(state, current_epoch);
      state.current_justified_checkpoint = { epoch: current_epoch, root };
      bits[0] = true;
    }
    state.justification_bits = BitArray.fromBoolArray(bits);

    const justified = (from: number, to: number): boolean => bits.slice(from, to).every(Boolean);
    // The 2nd to 4th most recent epochs, the 2nd using the 4th as source.
    if (justified(1, 4) && old_previous_justified_checkpoint.epoch + 3 === current_epoch)
      state.finalized_checkpoint = old_previous_justified_checkpoint;
    // The 2nd and 3rd, the 2nd using the 3rd.
    if (justified(1, 3) && old_previous_justified_checkpoint.epoch + 2 === current_epoch)
      state.finalized_checkpoint = old_previous_justified_checkpoint;
    // The 1st to 3rd, the 1st using the 3rd.
    if (justified(0, 3) && old_current_justified_checkpoint.epoch + 2 === current_epoch)
      state.finalized_checkpoint = old_current_justified_checkpoint;
    // The 1st and 2nd, the 1st using the 2nd.
    if (justified(0, 2) && old_current_justified_checkpoint.epoch + 1 === current_epoch)
      state.finalized_checkpoint = old_current_justified_checkpoint;
  }

  /** Applies the previous epoch's rewards and penalties; there are none in the genesis epoch. */
  process_rewards_and_penalties(state: BeaconState): void {
    if (this.get_current_epoch(state) === GENESIS_EPOCH) return;
    const [rewards, penalties] = this.get_attestation_deltas(state);
    const balances = state.balances.toFloat64Array();
    for (let index = 0; index < balances.length; index++)
      balances[index] = saturatingSub(balances[index]! + rewards[index]!, penalties[index]!);
    state.balances.replace(balances);
  }

  /** Queues new validators, ejects poor ones, and activates the first of the queue. */
  process_registry_updates(state: BeaconState): void {
    const current_epoch = this.get_current_epoch(state);
    const { columns } = state.validators;
    const eligibility = numbersOf(state, columns.activation_eligibility_epoch);
    const activation = numbersOf(state, columns.activation_epoch);
    const effective_balance = numbersOf(state, columns.effective_balance);
    const { EJECTION_BALANCE } = this.config;
    const activation_queue: number[] = [];
    for (let index = 0; index < eligibility.length; index++) {
      if (eligibility[index] === FAR_FUTURE_EPOCH) {
        const validator = state.validators.get(index);
        if (this.is_eligible_for_activation_queue(validator))
          validator.activation_eligibility_epoch = current_epoch + 1;
      }
      if (effective_balance[index]! <= EJECTION_BALANCE) {
        if (this.is_active_validator(state.validators.get(index), current_epoch))
          this.initiate_validator_exit(state, index);
      }
      if (activation[index] === FAR_FUTURE_EPOCH) {
        if (this.is_eligible_for_activation(state, state.validators.get(index))) activation_queue.push(index);
      }
    }

    activation_queue.sort((a, b) => eligibility[a]! - eligibility[b]! || a - b);
    const activation_epoch = this.compute_activation_exit_epoch(current_epoch);
    for (const index of activation_queue.slice(0, this.get_validator_churn_limit(state)))
      columns.activation_epoch.set(index, activation_epoch);
  }

  /** Penalizes slashed validators halfway to their withdrawable epoch, by how many were slashed around them. */
  process_slashings(state: BeaconState): void {
    this.applySlashings(state, this.preset.PROPORTIONAL_SLASHING_MULTIPLIER);
  }

  /** What the forks that change no more than the multiplier have in common. */
  protected applySlashings(state: BeaconState, multiplier: number): void {
    const epoch = this.get_current_epoch(state);
    const total_balance = this.get_total_active_balance(state);
    let slashings = 0;
    for (const slashed of state.slashings) slashings += slashed;
    const adjusted_total_slashing_balance = Math.min(slashings * multiplier, total_balance);
    const increment = this.preset.EFFECTIVE_BALANCE_INCREMENT;
    const withdrawable_epoch = epoch + div(this.preset.EPOCHS_PER_SLASHINGS_VECTOR, 2);
    const { columns } = state.validators;
    const slashed = columns.slashed.toUint8Array();
    for (let index = 0; index < slashed.length; index++) {
      if (slashed[index] !== 1 || columns.withdrawable_epoch.get(index) !== withdrawable_epoch) continue;
      const increments = div(columns.effective_balance.get(index), increment);
      const penalty = mulDiv(increments, adjusted_total_slashing_balance, total_balance) * increment;
      this.decrease_balance(state, index, penalty);
    }
  }

  /** Starts a new period of eth1 votes. */
  process_eth1_data_reset(state: BeaconState): void {
    const next_epoch = this.get_current_epoch(state) + 1;
    if (next_epoch % this.preset.EPOCHS_PER_ETH1_VOTING_PERIOD === 0) state.eth1_data_votes.replace([]);
  }

  /** Lets effective balances follow the balances, with hysteresis. */
  process_effective_balance_updates(state: BeaconState): void {
    const { EFFECTIVE_BALANCE_INCREMENT, MAX_EFFECTIVE_BALANCE } = this.preset;
    const HYSTERESIS_INCREMENT = div(EFFECTIVE_BALANCE_INCREMENT, this.preset.HYSTERESIS_QUOTIENT);
    const DOWNWARD_THRESHOLD = HYSTERESIS_INCREMENT * this.preset.HYSTERESIS_DOWNWARD_MULTIPLIER;
    const UPWARD_THRESHOLD = HYSTERESIS_INCREMENT * this.preset.HYSTERESIS_UPWARD_MULTIPLIER;
    const balances = state.balances.toFloat64Array();
    const column = state.validators.columns.effective_balance;
    const effective_balances = numbersOf(state, column);
    for (let index = 0; index < effective_balances.length; index++) {
      const balance = balances[index]!;
      const effective_balance = effective_balances[index]!;
      if (balance + DOWNWARD_THRESHOLD >= effective_balance && effective_balance + UPWARD_THRESHOLD >= balance)
        continue;
      column.set(index, Math.min(balance - (balance % EFFECTIVE_BALANCE_INCREMENT), MAX_EFFECTIVE_BALANCE));
    }
  }

  /** Clears the next epoch's place in the vector of slashed balances. */
  process_slashings_reset(state: BeaconState): void {
    const next_epoch = this.get_current_epoch(state) + 1;
    state.slashings.set(next_epoch % this.preset.EPOCHS_PER_SLASHINGS_VECTOR, 0);
  }

  /** Starts the next epoch's mix with the current one's. */
  process_randao_mixes_reset(state: BeaconState): void {
    const current_epoch = this.get_current_epoch(state);
    const place = (current_epoch + 1) % this.preset.EPOCHS_PER_HISTORICAL_VECTOR;
    state.randao_mixes.set(place, this.get_randao_mix(state, current_epoch));
  }

  /** Appends the root of a full period of block and state roots. */
  process_historical_roots_update(state: BeaconState): void {
    const next_epoch = this.get_current_epoch(state) + 1;
    if (next_epoch % div(this.preset.SLOTS_PER_HISTORICAL_ROOT, this.preset.SLOTS_PER_EPOCH) !== 0) return;
    // The root of a HistoricalBatch of the two vectors.
    state.historical_roots.push(hashPair(state.fieldRoot("block_roots"), state.fieldRoot("state_roots")));
  }

  /** The current epoch's attestations become the previous one's. */
  process_participation_record_updates(state: BeaconState): void {
    state.previous_epoch_attestations = state.current_epoch_attestations;
    state.current_epoch_attestations.replace([]);
  }
}
