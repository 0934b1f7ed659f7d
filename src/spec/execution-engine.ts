import type { ExecutionPayload, NewPayloadRequest, Root } from "./values.ts";

/**
 * The execution engine as the state transition sees it: an answer that is there at once. The node asks its real engine
 * beside the transition and gives the functions an engine that already knows.
 * https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/bellatrix/beacon-chain.md#execution-engine
 */
export interface ExecutionEngine {
  notify_new_payload(
    execution_payload: ExecutionPayload,
    parent_beacon_block_root?: Root,
    execution_requests_list?: readonly Uint8Array[],
  ): boolean;
  is_valid_block_hash(
    execution_payload: ExecutionPayload,
    parent_beacon_block_root?: Root,
    execution_requests_list?: readonly Uint8Array[],
  ): boolean;
  is_valid_versioned_hashes(new_payload_request: NewPayloadRequest): boolean;
  verify_and_notify_new_payload(new_payload_request: NewPayloadRequest): boolean;
  /** Heze. */
  is_inclusion_list_satisfied?(execution_payload: ExecutionPayload, inclusion_list_transactions: readonly Uint8Array[]): boolean;
}

/** An engine that takes every payload for valid. */
export const ACCEPTING_ENGINE: ExecutionEngine = {
  notify_new_payload: () => true,
  is_valid_block_hash: () => true,
  is_valid_versioned_hashes: () => true,
  verify_and_notify_new_payload: () => true,
  is_inclusion_list_satisfied: () => true,
};
