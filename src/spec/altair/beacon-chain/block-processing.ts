import { derive } from "../../derived/cache.ts";
import { appendValidator, validatorIndexOf } from "../../derived/pubkey-index.ts";
import { assert } from "../../errors.ts";
import { div } from "../../math.ts";
import type { BeaconState } from "../../state.ts";
import type {
  Attestation,
  BeaconBlock,
  BLSPubkey,
  Gwei,
  IndexedAttestation,
  SyncAggregate,
  ValidatorIndex,
} from "../../values.ts";
import {
  DOMAIN_SYNC_COMMITTEE,
  PARTICIPATION_FLAG_WEIGHTS,
  PROPOSER_WEIGHT,
  SYNC_REWARD_WEIGHT,
  WEIGHT_DENOMINATOR,
} from "../constants.ts";
import { AltairEpochProcessing } from "./epoch-processing.ts";

/** Block processing. */
export abstract class AltairBlockProcessing extends AltairEpochProcessing {
  override process_block(state: BeaconState, block: BeaconBlock): void {
    this.process_block_header(state, block);
    this.process_randao(state, block.body);
    this.process_eth1_data(state, block.body);
    this.process_operations(state, block.body);
    this.process_sync_aggregate(state, block.body.sync_aggregate);
  }

  /** Sets the flags that an attestation earns, and pays the proposer for it. */
  override process_attestation(state: BeaconState, attestation: Attestation): void {
    this.checkAttestationData(state, attestation);
    this.countAttestation(state, attestation, this.earnedFlags(state, attestation));
  }

  /** The participation flags that an attestation in a block of the state's slot earns. */
  protected earnedFlags(state: BeaconState, { data }: Attestation): readonly number[] {
    return this.get_attestation_participation_flag_indices(state, data, state.slot - data.slot);
  }

  /** `process_attestation` once it is known what is earned: the signature, the flags and the proposer's reward. */
  protected countAttestation(
    state: BeaconState,
    attestation: Attestation,
    participation_flag_indices: readonly number[],
  ): void {
    const { data } = attestation;
    const indexed_attestation = this.get_indexed_attestation(state, attestation);
    assert(
      this.is_valid_indexed_attestation(state, indexed_attestation),
      "process_attestation",
      "is_valid_indexed_attestation(state, get_indexed_attestation(state, attestation))",
      () => ({ slot: data.slot, index: data.index }),
    );
    const numerator = this.setParticipationFlags(state, indexed_attestation, participation_flag_indices);
    const proposer_reward_denominator = div(
      (WEIGHT_DENOMINATOR - PROPOSER_WEIGHT) * WEIGHT_DENOMINATOR,
      PROPOSER_WEIGHT,
    );
    const proposer_reward = div(numerator, proposer_reward_denominator);
    this.increase_balance(state, this.get_beacon_proposer_index(state), proposer_reward);
  }

  /** Gives the attesters those of the flags that they lack; returns the numerator of the proposer's reward. */
  protected setParticipationFlags(
    state: BeaconState,
    { attesting_indices, data }: IndexedAttestation,
    participation_flag_indices: readonly number[],
  ): Gwei {
    const { EFFECTIVE_BALANCE_INCREMENT } = this.preset;
    const epoch_participation =
      data.target.epoch === this.get_current_epoch(state)
        ? state.current_epoch_participation
        : state.previous_epoch_participation;
    const earned = participation_flag_indices.reduce((flags, flag_index) => this.add_flag(flags, flag_index), 0);
    const weights = Array.from({ length: 8 }, (_, flags) =>
      PARTICIPATION_FLAG_WEIGHTS.reduce((sum, weight, i) => (this.has_flag(flags, i) ? sum + weight : sum), 0),
    );
    const { effective_balance } = state.validators.columns;
    // Sums get_base_reward(state, index) * weight, its common factor taken out.
    let weighted_increments = 0;
    for (const index of attesting_indices) {
      const flags = epoch_participation.get(index);
      const added = earned & ~flags;
      if (added === 0) continue;
      epoch_participation.set(index, flags | added);
      weighted_increments += div(effective_balance.get(index), EFFECTIVE_BALANCE_INCREMENT) * weights[added]!;
    }
    return weighted_increments * this.get_base_reward_per_increment(state);
  }

  override add_validator_to_registry(
    state: BeaconState,
    pubkey: BLSPubkey,
    withdrawal_credentials: Uint8Array,
    amount: Gwei,
  ): void {
    const index = this.get_index_for_new_validator(state);
    const validator = this.get_validator_from_deposit(pubkey, withdrawal_credentials, amount);
    // set_or_append_list, with the index of public keys kept current.
    if (index === state.validators.length) appendValidator(state, validator);
    else state.validators.set(index, validator);
    this.set_or_append_list(state.balances, index, amount);
    this.set_or_append_list(state.previous_epoch_participation, index, 0);
    this.set_or_append_list(state.current_epoch_participation, index, 0);
    this.set_or_append_list(state.inactivity_scores, index, 0);
  }

  /** Checks the sync committee's signature of the previous slot's block, and pays or fines its members. */
  process_sync_aggregate(state: BeaconState, sync_aggregate: SyncAggregate): void {
    const { sync_committee_bits, sync_committee_signature } = sync_aggregate;
    const previous_slot = this.saturating_sub(state.slot, 1);
    const domain = this.get_domain(state, DOMAIN_SYNC_COMMITTEE, this.compute_epoch_at_slot(previous_slot));
    const block_root = this.get_block_root_at_slot(state, previous_slot);
    const signing_root = this.compute_signing_root(this.types.Root, block_root, domain);
    assert(
      this.eth_fast_aggregate_verify(
        this.syncParticipantKeys(state, sync_aggregate),
        signing_root,
        sync_committee_signature,
      ),
      "process_sync_aggregate",
      "eth_fast_aggregate_verify(participant_pubkeys, signing_root, sync_aggregate.sync_committee_signature)",
      () => ({ previous_slot, block_root }),
    );

    const { EFFECTIVE_BALANCE_INCREMENT, SLOTS_PER_EPOCH, SYNC_COMMITTEE_SIZE } = this.preset;
    const total_active_increments = div(this.get_total_active_balance(state), EFFECTIVE_BALANCE_INCREMENT);
    const total_base_rewards = this.get_base_reward_per_increment(state) * total_active_increments;
    const max_participant_rewards = div(
      div(total_base_rewards * SYNC_REWARD_WEIGHT, WEIGHT_DENOMINATOR),
      SLOTS_PER_EPOCH,
    );
    const participant_reward = div(max_participant_rewards, SYNC_COMMITTEE_SIZE);
    const proposer_reward = div(participant_reward * PROPOSER_WEIGHT, WEIGHT_DENOMINATOR - PROPOSER_WEIGHT);

    const proposer_index = this.get_beacon_proposer_index(state);
    const committee_indices = this.syncCommitteeIndices(state);
    for (let position = 0; position < SYNC_COMMITTEE_SIZE; position++) {
      const participant_index = committee_indices[position]!;
      if (sync_committee_bits.get(position)) {
        this.increase_balance(state, participant_index, participant_reward);
        this.increase_balance(state, proposer_index, proposer_reward);
      } else {
        this.decrease_balance(state, participant_index, participant_reward);
      }
    }
  }

  /** Keys whose sum the participants' is: the committee's own aggregate where all of them signed. */
  protected syncParticipantKeys(state: BeaconState, { sync_committee_bits }: SyncAggregate): BLSPubkey[] {
    const { pubkeys, aggregate_pubkey } = state.current_sync_committee;
    if (this.get_set_bit_count(sync_committee_bits) === this.preset.SYNC_COMMITTEE_SIZE) return [aggregate_pubkey];
    return pubkeys.filter((_pubkey, position) => sync_committee_bits.get(position));
  }

  /** Validator indices of the current sync committee's members. */
  protected syncCommitteeIndices(state: BeaconState): readonly ValidatorIndex[] {
    const committee = state.current_sync_committee;
    // An index, once given to a key, stays; so the committee's identity is all that they depend on.
    return derive(state, "syncCommitteeIndices", 2, [committee], () =>
      committee.pubkeys.map((pubkey) => {
        const index = validatorIndexOf(state, pubkey);
        assert(index !== undefined, "process_sync_aggregate", "all_pubkeys.index(pubkey)", () => ({ pubkey }));
        return index;
      }),
    );
  }
}
