import type { PayloadAttributes } from "../spec/execution-engine.ts";
import type { ForkName } from "../spec/forks.ts";
import type {
  Blob,
  ExecutionPayload,
  Hash32,
  KZGCommitment,
  KZGProof,
  PayloadId,
  Root,
  Transaction,
  VersionedHash,
} from "../spec/values.ts";

/**
 * The execution engine as the node sees it: one interface, whatever speaks behind it (JSON-RPC, SSZ over REST, the
 * embedded engine). Every call names the consensus fork of the payload in question, from which an implementation picks
 * its method's version.
 * https://github.com/ethereum/execution-apis/tree/main/src/engine
 */
export interface ExecutionEngineClient {
  /** For logs and the page: `embedded`, or the URL without its credentials. */
  readonly name: string;
  /** How the engine answered last. */
  readonly state: EngineState;
  /** Calls `listener` at every change of `state` until the function that is returned is called. */
  onStateChange(listener: (change: EngineStateChange) => void): () => void;
  /** Hands over a payload to be executed. Throws `EngineError` where there is no answer. */
  newPayload(fork: ForkName, request: EngineNewPayload): Promise<EnginePayloadStatus>;
  /**
   * Tells the head, and with `attributes` asks to build on it. `custodyColumns` (gloas) has a bit a column. Throws
   * `EngineError` where there is no answer, or where the attributes are refused.
   */
  forkchoiceUpdated(
    fork: ForkName,
    forkchoice: EngineForkchoice,
    attributes?: PayloadAttributes | null,
    custodyColumns?: Uint8Array | null,
  ): Promise<EngineForkchoiceResult>;
  /** What was built so far under this id. Throws `EngineError`, for an unknown id too. */
  getPayload(fork: ForkName, payloadId: PayloadId): Promise<BuiltPayload>;
  /**
   * Blobs of the engine's pool in the order asked for, null for each it lacks; null altogether where it cannot serve
   * them. Until electra each comes with one proof, from fulu with a proof a cell.
   */
  getBlobs(fork: ForkName, versionedHashes: readonly VersionedHash[]): Promise<(BlobAndProofs | null)[] | null>;
  /** Transactions for an inclusion list (heze), of at most `MAX_TRANSACTIONS_BYTES_PER_INCLUSION_LIST` bytes. */
  getInclusionList(): Promise<Transaction[]>;
  /** Ends timers, connections and files. Calls that are under way may fail. */
  close(): Promise<void>;
}

/**
 * `online`: answers and follows. `syncing`: answers, but does not have the chain yet. `offline`: no answer.
 * `auth-failed`: it refuses our secret.
 */
export type EngineState = "online" | "syncing" | "offline" | "auth-failed";

/** A change of an engine's state, with what caused it in one line where there is something to say. */
export interface EngineStateChange {
  readonly from: EngineState;
  readonly to: EngineState;
  readonly reason: string | null;
}

/** The answers that an engine gives to a payload. */
export type EnginePayloadVerdict = "VALID" | "INVALID" | "SYNCING" | "ACCEPTED";

/** What an engine thinks of a payload or of a head. */
export interface EnginePayloadStatus {
  readonly status: EnginePayloadVerdict;
  /** The newest valid ancestor of a payload that is not. */
  readonly latestValidHash: Hash32 | null;
  readonly validationError: string | null;
  /** heze: whether a valid payload has what the inclusion lists ask for. */
  readonly inclusionListSatisfied?: boolean | null;
}

/** A payload with what the engine needs to check it; what a fork does not know is left out. */
export interface EngineNewPayload {
  readonly payload: ExecutionPayload;
  /** deneb */
  readonly versionedHashes?: readonly VersionedHash[];
  /** deneb */
  readonly parentBeaconBlockRoot?: Root;
  /** electra: as `get_execution_requests_list` encodes them. */
  readonly executionRequests?: readonly Uint8Array[];
  /** heze */
  readonly inclusionListTransactions?: readonly Transaction[];
}

/** Execution block hashes; all zero where there is none yet. */
export interface EngineForkchoice {
  readonly headBlockHash: Hash32;
  readonly safeBlockHash: Hash32;
  readonly finalizedBlockHash: Hash32;
}

/** The answer to a new head: `payloadId` where a payload is being built. */
export interface EngineForkchoiceResult {
  readonly payloadStatus: EnginePayloadStatus;
  readonly payloadId: PayloadId | null;
}

/** A payload as an engine built it. */
export interface BuiltPayload {
  readonly payload: ExecutionPayload;
  /** Wei that the fee recipient earns. */
  readonly blockValue: bigint;
  readonly blobsBundle: BlobsBundle;
  /** electra: as `get_execution_requests_list` encodes them; empty before. */
  readonly executionRequests: readonly Uint8Array[];
  readonly shouldOverrideBuilder: boolean;
}

/** Blobs of a payload's transactions. Until electra a proof a blob, from fulu `CELLS_PER_EXT_BLOB` proofs a blob. */
export interface BlobsBundle {
  readonly commitments: readonly KZGCommitment[];
  readonly proofs: readonly KZGProof[];
  readonly blobs: readonly Blob[];
}

/** A blob of the engine's pool: one proof until electra, from fulu one a cell. */
export interface BlobAndProofs {
  readonly blob: Blob;
  readonly proofs: readonly KZGProof[];
}

/** Raised where an engine gives no usable answer; `method` says to which call. */
export class EngineError extends Error {
  override name = "EngineError";
  readonly method: string;

  constructor(method: string, message: string, options?: ErrorOptions) {
    super(`${method}: ${message}`, options);
    this.method = method;
  }
}

/** The engine cannot be reached, or did not answer in time. */
export class EngineOfflineError extends EngineError {
  override name = "EngineOfflineError";
}

/** The engine refuses our secret. */
export class EngineAuthError extends EngineError {
  override name = "EngineAuthError";
}

/** The engine answered with an error; the codes are those of the Engine API. */
export class EngineResponseError extends EngineError {
  override name = "EngineResponseError";
  readonly code: number;

  constructor(method: string, code: number, message: string, options?: ErrorOptions) {
    super(method, `${message} (${code})`, options);
    this.code = code;
  }
}

/** Codes of the Engine API that a caller tells apart. */
export const ENGINE_ERROR_CODES = {
  invalidParams: -32602,
  unknownPayload: -38001,
  invalidForkchoiceState: -38002,
  invalidPayloadAttributes: -38003,
  tooLargeRequest: -38004,
  unsupportedFork: -38005,
} as const;
