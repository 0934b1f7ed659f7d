import { bytesEqual, concatBytes } from "../../ssz/bytes.ts";
import {
  PARTICIPATION_FLAG_WEIGHTS,
  PROPOSER_WEIGHT,
  TIMELY_HEAD_FLAG_INDEX,
  TIMELY_SOURCE_FLAG_INDEX,
  TIMELY_TARGET_FLAG_INDEX,
  WEIGHT_DENOMINATOR,
} from "../altair/constants.ts";
import { CapellaSpec } from "../capella/spec.ts";
import { assert } from "../errors.ts";
import type { ExecutionEngine } from "../execution-engine.ts";
import { div } from "../math.ts";
import { DOMAIN_VOLUNTARY_EXIT, FAR_FUTURE_EPOCH } from "../phase0/constants.ts";
import type { BeaconState } from "../state.ts";
import type {
  Attestation,
  AttestationData,
  BeaconBlockBody,
  Epoch,
  KZGCommitment,
  NewPayloadRequest,
  SignedVoluntaryExit,
  Uint64,
  ValidatorIndex,
  VersionedHash,
} from "../values.ts";
import { VERSIONED_HASH_VERSION_KZG } from "./constants.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/deneb/beacon-chain.md */
export abstract class DenebBeaconChain extends CapellaSpec {
  /** What a blob transaction names a blob by: the commitment's hash with the version in its first byte. */
  kzg_commitment_to_versioned_hash(kzg_commitment: KZGCommitment): VersionedHash {
    return concatBytes(VERSIONED_HASH_VERSION_KZG, this.sha256(kzg_commitment).subarray(1));
  }

  /** Participation flags that a vote earns; a right target counts however late it is included. */
  override get_attestation_participation_flag_indices(
    state: BeaconState,
    data: AttestationData,
    inclusion_delay: Uint64,
  ): number[] {
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
    if (inclusion_delay <= this.integer_squareroot(this.preset.SLOTS_PER_EPOCH))
      participation_flag_indices.push(TIMELY_SOURCE_FLAG_INDEX);
    if (is_matching_target) participation_flag_indices.push(TIMELY_TARGET_FLAG_INDEX);
    if (is_matching_head && inclusion_delay === this.preset.MIN_ATTESTATION_INCLUSION_DELAY)
      participation_flag_indices.push(TIMELY_HEAD_FLAG_INDEX);
    return participation_flag_indices;
  }

  /** How many validators may be activated in the current epoch. */
  get_validator_activation_churn_limit(state: BeaconState): Uint64 {
    return Math.min(this.config.MAX_PER_EPOCH_ACTIVATION_CHURN_LIMIT, this.get_validator_churn_limit(state));
  }

  /** Counts the votes' participation, of the current or the previous epoch whatever their delay. */
  override process_attestation(state: BeaconState, attestation: Attestation): void {
    const { data } = attestation;
    this.checkAttestationTime(state, data);
    const committee_count = this.get_committee_count_per_slot(state, data.target.epoch);
    assert(
      data.index < committee_count,
      "process_attestation",
      "data.index < get_committee_count_per_slot(state, data.target.epoch)",
      () => ({ "data.index": data.index, committee_count }),
    );
    const committee = this.get_beacon_committee(state, data.slot, data.index);
    assert(
      attestation.aggregation_bits.bitLen === committee.length,
      "process_attestation",
      "len(attestation.aggregation_bits) == len(committee)",
      () => ({ bits: attestation.aggregation_bits.bitLen, committee: committee.length }),
    );
    this.countAttestation(state, attestation);
  }

  /** Checks the payload with its blobs against the state and the engine, and keeps its header. */
  override process_execution_payload(
    state: BeaconState,
    body: BeaconBlockBody,
    execution_engine: ExecutionEngine,
  ): void {
    this.importPayload(state, body, execution_engine, this.config.MAX_BLOBS_PER_BLOCK, {});
  }

  /** Starts the exit of a validator that has signed it, with a signature that stays valid over forks. */
  override process_voluntary_exit(state: BeaconState, signed_voluntary_exit: SignedVoluntaryExit): void {
    const voluntary_exit = signed_voluntary_exit.message;
    const { validator_index } = voluntary_exit;
    const validator = state.validators.get(validator_index);
    const current_epoch = this.get_current_epoch(state);
    const name = "process_voluntary_exit";
    const values = (): Record<string, unknown> => ({
      validator_index,
      current_epoch,
      "voluntary_exit.epoch": voluntary_exit.epoch,
      "validator.activation_epoch": validator.activation_epoch,
      "validator.exit_epoch": validator.exit_epoch,
    });
    assert(
      this.is_active_validator(validator, current_epoch),
      name,
      "is_active_validator(validator, get_current_epoch(state))",
      values,
    );
    assert(validator.exit_epoch === FAR_FUTURE_EPOCH, name, "validator.exit_epoch == FAR_FUTURE_EPOCH", values);
    assert(current_epoch >= voluntary_exit.epoch, name, "get_current_epoch(state) >= voluntary_exit.epoch", values);
    assert(
      current_epoch >= validator.activation_epoch + this.config.SHARD_COMMITTEE_PERIOD,
      name,
      "get_current_epoch(state) >= validator.activation_epoch + SHARD_COMMITTEE_PERIOD",
      values,
    );
    const domain = this.compute_domain(
      DOMAIN_VOLUNTARY_EXIT,
      this.config.CAPELLA_FORK_VERSION,
      state.genesis_validators_root,
    );
    const signing_root = this.compute_signing_root(this.types.VoluntaryExit, voluntary_exit, domain);
    assert(
      this.bls.Verify(validator.pubkey, signing_root, signed_voluntary_exit.signature),
      name,
      "bls.Verify(validator.pubkey, signing_root, signed_voluntary_exit.signature)",
      values,
    );
    this.initiate_validator_exit(state, validator_index);
  }

  /** Lets validators into the activation queue, ejects those with too little, and activates up to the churn limit. */
  override process_registry_updates(state: BeaconState): void {
    const current_epoch = this.get_current_epoch(state);
    const { EJECTION_BALANCE } = this.config;
    const { columns } = state.validators;
    const eligibility = columns.activation_eligibility_epoch.toFloat64Array();
    const activation = columns.activation_epoch.toFloat64Array();
    const exit = columns.exit_epoch.toFloat64Array();
    const effective_balance = columns.effective_balance.toFloat64Array();
    for (let index = 0; index < eligibility.length; index++) {
      if (
        eligibility[index] === FAR_FUTURE_EPOCH &&
        this.is_eligible_for_activation_queue(state.validators.get(index))
      ) {
        eligibility[index] = current_epoch + 1;
        columns.activation_eligibility_epoch.set(index, current_epoch + 1);
      }
      if (
        effective_balance[index] <= EJECTION_BALANCE &&
        activation[index] <= current_epoch &&
        current_epoch < exit[index]
      )
        this.initiate_validator_exit(state, index);
    }

    const activation_queue: ValidatorIndex[] = [];
    for (let index = 0; index < eligibility.length; index++)
      if (activation[index] === FAR_FUTURE_EPOCH && eligibility[index] <= state.finalized_checkpoint.epoch)
        activation_queue.push(index);
    activation_queue.sort((a, b) => eligibility[a] - eligibility[b] || a - b);
    const activation_epoch: Epoch = this.compute_activation_exit_epoch(current_epoch);
    for (const index of activation_queue.slice(0, this.get_validator_activation_churn_limit(state)))
      columns.activation_epoch.set(index, activation_epoch);
  }

  /** What a vote's epoch and slot have to satisfy. */
  protected checkAttestationTime(state: BeaconState, data: AttestationData): void {
    const values = (): Record<string, unknown> => ({
      "data.target.epoch": data.target.epoch,
      "data.slot": data.slot,
      "state.slot": state.slot,
    });
    assert(
      data.target.epoch === this.get_previous_epoch(state) || data.target.epoch === this.get_current_epoch(state),
      "process_attestation",
      "data.target.epoch in (get_previous_epoch(state), get_current_epoch(state))",
      values,
    );
    assert(
      data.target.epoch === this.compute_epoch_at_slot(data.slot),
      "process_attestation",
      "data.target.epoch == compute_epoch_at_slot(data.slot)",
      values,
    );
    assert(
      data.slot + this.preset.MIN_ATTESTATION_INCLUSION_DELAY <= state.slot,
      "process_attestation",
      "data.slot + MIN_ATTESTATION_INCLUSION_DELAY <= state.slot",
      values,
    );
  }

  /** The second half of `process_attestation`: flags, signature, participation and the proposer's reward. */
  protected countAttestation(state: BeaconState, attestation: Attestation): void {
    const { data } = attestation;
    const participation_flag_indices = this.get_attestation_participation_flag_indices(
      state,
      data,
      state.slot - data.slot,
    );
    const indexed_attestation = this.get_indexed_attestation(state, attestation);
    assert(
      this.is_valid_indexed_attestation(state, indexed_attestation),
      "process_attestation",
      "is_valid_indexed_attestation(state, get_indexed_attestation(state, attestation))",
      () => ({ data }),
    );

    let flags = 0;
    for (const flag_index of participation_flag_indices) flags |= 1 << flag_index;
    const epoch_participation =
      data.target.epoch === this.get_current_epoch(state)
        ? state.current_epoch_participation
        : state.previous_epoch_participation;
    const { effective_balance } = state.validators.columns;
    const base_reward_per_increment = this.get_base_reward_per_increment(state);
    let proposer_reward_numerator = 0;
    for (const index of indexed_attestation.attesting_indices) {
      const before = epoch_participation.get(index);
      const added = flags & ~before;
      if (added === 0) continue;
      epoch_participation.set(index, before | added);
      let weight = 0;
      for (let flag_index = 0; flag_index < PARTICIPATION_FLAG_WEIGHTS.length; flag_index++)
        if (added & (1 << flag_index)) weight += PARTICIPATION_FLAG_WEIGHTS[flag_index];
      const increments = div(effective_balance.get(index), this.preset.EFFECTIVE_BALANCE_INCREMENT);
      proposer_reward_numerator += increments * base_reward_per_increment * weight;
    }
    const proposer_reward_denominator = div(
      (WEIGHT_DENOMINATOR - PROPOSER_WEIGHT) * WEIGHT_DENOMINATOR,
      PROPOSER_WEIGHT,
    );
    const proposer_reward = div(proposer_reward_numerator, proposer_reward_denominator);
    this.increase_balance(state, this.get_beacon_proposer_index(state), proposer_reward);
  }

  /**
   * `process_execution_payload` with what forks change of it: the most blobs a block may have, and what the request to
   * the engine holds besides.
   */
  protected importPayload(
    state: BeaconState,
    body: BeaconBlockBody,
    execution_engine: ExecutionEngine,
    max_blobs_per_block: Uint64,
    request: Partial<NewPayloadRequest>,
  ): void {
    const name = "process_execution_payload";
    const payload = body.execution_payload;
    const { block_hash } = state.latest_execution_payload_header;
    assert(
      bytesEqual(payload.parent_hash, block_hash),
      name,
      "payload.parent_hash == state.latest_execution_payload_header.block_hash",
      () => ({ "payload.parent_hash": payload.parent_hash, block_hash }),
    );
    const randao_mix = this.get_randao_mix(state, this.get_current_epoch(state));
    assert(
      bytesEqual(payload.prev_randao, randao_mix),
      name,
      "payload.prev_randao == get_randao_mix(state, get_current_epoch(state))",
      () => ({ "payload.prev_randao": payload.prev_randao, randao_mix }),
    );
    const time = this.compute_time_at_slot(state.genesis_time, state.slot);
    assert(
      payload.timestamp === time,
      name,
      "payload.timestamp == compute_time_at_slot(state.genesis_time, state.slot)",
      () => ({ "payload.timestamp": payload.timestamp, time }),
    );
    assert(
      body.blob_kzg_commitments.length <= max_blobs_per_block,
      name,
      "len(body.blob_kzg_commitments) <= max_blobs_per_block",
      () => ({ commitments: body.blob_kzg_commitments.length, max_blobs_per_block }),
    );
    const new_payload_request = {
      ...request,
      execution_payload: payload,
      versioned_hashes: body.blob_kzg_commitments.map((commitment) =>
        this.kzg_commitment_to_versioned_hash(commitment),
      ),
      parent_beacon_block_root: state.latest_block_header.parent_root,
    } as NewPayloadRequest;
    assert(
      execution_engine.verify_and_notify_new_payload(new_payload_request),
      name,
      "execution_engine.verify_and_notify_new_payload(NewPayloadRequest(…))",
      () => ({ block_hash: payload.block_hash }),
    );
    state.latest_execution_payload_header = {
      parent_hash: payload.parent_hash,
      fee_recipient: payload.fee_recipient,
      state_root: payload.state_root,
      receipts_root: payload.receipts_root,
      logs_bloom: payload.logs_bloom,
      prev_randao: payload.prev_randao,
      block_number: payload.block_number,
      gas_limit: payload.gas_limit,
      gas_used: payload.gas_used,
      timestamp: payload.timestamp,
      extra_data: payload.extra_data,
      base_fee_per_gas: payload.base_fee_per_gas,
      block_hash: payload.block_hash,
      transactions_root: this.types.Transactions.hashTreeRoot(payload.transactions),
      withdrawals_root: this.types.Withdrawals.hashTreeRoot(payload.withdrawals),
      blob_gas_used: payload.blob_gas_used,
      excess_blob_gas: payload.excess_blob_gas,
    };
  }
}
