import type {
  BlobKZGCommitments,
  Blobs,
  ExecutionAddress,
  ExecutionPayload,
  Hash32,
  KZGProofs,
  NewPayloadRequest,
  PayloadId,
  Root,
  Transaction,
  Uint64,
  Withdrawal,
} from "./values.ts";

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
  is_inclusion_list_satisfied?(
    execution_payload: ExecutionPayload,
    inclusion_list_transactions: readonly Uint8Array[],
  ): boolean;
}

/** An engine that takes every payload for valid. */
export const ACCEPTING_ENGINE: ExecutionEngine = {
  notify_new_payload: () => true,
  is_valid_block_hash: () => true,
  is_valid_versioned_hashes: () => true,
  verify_and_notify_new_payload: () => true,
  is_inclusion_list_satisfied: () => true,
};

/** What a payload is to be built with: bellatrix's attributes, and those that later forks add. */
export interface PayloadAttributes {
  readonly timestamp: Uint64;
  readonly prev_randao: Uint8Array;
  readonly suggested_fee_recipient: ExecutionAddress;
  /** capella */
  readonly withdrawals?: readonly Withdrawal[];
  /** deneb */
  readonly parent_beacon_block_root?: Root;
  /** gloas */
  readonly slot_number?: Uint64;
  /** gloas */
  readonly target_gas_limit?: Uint64;
  /** heze */
  readonly inclusion_list_transactions?: readonly Transaction[];
}

/** The blobs of a payload that the engine has built. */
export interface BlobsBundle {
  readonly commitments: BlobKZGCommitments;
  /** A proof for each blob; from fulu on one for each cell. */
  readonly proofs: KZGProofs;
  readonly blobs: Blobs;
}

/** A payload that the engine has built. */
export interface GetPayloadResponse {
  readonly execution_payload: ExecutionPayload;
  /** What it is worth to the fee recipient, in Wei (capella). */
  readonly block_value: bigint;
  /** deneb */
  readonly blobs_bundle: BlobsBundle;
  /** EIP-7685 encoding of the requests (electra). */
  readonly execution_requests: readonly Uint8Array[];
}

/** Transactions that the engine wants included (heze). */
export interface GetInclusionListResponse {
  readonly inclusion_list_transactions: readonly Transaction[];
}

/** The part of an execution engine that builds payloads, as far as choosing the head starts it. */
export interface ForkchoiceEngine {
  /**
   * Tells the engine the head, and with attributes makes it build on it. The id of what it builds, or null.
   * https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/bellatrix/fork-choice.md#notify_forkchoice_updated
   */
  notify_forkchoice_updated(
    head_block_hash: Hash32,
    safe_block_hash: Hash32,
    finalized_block_hash: Hash32,
    payload_attributes: PayloadAttributes | null,
    custody_columns?: Uint8Array | null,
  ): PayloadId | null;
}

/** The execution engine as proposers and inclusion list committees use it. */
export interface ProposerEngine extends ForkchoiceEngine {
  /** What was built so far under this id. */
  get_payload(payload_id: PayloadId): GetPayloadResponse;
  /** Heze. */
  get_inclusion_list?(): GetInclusionListResponse;
}
