import { bytesEqual, concatBytes } from "../../ssz/bytes.ts";
import { TIMELY_HEAD_FLAG_INDEX, TIMELY_SOURCE_FLAG_INDEX, TIMELY_TARGET_FLAG_INDEX } from "../altair/constants.ts";
import { CapellaSpec } from "../capella/spec.ts";
import { assert } from "../errors.ts";
import type { ExecutionEngine } from "../execution-engine.ts";
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

  /** Counts the votes of the current and the previous epoch, whatever their delay. */
  override process_attestation(state: BeaconState, attestation: Attestation): void {
    this.assertVoteEpoch(state, attestation.data);
    this.assertVoteDelay(state, attestation.data);
    this.assertVoteCommittee(state, attestation);
    this.countAttestation(state, attestation, this.earnedFlags(state, attestation));
  }

  /** Checks the payload with its blobs against the state and the engine, and keeps its header. */
  override process_execution_payload(
    state: BeaconState,
    body: BeaconBlockBody,
    execution_engine: ExecutionEngine,
  ): void {
    this.importPayload(state, body, execution_engine, this.config.MAX_BLOBS_PER_BLOCK, {});
  }

  /** Starts the exit that a validator asked for, with a signature that stays valid over forks. */
  override process_voluntary_exit(state: BeaconState, signed_voluntary_exit: SignedVoluntaryExit): void {
    const { CAPELLA_FORK_VERSION } = this.config;
    const domain = this.compute_domain(DOMAIN_VOLUNTARY_EXIT, CAPELLA_FORK_VERSION, state.genesis_validators_root);
    this.applyVoluntaryExit(state, signed_voluntary_exit, domain);
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

  /** The assertion of `process_attestation` on the votes' delay, which has no upper limit any more. */
  protected assertVoteDelay(state: BeaconState, data: AttestationData): void {
    assert(
      data.slot + this.preset.MIN_ATTESTATION_INCLUSION_DELAY <= state.slot,
      "process_attestation",
      "data.slot + MIN_ATTESTATION_INCLUSION_DELAY <= state.slot",
      () => ({ "data.slot": data.slot, "state.slot": state.slot }),
    );
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
    this.checkPayloadParent(state, payload);
    this.checkPayloadRandaoAndTime(state, payload);
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
    state.latest_execution_payload_header = this.payloadHeader(payload);
  }
}
