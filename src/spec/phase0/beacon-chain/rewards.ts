import { eligibleIndices } from "../../derived/registry.ts";
import { checkedSub, div, mulDiv } from "../../math.ts";
import type { BeaconState } from "../../state.ts";
import type { Epoch, Gwei, PendingAttestation, ValidatorIndex } from "../../values.ts";
import { BASE_REWARDS_PER_EPOCH } from "../constants.ts";
import { Phase0EpochHelpers } from "./epoch-helpers.ts";

/** Rewards and penalties of all validators in Gwei, by index. */
export type Deltas = readonly [rewards: Float64Array, penalties: Float64Array];

/** Rewards and penalties of an epoch, by their components. */
export abstract class Phase0Rewards extends Phase0EpochHelpers {
  /** Reward for one perfect duty of the validator, in Gwei. */
  get_base_reward(state: BeaconState, index: ValidatorIndex): Gwei {
    const total_balance = this.get_total_active_balance(state);
    const effective_balance = state.validators.columns.effective_balance.get(index);
    const scaled = mulDiv(effective_balance, this.preset.BASE_REWARD_FACTOR, this.integer_squareroot(total_balance));
    return div(scaled, BASE_REWARDS_PER_EPOCH);
  }

  /** The proposer's reward for including an attestation of the validator. */
  get_proposer_reward(state: BeaconState, attesting_index: ValidatorIndex): Gwei {
    return div(this.get_base_reward(state, attesting_index), this.preset.PROPOSER_REWARD_QUOTIENT);
  }

  /** Epochs since the finalized one, as of the previous epoch. Throws `Uint64Error` where that lies in the future. */
  get_finality_delay(state: BeaconState): Epoch {
    return checkedSub(this.get_previous_epoch(state), state.finalized_checkpoint.epoch);
  }

  /** Whether finality is late enough for inactivity to cost. */
  is_in_inactivity_leak(state: BeaconState): boolean {
    return this.get_finality_delay(state) > this.preset.MIN_EPOCHS_TO_INACTIVITY_PENALTY;
  }

  /** Validators that the previous epoch's rewards and penalties concern, ascending. */
  get_eligible_validator_indices(state: BeaconState): Uint32Array {
    return eligibleIndices(state, this.get_previous_epoch(state));
  }

  /** Deltas for one of the source, target and head votes. */
  get_attestation_component_deltas(state: BeaconState, attestations: Iterable<PendingAttestation>): Deltas {
    const { rewards, penalties } = this.zeroDeltas(state);
    const increment = this.preset.EFFECTIVE_BALANCE_INCREMENT;
    const total_balance = this.get_total_active_balance(state);
    const unslashed_attesting_indices = this.get_unslashed_attesting_indices(state, attestations);
    const attesting_balance = this.get_total_balance(state, unslashed_attesting_indices);
    const leaking = this.is_in_inactivity_leak(state);
    for (const index of this.get_eligible_validator_indices(state)) {
      const base_reward = this.get_base_reward(state, index);
      if (!unslashed_attesting_indices.has(index)) penalties[index]! += base_reward;
      else if (leaking) rewards[index]! += base_reward;
      else rewards[index]! += mulDiv(base_reward, div(attesting_balance, increment), div(total_balance, increment));
    }
    return [rewards, penalties];
  }

  /** Deltas for the source vote. */
  get_source_deltas(state: BeaconState): Deltas {
    const previous_epoch = this.get_previous_epoch(state);
    return this.get_attestation_component_deltas(state, this.get_matching_source_attestations(state, previous_epoch));
  }

  /** Deltas for the target vote. */
  get_target_deltas(state: BeaconState): Deltas {
    const previous_epoch = this.get_previous_epoch(state);
    return this.get_attestation_component_deltas(state, this.get_matching_target_attestations(state, previous_epoch));
  }

  /** Deltas for the head vote. */
  get_head_deltas(state: BeaconState): Deltas {
    const previous_epoch = this.get_previous_epoch(state);
    return this.get_attestation_component_deltas(state, this.get_matching_head_attestations(state, previous_epoch));
  }

  /** Rewards for early inclusion, to the attester and to the proposer that included it first. */
  get_inclusion_delay_deltas(state: BeaconState): Deltas {
    const { rewards, penalties } = this.zeroDeltas(state);
    const attestations = this.get_matching_source_attestations(state, this.get_previous_epoch(state));
    const earliest = new Map<ValidatorIndex, PendingAttestation>();
    for (const attestation of attestations) {
      for (const index of this.get_pending_attesting_indices(state, attestation)) {
        const known = earliest.get(index);
        if (known === undefined || attestation.inclusion_delay < known.inclusion_delay)
          earliest.set(index, attestation);
      }
    }
    for (const index of this.get_unslashed_attesting_indices(state, attestations)) {
      const attestation = earliest.get(index)!;
      const proposer_reward = this.get_proposer_reward(state, index);
      rewards[attestation.proposer_index]! += proposer_reward;
      const max_attester_reward = this.get_base_reward(state, index) - proposer_reward;
      rewards[index]! += div(max_attester_reward, attestation.inclusion_delay);
    }
    return [rewards, penalties];
  }

  /** Penalties while finality is late. */
  get_inactivity_penalty_deltas(state: BeaconState): Deltas {
    const { rewards, penalties } = this.zeroDeltas(state);
    if (!this.is_in_inactivity_leak(state)) return [rewards, penalties];
    const previous_epoch = this.get_previous_epoch(state);
    const attestations = this.get_matching_target_attestations(state, previous_epoch);
    const matching_target_attesting_indices = this.get_unslashed_attesting_indices(state, attestations);
    const finality_delay = this.get_finality_delay(state);
    for (const index of this.get_eligible_validator_indices(state)) {
      const base_reward = this.get_base_reward(state, index);
      penalties[index]! += BASE_REWARDS_PER_EPOCH * base_reward - this.get_proposer_reward(state, index);
      if (matching_target_attesting_indices.has(index)) continue;
      const effective_balance = state.validators.columns.effective_balance.get(index);
      penalties[index]! += mulDiv(effective_balance, finality_delay, this.preset.INACTIVITY_PENALTY_QUOTIENT);
    }
    return [rewards, penalties];
  }

  /** All attestation deltas, summed. */
  get_attestation_deltas(state: BeaconState): Deltas {
    const { rewards, penalties } = this.zeroDeltas(state);
    const components = [
      this.get_source_deltas(state),
      this.get_target_deltas(state),
      this.get_head_deltas(state),
      this.get_inclusion_delay_deltas(state),
      this.get_inactivity_penalty_deltas(state),
    ];
    for (const [component_rewards, component_penalties] of components) {
      for (let index = 0; index < rewards.length; index++) {
        rewards[index]! += component_rewards[index]!;
        penalties[index]! += component_penalties[index]!;
      }
    }
    return [rewards, penalties];
  }

  /** One zero for each validator. */
  protected zeroDeltas(state: BeaconState): { rewards: Float64Array; penalties: Float64Array } {
    const { length } = state.validators;
    return { rewards: new Float64Array(length), penalties: new Float64Array(length) };
  }
}
