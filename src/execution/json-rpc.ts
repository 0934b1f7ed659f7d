import {
  type BlobAndProofs,
  type BuiltPayload,
  EngineAuthError,
  EngineError,
  type EngineForkchoice,
  type EngineForkchoiceResult,
  type EngineNewPayload,
  EngineOfflineError,
  type EnginePayloadStatus,
  EngineResponseError,
  type EngineState,
  type EngineStateChange,
  type ExecutionEngineClient,
} from "../chain/engine.ts";
import type { PayloadAttributes } from "../spec/execution-engine.ts";
import type { ForkName } from "../spec/forks.ts";
import type { PayloadId, Transaction, VersionedHash } from "../spec/values.ts";
import { decodeArray, decodeData, decodeObject, decodeString, encodeData } from "./json-rpc/fields.ts";
import { type CallResult, callJsonRpc, type EngineCall, type JsonRpcEndpoint } from "./json-rpc/http.ts";
import {
  EXCHANGE_CAPABILITIES,
  forkchoiceUpdatedMethod,
  GET_ALL_BLOBS,
  GET_CLIENT_VERSION,
  GET_INCLUSION_LIST,
  getBlobsMethod,
  getPayloadMethod,
  methodTimeout,
  newPayloadMethod,
  SUPPORTED_METHODS,
} from "./json-rpc/methods.ts";
import {
  decodeBlobs,
  decodeBuiltPayload,
  decodeForkchoiceResult,
  decodePayloadStatus,
  encodeAttributes,
  encodeForkchoice,
  encodePayload,
} from "./json-rpc/structures.ts";

/** How a client of the Engine API identifies itself. */
export interface ClientVersion {
  /** Two letters. */
  readonly code: string;
  readonly name: string;
  readonly version: string;
  /** The first four bytes of the commit, in hex. */
  readonly commit: string;
}

/** Options of a JSON-RPC engine. */
export interface JsonRpcEngineOptions extends JsonRpcEndpoint {
  /** Told of every finished call. */
  readonly observer?: (call: EngineCall) => void;
  /** Milliseconds to wait for an answer, at least what the Engine API asks for. By default exactly that. */
  readonly timeoutMs?: (method: string) => number;
  /** Milliseconds between the questions whether a lost engine is back. */
  readonly probeIntervalMs?: number;
}

/** -32601 of JSON-RPC. */
const METHOD_NOT_FOUND = -32601;
const PROBE_INTERVAL_MS = 2000;

/**
 * An execution engine behind the Engine API's JSON-RPC over HTTP. It is `offline` until it answers for the first time;
 * `start` asks it, and how that ended is told as a change of state even where the state stays `offline`. Whenever the
 * engine is lost, or refuses our secret, it is asked again and again until it answers.
 */
export class JsonRpcEngine implements ExecutionEngineClient {
  readonly name: string;
  /** Methods that the engine says it has; empty until it said so. */
  capabilities: ReadonlySet<string> = new Set();
  #state: EngineState = "offline";
  readonly #options: JsonRpcEngineOptions;
  readonly #listeners = new Set<(change: EngineStateChange) => void>();
  readonly #closed = new AbortController();
  /** Whether any call has ended yet. */
  #heard = false;
  #lastAnswer = 0;
  #probe: ReturnType<typeof setTimeout> | undefined;
  #forkchoiceQueue: Promise<unknown> = Promise.resolve();

  constructor(options: JsonRpcEngineOptions) {
    this.#options = options;
    const { protocol, host, pathname } = options.url;
    this.name = `${protocol}//${host}${pathname === "/" ? "" : pathname}`;
  }

  get state(): EngineState {
    return this.#state;
  }

  onStateChange(listener: (change: EngineStateChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Asks the engine for the first time; does not throw where it does not answer, but goes on asking. */
  async start(): Promise<void> {
    await this.#askCapabilities();
  }

  async newPayload(fork: ForkName, request: EngineNewPayload): Promise<EnginePayloadStatus> {
    const params: unknown[] = [encodePayload(fork, request.payload)];
    if (request.versionedHashes !== undefined && request.parentBeaconBlockRoot !== undefined)
      params.push(request.versionedHashes.map(encodeData), encodeData(request.parentBeaconBlockRoot));
    if (request.executionRequests !== undefined) params.push(request.executionRequests.map(encodeData));
    if (request.inclusionListTransactions !== undefined) params.push(request.inclusionListTransactions.map(encodeData));
    const status = await this.#call(newPayloadMethod(fork), params, (result) => decodePayloadStatus(result, "status"));
    this.#follow(status);
    return status;
  }

  /** Updates are sent one after another, in the order of the calls. */
  forkchoiceUpdated(
    fork: ForkName,
    forkchoice: EngineForkchoice,
    attributes: PayloadAttributes | null = null,
    custodyColumns: Uint8Array | null = null,
  ): Promise<EngineForkchoiceResult> {
    const update = this.#forkchoiceQueue.then(() =>
      this.#updateForkchoice(fork, forkchoice, attributes, custodyColumns),
    );
    // Whoever called hears of a failure; the next in the queue goes on regardless.
    this.#forkchoiceQueue = update.catch(() => undefined);
    return update;
  }

  getPayload(fork: ForkName, payloadId: PayloadId): Promise<BuiltPayload> {
    return this.#call(getPayloadMethod(fork), [encodeData(payloadId)], (result) => decodeBuiltPayload(fork, result));
  }

  async getBlobs(fork: ForkName, versionedHashes: readonly VersionedHash[]): Promise<(BlobAndProofs | null)[] | null> {
    const params = [versionedHashes.map(encodeData)];
    const method = getBlobsMethod(fork);
    try {
      return await this.#call(method, params, decodeBlobs);
    } catch (error) {
      const missing = error instanceof EngineResponseError && error.code === METHOD_NOT_FOUND;
      if (!missing || method !== getBlobsMethod("fulu")) throw error;
      return await this.#call(GET_ALL_BLOBS, params, decodeBlobs);
    }
  }

  getInclusionList(): Promise<Transaction[]> {
    return this.#call(GET_INCLUSION_LIST, [], (result) => decodeArray(result, "transactions", decodeData));
  }

  /** Tells the engine what we may call, and remembers what it has. Throws `EngineError`. */
  async exchangeCapabilities(): Promise<ReadonlySet<string>> {
    const names = await this.#call(EXCHANGE_CAPABILITIES, [SUPPORTED_METHODS], (result) =>
      decodeArray(result, "capabilities", decodeString),
    );
    this.capabilities = new Set(names);
    return this.capabilities;
  }

  /** Tells the engine who we are, and asks who it is: more than one where a proxy speaks for several. Throws `EngineError`. */
  exchangeClientVersion(own: ClientVersion): Promise<ClientVersion[]> {
    return this.#call(GET_CLIENT_VERSION, [own], (result) => decodeArray(result, "versions", decodeClientVersion));
  }

  /** Any other method that engines serve on this connection, as `eth_getBlockByNumber`. Throws `EngineError`. */
  request(method: string, params: readonly unknown[]): Promise<unknown> {
    return this.#call(method, params, (result) => result);
  }

  async close(): Promise<void> {
    clearTimeout(this.#probe);
    this.#closed.abort();
    this.#listeners.clear();
  }

  async #updateForkchoice(
    fork: ForkName,
    forkchoice: EngineForkchoice,
    attributes: PayloadAttributes | null,
    custodyColumns: Uint8Array | null,
  ): Promise<EngineForkchoiceResult> {
    const method = forkchoiceUpdatedMethod(fork);
    const params: unknown[] = [
      encodeForkchoice(forkchoice),
      attributes === null ? null : encodeAttributes(fork, attributes),
    ];
    if (custodyColumns !== null) params.push(encodeData(custodyColumns));
    const result = await this.#call(method, params, decodeForkchoiceResult);
    this.#follow(result.payloadStatus);
    return result;
  }

  /** One call with its metrics and state changes; where a connection broke before an answer came, a second try. */
  async #call<T>(method: string, params: readonly unknown[], decode: (result: unknown) => T): Promise<T> {
    const asked = performance.now();
    let answer = await this.#send(method, params, decode);
    if (answer.outcome === "offline" && this.#state !== "offline") answer = await this.#send(method, params, decode);
    this.#learn(answer, asked);
    if (answer.outcome === "ok") return answer.result;
    throw answer.error;
  }

  async #send<T>(method: string, params: readonly unknown[], decode: (result: unknown) => T): Promise<CallResult<T>> {
    const started = performance.now();
    const timeoutMs = this.#options.timeoutMs?.(method) ?? methodTimeout(method);
    const answer = await callJsonRpc(this.#options, method, params, decode, timeoutMs, this.#closed.signal);
    this.#options.observer?.({ method, outcome: answer.outcome, durationMs: performance.now() - started });
    return answer;
  }

  /** What a finished call tells of the engine: an answer of any kind proves that it is there. */
  #learn(answer: CallResult<unknown>, asked: number): void {
    if (this.#closed.signal.aborted) return;
    const lost =
      answer.outcome !== "ok" &&
      (answer.error instanceof EngineOfflineError || answer.error instanceof EngineAuthError);
    if (!lost) {
      this.#lastAnswer = performance.now();
      if (this.#state !== "syncing") this.#change("online", null);
      return;
    }
    // What was asked before the newest answer says nothing about now.
    if (asked < this.#lastAnswer) return;
    this.#change(answer.outcome === "auth" ? "auth-failed" : "offline", answer.error.message);
    this.#probeLater();
  }

  #follow({ status }: EnginePayloadStatus): void {
    if (status === "SYNCING") this.#change("syncing", "the engine is syncing");
    else if (status === "VALID") this.#change("online", null);
  }

  #change(to: EngineState, reason: string | null): void {
    const from = this.#state;
    if (from === to && this.#heard) return;
    this.#heard = true;
    this.#state = to;
    for (const listener of this.#listeners) listener({ from, to, reason });
  }

  #probeLater(): void {
    if (this.#probe !== undefined || this.#closed.signal.aborted) return;
    this.#probe = setTimeout(async () => {
      this.#probe = undefined;
      await this.#askCapabilities();
    }, this.#options.probeIntervalMs ?? PROBE_INTERVAL_MS);
    this.#probe.unref();
  }

  async #askCapabilities(): Promise<void> {
    try {
      await this.exchangeCapabilities();
    } catch (error) {
      // The state has changed, and the next question is on its way; an engine without the method is an engine still.
      if (!(error instanceof EngineError)) throw error;
    }
  }
}

function decodeClientVersion(value: unknown, path: string): ClientVersion {
  const json = decodeObject(value, path);
  const text = (name: string) => decodeString(json[name], `${path}.${name}`);
  return { code: text("code"), name: text("name"), version: text("version"), commit: text("commit") };
}
