import { bytesEqual } from "../../ssz/bytes.ts";
import { AltairSpec } from "../altair/spec.ts";
import { assert } from "../errors.ts";
import type { ExecutionEngine } from "../execution-engine.ts";
import type { Deltas } from "../phase0/beacon-chain/rewards.ts";
import type { BeaconState } from "../state.ts";
import type {
  BeaconBlock,
  BeaconBlockBody,
  ExecutionPayload,
  ExecutionPayloadHeader,
  NewPayloadRequest,
  ValidatorIndex,
} from "../values.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/bellatrix/beacon-chain.md */
export abstract class BellatrixBeaconChain extends AltairSpec {
  /** Whether an execution payload has been processed. */
  is_merge_transition_complete(state: BeaconState): boolean {
    const { ExecutionPayloadHeader } = this.types;
    return !ExecutionPayloadHeader.equals(state.latest_execution_payload_header, ExecutionPayloadHeader.defaultValue());
  }

  /** Whether the block brings the first execution payload. */
  is_merge_transition_block(state: BeaconState, body: BeaconBlockBody): boolean {
    const { ExecutionPayload } = this.types;
    return (
      !this.is_merge_transition_complete(state) &&
      !ExecutionPayload.equals(body.execution_payload, ExecutionPayload.defaultValue())
    );
  }

  /** Whether the block's execution payload is to be processed. */
  is_execution_enabled(state: BeaconState, body: BeaconBlockBody): boolean {
    return this.is_merge_transition_block(state, body) || this.is_merge_transition_complete(state);
  }

  override get_inactivity_penalty_deltas(state: BeaconState): Deltas {
    return this.inactivityPenaltyDeltas(state, this.preset.INACTIVITY_PENALTY_QUOTIENT_BELLATRIX);
  }

  override slash_validator(
    state: BeaconState,
    slashed_index: ValidatorIndex,
    whistleblower_index?: ValidatorIndex,
  ): void {
    const { MIN_SLASHING_PENALTY_QUOTIENT_BELLATRIX, WHISTLEBLOWER_REWARD_QUOTIENT } = this.preset;
    this.slashWithQuotients(
      state,
      slashed_index,
      whistleblower_index,
      MIN_SLASHING_PENALTY_QUOTIENT_BELLATRIX,
      WHISTLEBLOWER_REWARD_QUOTIENT,
    );
  }

  override process_block(state: BeaconState, block: BeaconBlock): void {
    this.process_block_header(state, block);
    if (this.is_execution_enabled(state, block.body))
      this.process_execution_payload(state, block.body, this.EXECUTION_ENGINE);
    this.process_randao(state, block.body);
    this.process_eth1_data(state, block.body);
    this.process_operations(state, block.body);
    this.process_sync_aggregate(state, block.body.sync_aggregate);
  }

  /** Checks the block's execution payload and makes it the latest. */
  process_execution_payload(state: BeaconState, body: BeaconBlockBody, execution_engine: ExecutionEngine): void {
    const payload = body.execution_payload;
    if (this.is_merge_transition_complete(state)) this.checkPayloadParent(state, payload);
    this.checkPayloadRandaoAndTime(state, payload);
    // A request of this fork has the payload alone.
    const request = { execution_payload: payload } as NewPayloadRequest;
    assert(
      execution_engine.verify_and_notify_new_payload(request),
      "process_execution_payload",
      "execution_engine.verify_and_notify_new_payload(...)",
      () => ({ block_hash: payload.block_hash }),
    );
    state.latest_execution_payload_header = this.payloadHeader(payload);
  }

  /** Asserts that the payload builds on the latest one. */
  protected checkPayloadParent(state: BeaconState, payload: ExecutionPayload): void {
    const latest = state.latest_execution_payload_header.block_hash;
    assert(
      bytesEqual(payload.parent_hash, latest),
      "process_execution_payload",
      "payload.parent_hash == state.latest_execution_payload_header.block_hash",
      () => ({ "payload.parent_hash": payload.parent_hash, "latest.block_hash": latest }),
    );
  }

  /** Asserts that the payload has the state's randomness and time. */
  protected checkPayloadRandaoAndTime(state: BeaconState, payload: ExecutionPayload): void {
    const here = "process_execution_payload";
    const randao_mix = this.get_randao_mix(state, this.get_current_epoch(state));
    assert(
      bytesEqual(payload.prev_randao, randao_mix),
      here,
      "payload.prev_randao == get_randao_mix(state, get_current_epoch(state))",
      () => ({ "payload.prev_randao": payload.prev_randao, randao_mix }),
    );
    const time = this.compute_time_at_slot(state.genesis_time, state.slot);
    assert(
      payload.timestamp === time,
      here,
      "payload.timestamp == compute_time_at_slot(state.genesis_time, state.slot)",
      () => ({ "payload.timestamp": payload.timestamp, time }),
    );
  }

  /** The payload's header, which has roots in place of the lists. */
  protected payloadHeader(payload: ExecutionPayload): ExecutionPayloadHeader {
    const { transactions, withdrawals: _withdrawals, ...rest } = payload;
    const transactions_root = this.types.Transactions.hashTreeRoot(transactions);
    const header: Omit<ExecutionPayloadHeader, "withdrawals_root"> = { ...rest, transactions_root };
    return header as ExecutionPayloadHeader;
  }

  override process_slashings(state: BeaconState): void {
    this.applySlashings(state, this.preset.PROPORTIONAL_SLASHING_MULTIPLIER_BELLATRIX);
  }
}
