import { createHash } from "node:crypto";
import {
  type BlobAndProofs,
  type BuiltPayload,
  ENGINE_ERROR_CODES,
  EngineAuthError,
  type EngineForkchoice,
  type EngineForkchoiceResult,
  type EngineNewPayload,
  EngineOfflineError,
  type EnginePayloadStatus,
  type EnginePayloadVerdict,
  EngineResponseError,
  type EngineState,
  type EngineStateChange,
  type ExecutionEngineClient,
} from "../../chain/engine.ts";
import type { Preset } from "../../config/preset.ts";
import type { PayloadAttributes } from "../../spec/execution-engine.ts";
import { type ForkName, isAtLeast } from "../../spec/forks.ts";
import type { ExecutionRequests, PayloadId, Transaction, VersionedHash } from "../../spec/values.ts";
import { bytesEqual, fromHex, toHex } from "../../ssz/bytes.ts";
import { PayloadPartMissingError } from "../block-hash.ts";
import type { ExecutionRules } from "../execution-rules.ts";
import { devAccounts } from "../genesis/accounts.ts";
import { DEFAULT_GAS_LIMIT } from "../genesis/execution-genesis.ts";
import { isBlobTransaction, signBlobTransaction, signTransaction } from "../transactions.ts";
import type { ExecutionBlock, ExecutionBlockStore } from "./block-store.ts";
import { buildPayload } from "./build-payload.ts";
import { EmbeddedChain, statusOf } from "./embedded-chain.ts";
import { PayloadPool, type QueuedRequest, toExecutionRequests } from "./payload-pool.ts";
import { RecentMap } from "./recent-map.ts";
import { constantBlob, type ProvenBlob } from "./synthetic-blobs.ts";

/** What the embedded engine is made from. */
export interface EmbeddedEngineOptions {
  readonly preset: Preset;
  readonly rules: ExecutionRules;
  /** The block that its chain begins with. */
  readonly anchor: ExecutionBlock;
  readonly store: ExecutionBlockStore;
  /** `get_execution_requests_list` of a fork. */
  readonly encodeRequests: (fork: ForkName, requests: ExecutionRequests) => readonly Uint8Array[];
  /** BLS's `SkToPk`, which commits to synthetic blobs. */
  readonly publicKeyOf: (secret: Uint8Array) => Uint8Array;
  /** Gas limit to move to where the attributes name none. */
  readonly targetGasLimit?: number;
}

/** An answer to payloads and heads in place of the engine's own. */
export interface ForcedAnswer {
  readonly verdict: Exclude<EnginePayloadVerdict, "VALID">;
  /** Only for this block; for every one if not given. */
  readonly blockHash?: Uint8Array;
}

interface Job {
  readonly fork: ForkName;
  readonly parent: ExecutionBlock;
  readonly attributes: PayloadAttributes;
  built: BuiltPayload | null;
}

const KEPT_JOBS = 64;
const MAX_BLOBS_PER_TRANSACTION = 6;
const MAX_INCLUSION_LIST_BYTES = 8192;
const GWEI = 1_000_000_000n;
const TRANSFER_GAS = 21_000;

/** What a block this far back holds does not return to the pool, final or not. */
const SETTLED_DEPTH = 256;

/** What each fork asks of payload attributes. */
const NEEDED_ATTRIBUTES: readonly [ForkName, keyof PayloadAttributes][] = [
  ["capella", "withdrawals"],
  ["deneb", "parent_beacon_block_root"],
  ["gloas", "slot_number"],
  ["gloas", "target_gas_limit"],
  ["heze", "inclusion_list_transactions"],
];

/**
 * An execution client in this process, for development: it builds and checks blocks with real hashes, withdrawals,
 * requests and blobs, and executes nothing. What payloads hold, and what the engine answers, is up to its user.
 */
export class EmbeddedEngine implements ExecutionEngineClient {
  readonly name = "embedded";
  private readonly options: EmbeddedEngineOptions;
  private readonly chain: EmbeddedChain;
  private readonly pool: PayloadPool;
  private readonly jobs = new RecentMap<string, Job>(KEPT_JOBS);
  private readonly listeners = new Set<(change: EngineStateChange) => void>();
  private currentState: EngineState = "online";
  private forced: ForcedAnswer | null = null;
  private delayMs = 0;

  /** Goes on with the stored chain, or begins one. Throws `EmbeddedEngineError` where it began with another block. */
  constructor(options: EmbeddedEngineOptions) {
    this.options = options;
    this.chain = new EmbeddedChain(options.store, options.rules, options.anchor);
    this.pool = new PayloadPool(options.preset);
  }

  get state(): EngineState {
    return this.currentState;
  }

  /** Hash of the head: the block that the last accepted forkchoice update named. */
  get headHash(): Uint8Array {
    return this.chain.head.hash;
  }

  onStateChange(listener: (change: EngineStateChange) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async newPayload(fork: ForkName, request: EngineNewPayload): Promise<EnginePayloadStatus> {
    await this.enter("newPayload");
    const { block_hash, parent_hash } = request.payload;
    const forced = this.forcedFor(block_hash);
    if (forced === "INVALID") return this.chain.reject(block_hash, parent_hash, "told to be invalid");
    if (forced !== null) {
      this.chain.keepWaiting(fork, request);
      return statusOf(forced);
    }
    try {
      const answer = this.chain.process(fork, request);
      const block = this.chain.get(block_hash);
      if (block !== null) this.pool.noteBlock(block);
      return answer;
    } catch (error) {
      if (error instanceof PayloadPartMissingError)
        throw new EngineResponseError("newPayload", ENGINE_ERROR_CODES.invalidParams, error.message, { cause: error });
      throw error;
    }
  }

  async forkchoiceUpdated(
    fork: ForkName,
    forkchoice: EngineForkchoice,
    attributes: PayloadAttributes | null = null,
  ): Promise<EngineForkchoiceResult> {
    await this.enter("forkchoiceUpdated");
    const { headBlockHash } = forkchoice;
    const forced = this.forcedFor(headBlockHash);
    if (forced === "INVALID")
      return { payloadStatus: this.chain.reject(headBlockHash, null, "told to be invalid"), payloadId: null };
    if (forced !== null) return { payloadStatus: statusOf("SYNCING"), payloadId: null };
    const payloadStatus = this.chain.statusOfHead(fork, headBlockHash);
    const head = payloadStatus.status === "VALID" ? this.chain.get(headBlockHash) : null;
    if (head === null) return { payloadStatus, payloadId: null };
    const stranger = this.chain.adopt(head, forkchoice);
    if (stranger !== null)
      throw new EngineResponseError(
        "forkchoiceUpdated",
        ENGINE_ERROR_CODES.invalidForkchoiceState,
        `the ${stranger} block is no ancestor of the head ${toHex(headBlockHash)}`,
      );
    this.pool.settle(this.chain, head, SETTLED_DEPTH, this.chain.get(forkchoice.finalizedBlockHash));
    return { payloadStatus, payloadId: attributes === null ? null : this.startJob(fork, head, attributes) };
  }

  async getPayload(fork: ForkName, payloadId: PayloadId): Promise<BuiltPayload> {
    await this.enter("getPayload");
    const { unknownPayload, unsupportedFork } = ENGINE_ERROR_CODES;
    const job = this.jobs.get(toHex(payloadId));
    if (job === undefined)
      throw new EngineResponseError("getPayload", unknownPayload, `no payload ${toHex(payloadId)}`);
    if (job.fork !== fork)
      throw new EngineResponseError("getPayload", unsupportedFork, `the payload is of ${job.fork}`);
    job.built ??= this.build(job);
    return job.built;
  }

  async getBlobs(fork: ForkName, versionedHashes: readonly VersionedHash[]): Promise<(BlobAndProofs | null)[] | null> {
    await this.enter("getBlobs");
    if (this.currentState === "syncing") return null;
    return versionedHashes.map((hash) => {
      const found = this.pool.blobOf(hash);
      if (found === null) return null;
      return { blob: found.blob, proofs: isAtLeast(fork, "fulu") ? found.cellProofs : [found.proof] };
    });
  }

  async getInclusionList(): Promise<Transaction[]> {
    await this.enter("getInclusionList");
    const list: Transaction[] = [];
    let size = 0;
    for (const { bytes } of this.pool.transactions.availableOn(this.chain.head, this.chain.isAncestor)) {
      if (isBlobTransaction(bytes) || size + bytes.length > MAX_INCLUSION_LIST_BYTES) continue;
      list.push(bytes);
      size += bytes.length;
    }
    return list;
  }

  async close(): Promise<void> {
    this.listeners.clear();
    this.options.store.close();
  }

  /** Puts a transaction in the pool, in its EIP-2718 form; `blobs` are those that it brings. */
  queueTransaction(transaction: Transaction, blobs: readonly ProvenBlob[] = []): void {
    this.pool.addTransaction(transaction, blobs);
  }

  /** Puts transfers between development accounts in the pool. */
  queueTransfers(count: number): void {
    const [from, to] = devAccounts();
    for (let i = 0; i < count; i++) {
      const fields = { ...this.transferFields(to!.address), nonce: this.next("transfer nonce") };
      this.pool.addTransaction(signTransaction(fields, from!.privateKey));
    }
  }

  /** Puts transactions with this many blobs in the pool: synthetic blobs, each another, with right commitments. */
  queueBlobs(count: number): void {
    const [, to, from] = devAccounts();
    for (let left = count; left > 0; left -= MAX_BLOBS_PER_TRANSACTION) {
      const blobs = Array.from({ length: Math.min(left, MAX_BLOBS_PER_TRANSACTION) }, () =>
        constantBlob(this.next("blob value") + 1, this.options.publicKeyOf),
      );
      const fields = {
        ...this.transferFields(to!.address),
        nonce: this.next("blob transaction nonce"),
        maxFeePerBlobGas: 100n * GWEI,
        blobVersionedHashes: blobs.map(({ versionedHash }) => versionedHash),
      };
      this.pool.addTransaction(signBlobTransaction(fields, from!.privateKey), blobs);
    }
  }

  /** Has a coming payload make this request; a deposit gets the next index of the deposit contract. */
  queueRequest(queued: QueuedRequest): void {
    this.pool.requests.add(
      queued.kind === "deposit"
        ? { kind: "deposit", request: { ...queued.request, index: this.next("deposit index") } }
        : queued,
    );
  }

  /** Sets the index that the next queued deposit gets: a chain with deposits in its genesis goes on after them. */
  setNextDepositIndex(index: number): void {
    this.setCounter("deposit index", index);
  }

  /** Puts an answer in place of the engine's own, until null takes it back; what was not processed is made up for. */
  forceAnswer(answer: ForcedAnswer | null): void {
    this.forced = answer;
  }

  /** Makes every call take this long. */
  setDelay(milliseconds: number): void {
    this.delayMs = milliseconds;
  }

  /** Behaves as an engine in this state: offline and refusing calls throw, a syncing one takes no new block. */
  setState(state: EngineState, reason: string | null = null): void {
    if (state === this.currentState) return;
    const change = { from: this.currentState, to: state, reason };
    this.currentState = state;
    for (const listener of [...this.listeners]) listener(change);
  }

  private async enter(method: string): Promise<void> {
    if (this.delayMs > 0) await Bun.sleep(this.delayMs);
    if (this.currentState === "offline") throw new EngineOfflineError(method, "told to be offline");
    if (this.currentState === "auth-failed") throw new EngineAuthError(method, "told to refuse the secret");
  }

  private forcedFor(blockHash: Uint8Array): ForcedAnswer["verdict"] | null {
    if (this.currentState === "syncing") return this.chain.get(blockHash) === null ? "SYNCING" : null;
    if (this.forced === null) return null;
    const { blockHash: only, verdict } = this.forced;
    return only === undefined || bytesEqual(only, blockHash) ? verdict : null;
  }

  private startJob(fork: ForkName, parent: ExecutionBlock, attributes: PayloadAttributes): PayloadId {
    const problem = this.findAttributesFault(fork, parent, attributes);
    if (problem !== null)
      throw new EngineResponseError("forkchoiceUpdated", ENGINE_ERROR_CODES.invalidPayloadAttributes, problem);
    const id = payloadIdOf(fork, parent.hash, attributes);
    if (this.jobs.get(id) === undefined) this.jobs.set(id, { fork, parent, attributes, built: null });
    return fromHex(id);
  }

  private findAttributesFault(fork: ForkName, parent: ExecutionBlock, attributes: PayloadAttributes): string | null {
    const missing = NEEDED_ATTRIBUTES.find(([since, name]) => isAtLeast(fork, since) && attributes[name] === undefined);
    if (missing !== undefined) return `${missing[1]} is missing`;
    const { timestamp } = attributes;
    const isLate = this.options.rules.sharesTimestamps ? timestamp >= parent.timestamp : timestamp > parent.timestamp;
    return isLate ? null : `timestamp ${timestamp} not after the head's ${parent.timestamp}`;
  }

  private build({ fork, parent, attributes }: Job): BuiltPayload {
    const { rules, encodeRequests, targetGasLimit } = this.options;
    const requests = this.pool.requestsFor(fork, parent, this.chain.isAncestor);
    const draft = buildPayload({
      fork,
      rules,
      parent,
      attributes,
      targetGasLimit: targetGasLimit ?? DEFAULT_GAS_LIMIT,
      transactions: this.pool.transactions.availableOn(parent, this.chain.isAncestor),
      executionRequests: isAtLeast(fork, "electra") ? encodeRequests(fork, toExecutionRequests(requests)) : [],
      isIncluded: (hash) => this.chain.holdsTransaction(parent, hash),
    });
    const taken = new Set(requests);
    this.pool.requests.markIncluded((request) => taken.has(request), draft.payload.block_hash);
    return draft;
  }

  private transferFields(to: Uint8Array) {
    return {
      chainId: this.options.rules.chainId,
      maxPriorityFeePerGas: GWEI,
      maxFeePerGas: 100n * GWEI,
      gasLimit: TRANSFER_GAS,
      to,
      value: 1n,
    };
  }

  /** A counter's value before it moves on; counters go on over restarts. */
  private next(counter: string): number {
    const stored = this.options.store.getMeta(counter);
    const value = stored === null ? 0 : Number(new DataView(Uint8Array.from(stored).buffer).getBigUint64(0));
    this.setCounter(counter, value + 1);
    return value;
  }

  private setCounter(counter: string, value: number): void {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
    this.options.store.setMeta(counter, bytes);
  }
}

/** One id for one request, so that asking again does not build again. */
function payloadIdOf(fork: ForkName, parentHash: Uint8Array, attributes: PayloadAttributes): string {
  const text = JSON.stringify([fork, parentHash, attributes], (_key, value: unknown) =>
    value instanceof Uint8Array ? toHex(value) : value,
  );
  return `0x${createHash("sha256").update(text).digest("hex").slice(0, 16)}`;
}
