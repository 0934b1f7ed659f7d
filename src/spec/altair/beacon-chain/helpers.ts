import { sha256 } from "../../../crypto/hash.ts";
import { bytesEqual, concatBytes } from "../../../ssz/bytes.ts";
import { unslashedFlags } from "../../derived/participation.ts";
import { assert } from "../../errors.ts";
import { div } from "../../math.ts";
import type { BeaconState } from "../../state.ts";
import type {
  AttestationData,
  Epoch,
  Gwei,
  ParticipationFlags,
  SyncCommittee,
  Uint64,
  ValidatorIndex,
} from "../../values.ts";
import { AltairBls } from "../bls.ts";
import {
  DOMAIN_SYNC_COMMITTEE,
  PROPOSER_WEIGHT,
  TIMELY_HEAD_FLAG_INDEX,
  TIMELY_SOURCE_FLAG_INDEX,
  TIMELY_TARGET_FLAG_INDEX,
  WEIGHT_DENOMINATOR,
} from "../constants.ts";

/** A list that `set_or_append_list` writes: a column, or an array's stand-in. */
interface WritableList<T> {
  readonly length: number;
  set(index: number, value: T): void;
  push(value: T): void;
}

/** Helpers, accessors and mutators. */
export abstract class AltairHelpers extends AltairBls {
  /** The flags with this one set. */
  add_flag(flags: ParticipationFlags, flag_index: number): ParticipationFlags {
    return flags | (1 << flag_index);
  }

  /** Whether this flag is set. */
  has_flag(flags: ParticipationFlags, flag_index: number): boolean {
    return ((flags >> flag_index) & 1) === 1;
  }

  /** Index that the next new validator gets. */
  get_index_for_new_validator(state: BeaconState): ValidatorIndex {
    return state.validators.length;
  }

  /** Writes an element, or appends it where the index is the list's length. */
  set_or_append_list<T>(list: WritableList<T>, index: Uint64, value: T): void {
    if (index === list.length) list.push(value);
    else list.set(index, value);
  }

  /** Members of the next sync committee, perhaps with repetitions, sampled by effective balance. */
  get_next_sync_committee_indices(state: BeaconState): ValidatorIndex[] {
    const epoch = this.get_current_epoch(state) + 1;
    const MAX_RANDOM_BYTE = 2 ** 8 - 1;
    const active_validator_indices = this.get_active_validator_indices(state, epoch);
    const count = active_validator_indices.length;
    const seed = this.get_seed(state, epoch, DOMAIN_SYNC_COMMITTEE);
    const { effective_balance } = state.validators.columns;
    const sync_committee_indices: ValidatorIndex[] = [];
    let random: Uint8Array = new Uint8Array();
    for (let i = 0; sync_committee_indices.length < this.preset.SYNC_COMMITTEE_SIZE; i++) {
      const shuffled_index = this.compute_shuffled_index(i % count, count, seed);
      const candidate_index = active_validator_indices[shuffled_index]!;
      if (i % 32 === 0) random = sha256(concatBytes(seed, this.uint_to_bytes(div(i, 32))));
      const random_byte = random[i % 32]!;
      if (effective_balance.get(candidate_index) * MAX_RANDOM_BYTE >= this.preset.MAX_EFFECTIVE_BALANCE * random_byte)
        sync_committee_indices.push(candidate_index);
    }
    return sync_committee_indices;
  }

  /** The next sync committee; only at the boundary of its period is it the right one. */
  get_next_sync_committee(state: BeaconState): SyncCommittee {
    const { pubkey } = state.validators.columns;
    const pubkeys = this.get_next_sync_committee_indices(state).map((index) => pubkey.get(index));
    return { pubkeys, aggregate_pubkey: this.eth_aggregate_pubkeys(pubkeys) };
  }

  /** Base reward, in Gwei, for one increment of effective balance. */
  get_base_reward_per_increment(state: BeaconState): Gwei {
    return div(
      this.preset.EFFECTIVE_BALANCE_INCREMENT * this.preset.BASE_REWARD_FACTOR,
      this.integer_squareroot(this.get_total_active_balance(state)),
    );
  }

  /** What the validator earns in an epoch of perfect duties, in Gwei. */
  override get_base_reward(state: BeaconState, index: ValidatorIndex): Gwei {
    const effective_balance = state.validators.columns.effective_balance.get(index);
    const increments = div(effective_balance, this.preset.EFFECTIVE_BALANCE_INCREMENT);
    return increments * this.get_base_reward_per_increment(state);
  }

  /** Validators active in the previous or the current epoch, unslashed, and with this flag in it; ascending. */
  get_unslashed_participating_indices(state: BeaconState, flag_index: number, epoch: Epoch): Uint32Array {
    const flags = this.unslashedFlags(state, epoch);
    const indices = new Uint32Array(flags.length);
    let count = 0;
    for (let index = 0; index < flags.length; index++)
      if (this.has_flag(flags[index]!, flag_index)) indices[count++] = index;
    return indices.subarray(0, count);
  }

  /** The previous or the current epoch's participation flags, zero for inactive and slashed validators. */
  protected unslashedFlags(state: BeaconState, epoch: Epoch): Uint8Array {
    const current_epoch = this.get_current_epoch(state);
    assert(
      epoch === this.get_previous_epoch(state) || epoch === current_epoch,
      "get_unslashed_participating_indices",
      "epoch in (get_previous_epoch(state), get_current_epoch(state))",
      () => ({ epoch, current_epoch }),
    );
    const participation =
      epoch === current_epoch ? state.current_epoch_participation : state.previous_epoch_participation;
    return unslashedFlags(state, participation, this.get_active_validator_indices(state, epoch));
  }

  /** Flags that an attestation earns. Throws where its source is not the justified checkpoint. */
  get_attestation_participation_flag_indices(
    state: BeaconState,
    data: AttestationData,
    inclusion_delay: Uint64,
  ): number[] {
    const { SLOTS_PER_EPOCH, MIN_ATTESTATION_INCLUSION_DELAY } = this.preset;
    const justified_checkpoint =
      data.target.epoch === this.get_current_epoch(state)
        ? state.current_justified_checkpoint
        : state.previous_justified_checkpoint;
    const is_matching_source = this.types.Checkpoint.equals(data.source, justified_checkpoint);
    const target_root = this.get_block_root(state, data.target.epoch);
    const is_matching_target = is_matching_source && bytesEqual(data.target.root, target_root);
    const head_root = this.get_block_root_at_slot(state, data.slot);
    const is_matching_head = is_matching_target && bytesEqual(data.beacon_block_root, head_root);
    assert(is_matching_source, "get_attestation_participation_flag_indices", "is_matching_source", () => ({
      source: data.source,
      justified_checkpoint,
    }));

    const participation_flag_indices: number[] = [];
    if (inclusion_delay <= this.integer_squareroot(SLOTS_PER_EPOCH))
      participation_flag_indices.push(TIMELY_SOURCE_FLAG_INDEX);
    if (is_matching_target && inclusion_delay <= SLOTS_PER_EPOCH)
      participation_flag_indices.push(TIMELY_TARGET_FLAG_INDEX);
    if (is_matching_head && inclusion_delay === MIN_ATTESTATION_INCLUSION_DELAY)
      participation_flag_indices.push(TIMELY_HEAD_FLAG_INDEX);
    return participation_flag_indices;
  }

  override slash_validator(
    state: BeaconState,
    slashed_index: ValidatorIndex,
    whistleblower_index?: ValidatorIndex,
  ): void {
    const { MIN_SLASHING_PENALTY_QUOTIENT_ALTAIR, WHISTLEBLOWER_REWARD_QUOTIENT } = this.preset;
    this.slashWithQuotients(
      state,
      slashed_index,
      whistleblower_index,
      MIN_SLASHING_PENALTY_QUOTIENT_ALTAIR,
      WHISTLEBLOWER_REWARD_QUOTIENT,
    );
  }

  /** What the forks' `slash_validator` have in common: they differ in two quotients. */
  protected slashWithQuotients(
    state: BeaconState,
    slashed_index: ValidatorIndex,
    whistleblower_index: ValidatorIndex | undefined,
    minSlashingPenaltyQuotient: number,
    whistleblowerRewardQuotient: number,
  ): void {
    const { EPOCHS_PER_SLASHINGS_VECTOR } = this.preset;
    const epoch = this.get_current_epoch(state);
    this.initiate_validator_exit(state, slashed_index);
    const validator = state.validators.get(slashed_index);
    const { effective_balance } = validator;
    validator.slashed = true;
    validator.withdrawable_epoch = Math.max(validator.withdrawable_epoch, epoch + EPOCHS_PER_SLASHINGS_VECTOR);
    const place = epoch % EPOCHS_PER_SLASHINGS_VECTOR;
    state.slashings.set(place, state.slashings.get(place) + effective_balance);
    this.decrease_balance(state, slashed_index, div(effective_balance, minSlashingPenaltyQuotient));

    const proposer_index = this.get_beacon_proposer_index(state);
    const whistleblower_reward = div(effective_balance, whistleblowerRewardQuotient);
    const proposer_reward = div(whistleblower_reward * PROPOSER_WEIGHT, WEIGHT_DENOMINATOR);
    this.increase_balance(state, proposer_index, proposer_reward);
    this.increase_balance(state, whistleblower_index ?? proposer_index, whistleblower_reward - proposer_reward);
  }
}
