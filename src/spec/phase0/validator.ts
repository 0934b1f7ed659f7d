import { assert } from "../errors.ts";
import { div } from "../math.ts";
import type { BeaconState } from "../state.ts";
import type {
  AggregateAndProof,
  Attestation,
  AttestationData,
  BeaconBlock,
  BLSSignature,
  CommitteeIndex,
  Epoch,
  Eth1Block,
  Eth1Data,
  Hash32,
  Root,
  Slot,
  SubnetID,
  Uint64,
  ValidatorIndex,
} from "../values.ts";
import {
  DOMAIN_AGGREGATE_AND_PROOF,
  DOMAIN_BEACON_ATTESTER,
  DOMAIN_BEACON_PROPOSER,
  DOMAIN_RANDAO,
  DOMAIN_SELECTION_PROOF,
  TARGET_AGGREGATORS_PER_COMMITTEE,
} from "./constants.ts";
import { Phase0FastConfirmation } from "./fast-confirmation.ts";

/** A committee, its index among its slot's committees, and the slot: what a validator attests with. */
export type CommitteeAssignment = readonly [committee: ArrayLike<ValidatorIndex>, index: CommitteeIndex, slot: Slot];

/** An eth1 block as far as votes need it. Without a hash the container's root stands for it. */
export interface Eth1BlockWithHash extends Eth1Block {
  readonly block_hash?: Hash32;
}

/**
 * Duties of validators. `privkey` is the 32-byte secret key, big-endian.
 * https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/phase0/validator.md
 */
export abstract class Phase0Validator extends Phase0FastConfirmation {
  /** Whether the validator is active in the state's epoch. */
  check_if_validator_active(state: BeaconState, validator_index: ValidatorIndex): boolean {
    return this.is_active_validator(state.validators.get(validator_index), this.get_current_epoch(state));
  }

  /** Where the validator attests in `epoch`, at most the next; undefined where it does not. */
  get_committee_assignment(
    state: BeaconState,
    epoch: Epoch,
    validator_index: ValidatorIndex,
  ): CommitteeAssignment | undefined {
    const next_epoch = this.get_current_epoch(state) + 1;
    assert(epoch <= next_epoch, "get_committee_assignment", "epoch <= next_epoch", () => ({ epoch, next_epoch }));
    const start_slot = this.compute_start_slot_at_epoch(epoch);
    const committee_count_per_slot = this.get_committee_count_per_slot(state, epoch);
    for (let slot = start_slot; slot < start_slot + this.preset.SLOTS_PER_EPOCH; slot++)
      for (let index = 0; index < committee_count_per_slot; index++) {
        const committee = this.get_beacon_committee(state, slot, index);
        if (Array.prototype.includes.call(committee, validator_index)) return [committee, index, slot];
      }
    return undefined;
  }

  /** Whether the validator proposes in the state's slot. */
  is_proposer(state: BeaconState, validator_index: ValidatorIndex): boolean {
    return this.get_beacon_proposer_index(state) === validator_index;
  }

  /** The RANDAO reveal of the block's epoch. */
  get_epoch_signature(state: BeaconState, block: BeaconBlock, privkey: Uint8Array): BLSSignature {
    const epoch = this.compute_epoch_at_slot(block.slot);
    const domain = this.get_domain(state, DOMAIN_RANDAO, epoch);
    return this.bls.Sign(privkey, this.compute_signing_root(this.types.Epoch, epoch, domain));
  }

  /** What a vote for this eth1 block says. */
  get_eth1_data(block: Eth1BlockWithHash): Eth1Data {
    const { deposit_root, deposit_count, block_hash } = block;
    return { deposit_root, deposit_count, block_hash: block_hash ?? this.types.Eth1Block.hashTreeRoot(block) };
  }

  /** Unix time in seconds at which the state's period of eth1 votes began. */
  voting_period_start_time(state: BeaconState): Uint64 {
    const { EPOCHS_PER_ETH1_VOTING_PERIOD, SLOTS_PER_EPOCH } = this.preset;
    const eth1_voting_period_start_slot = state.slot - (state.slot % (EPOCHS_PER_ETH1_VOTING_PERIOD * SLOTS_PER_EPOCH));
    return this.compute_time_at_slot(state.genesis_time, eth1_voting_period_start_slot);
  }

  /** Whether the eth1 block is of an age to be voted for in the period that starts at this Unix time, in seconds. */
  is_candidate_block(block: Eth1Block, period_start: Uint64): boolean {
    const follow_time = this.config.SECONDS_PER_ETH1_BLOCK * this.config.ETH1_FOLLOW_DISTANCE;
    return block.timestamp + follow_time <= period_start && block.timestamp + follow_time * 2 >= period_start;
  }

  /** The proposer's eth1 vote: what the period's votes favour, else the newest candidate. `eth1_chain` is ascending. */
  get_eth1_vote(state: BeaconState, eth1_chain: readonly Eth1BlockWithHash[]): Eth1Data {
    const period_start = this.voting_period_start_time(state);
    const votes_to_consider = eth1_chain
      .filter((block) => this.is_candidate_block(block, period_start))
      .map((block) => this.get_eth1_data(block))
      .filter((data) => data.deposit_count >= state.eth1_data.deposit_count);
    const default_vote = votes_to_consider.at(-1) ?? state.eth1_data;

    const equal = (a: Eth1Data, b: Eth1Data): boolean => this.types.Eth1Data.equals(a, b);
    const counted: { vote: Eth1Data; count: number }[] = [];
    for (const vote of state.eth1_data_votes) {
      if (!votes_to_consider.some((candidate) => equal(candidate, vote))) continue;
      const known = counted.find((entry) => equal(entry.vote, vote));
      if (known === undefined) counted.push({ vote, count: 1 });
      else known.count++;
    }
    // Of equally many votes, the vote that was cast first.
    let best: { vote: Eth1Data; count: number } | undefined;
    for (const entry of counted) if (best === undefined || entry.count > best.count) best = entry;
    return best?.vote ?? default_vote;
  }

  /** State root of the block's post-state. The state, of the parent, stays; signatures are not checked. */
  compute_new_state_root(state: BeaconState, block: BeaconBlock): Root {
    const temp_state = state.clone();
    const signature = this.types.BLSSignature.defaultValue();
    this.state_transition(temp_state, { message: block, signature }, false);
    return temp_state.hashTreeRoot();
  }

  /** The proposer's signature of the block. */
  get_block_signature(state: BeaconState, block: BeaconBlock, privkey: Uint8Array): BLSSignature {
    const domain = this.get_domain(state, DOMAIN_BEACON_PROPOSER, this.compute_epoch_at_slot(block.slot));
    return this.bls.Sign(privkey, this.compute_signing_root(this.types.BeaconBlock, block, domain));
  }

  /** An attester's signature of its vote. */
  get_attestation_signature(state: BeaconState, attestation_data: AttestationData, privkey: Uint8Array): BLSSignature {
    const domain = this.get_domain(state, DOMAIN_BEACON_ATTESTER, attestation_data.target.epoch);
    return this.bls.Sign(privkey, this.compute_signing_root(this.types.AttestationData, attestation_data, domain));
  }

  /** The subnet that a committee's votes go to. */
  compute_subnet_for_attestation(committees_per_slot: Uint64, slot: Slot, committee_index: CommitteeIndex): SubnetID {
    const slots_since_epoch_start = slot % this.preset.SLOTS_PER_EPOCH;
    const committees_since_epoch_start = committees_per_slot * slots_since_epoch_start;
    return (committees_since_epoch_start + committee_index) % this.config.ATTESTATION_SUBNET_COUNT;
  }

  /** The slot's signature that decides whether its maker aggregates. */
  get_slot_signature(state: BeaconState, slot: Slot, privkey: Uint8Array): BLSSignature {
    const domain = this.get_domain(state, DOMAIN_SELECTION_PROOF, this.compute_epoch_at_slot(slot));
    return this.bls.Sign(privkey, this.compute_signing_root(this.types.Slot, slot, domain));
  }

  /** Whether the maker of this slot signature aggregates its committee's votes. */
  is_aggregator(state: BeaconState, slot: Slot, index: CommitteeIndex, slot_signature: BLSSignature): boolean {
    const committee = this.get_beacon_committee(state, slot, index);
    return this.isSelected(slot_signature, Math.max(1, div(committee.length, TARGET_AGGREGATORS_PER_COMMITTEE)));
  }

  /** The signature of all the attestations together. Throws where there are none. */
  get_aggregate_signature(attestations: readonly Attestation[]): BLSSignature {
    return this.bls.Aggregate(attestations.map((attestation) => attestation.signature));
  }

  /** The aggregate with the proof that its maker is an aggregator. */
  get_aggregate_and_proof(
    state: BeaconState,
    aggregator_index: ValidatorIndex,
    aggregate: Attestation,
    privkey: Uint8Array,
  ): AggregateAndProof {
    const selection_proof = this.get_slot_signature(state, aggregate.data.slot, privkey);
    return { aggregator_index, aggregate, selection_proof };
  }

  /** The aggregator's signature. */
  get_aggregate_and_proof_signature(
    state: BeaconState,
    aggregate_and_proof: AggregateAndProof,
    privkey: Uint8Array,
  ): BLSSignature {
    const epoch = this.compute_epoch_at_slot(aggregate_and_proof.aggregate.data.slot);
    const domain = this.get_domain(state, DOMAIN_AGGREGATE_AND_PROOF, epoch);
    return this.bls.Sign(privkey, this.compute_signing_root(this.types.AggregateAndProof, aggregate_and_proof, domain));
  }

  /** Whether a selection proof is one of the share, one in `modulo`, that is selected. */
  protected isSelected(proof: BLSSignature, modulo: number): boolean {
    const digest = this.sha256(proof);
    return new DataView(digest.buffer, digest.byteOffset).getBigUint64(0, true) % BigInt(modulo) === 0n;
  }
}
