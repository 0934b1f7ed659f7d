import { afterEach, describe, expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import {
  EngineAuthError,
  type EngineError,
  EngineOfflineError,
  EngineResponseError,
  type EngineStateChange,
} from "../../src/chain/engine.ts";
import type { EngineCall } from "../../src/execution/json-rpc/http.ts";
import { JsonRpcEngine, type JsonRpcEngineOptions } from "../../src/execution/json-rpc.ts";

interface Request {
  readonly method: string;
  readonly params: readonly unknown[];
  readonly authorization: string | null;
}

/** Answers with the result of `reply`, or with the response that it makes. */
class FakeEngine {
  readonly requests: Request[] = [];
  reply: (request: Request) => unknown;
  #server: ReturnType<typeof Bun.serve>;

  constructor(reply: (request: Request) => unknown, port = 0) {
    this.reply = reply;
    this.#server = Bun.serve({
      port,
      hostname: "127.0.0.1",
      fetch: async (http) => {
        const { id, method, params } = (await http.json()) as { id: number; method: string; params: unknown[] };
        const request = { method, params, authorization: http.headers.get("authorization") };
        this.requests.push(request);
        const result = await this.reply(request);
        return result instanceof Response ? result : Response.json({ jsonrpc: "2.0", id, result });
      },
    });
  }

  get url(): URL {
    return new URL(`http://127.0.0.1:${this.#server.port}/`);
  }

  get port(): number {
    return this.#server.port!;
  }

  stop(): Promise<void> {
    return this.#server.stop(true);
  }
}

const SECRET = new Uint8Array(32).fill(7);
const HASH = new Uint8Array(32).fill(1);
const FORKCHOICE = { headBlockHash: HASH, safeBlockHash: HASH, finalizedBlockHash: HASH };
const VALID = { status: "VALID", latestValidHash: `0x${"01".repeat(32)}`, validationError: null };

const cleanup: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of cleanup.splice(0)) await end();
});

function serve(reply: (request: Request) => unknown, port?: number): FakeEngine {
  const server = new FakeEngine(reply, port);
  cleanup.push(() => server.stop());
  return server;
}

function connect(url: URL, options: Partial<JsonRpcEngineOptions> = {}) {
  const calls: EngineCall[] = [];
  const changes: EngineStateChange[] = [];
  const engine = new JsonRpcEngine({
    url,
    jwtSecret: SECRET,
    observer: (call) => calls.push(call),
    probeIntervalMs: 20,
    ...options,
  });
  engine.onStateChange((change) => changes.push(change));
  cleanup.push(() => engine.close());
  return { engine, calls, changes };
}

const rpcError = (code: number, message: string, data?: unknown) =>
  Response.json({ jsonrpc: "2.0", id: 1, error: { code, message, data } });

/** Waits for something that a timer of the engine brings about. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await Bun.sleep(5);
}

describe("authentication", () => {
  test("every call carries a fresh HS256 token of the secret", async () => {
    const server = serve(() => []);
    const { engine } = connect(server.url);
    await engine.exchangeCapabilities();
    const [header, claims, signature] = server.requests[0]!.authorization!.replace("Bearer ", "").split(".");
    expect(JSON.parse(atob(header!))).toEqual({ alg: "HS256", typ: "JWT" });
    const { iat } = JSON.parse(atob(claims!)) as { iat: number };
    expect(Math.abs(iat - Date.now() / 1000)).toBeLessThan(60);
    const expected = createHmac("sha256", SECRET).update(`${header}.${claims}`).digest("base64url");
    expect(signature).toBe(expected);
  });

  test("HTTP 401 is an auth error and a state, once, until the engine takes the secret", async () => {
    const server = serve(() => new Response("signature is invalid", { status: 401 }));
    const { engine, calls, changes } = connect(server.url);
    await expect(engine.forkchoiceUpdated("fulu", FORKCHOICE)).rejects.toBeInstanceOf(EngineAuthError);
    await until(() => server.requests.length > 2);
    expect(changes).toEqual([
      { from: "offline", to: "auth-failed", reason: expect.stringContaining("signature is invalid") },
    ]);
    expect(calls[0]).toMatchObject({ method: "engine_forkchoiceUpdatedV3", outcome: "auth" });
    server.reply = () => ["engine_newPayloadV4"];
    await until(() => engine.state === "online");
    expect(changes).toHaveLength(2);
  });
});

describe("an engine that is not there", () => {
  test("is offline with one event, is asked again, and comes back without anybody calling", async () => {
    const first = serve(() => []);
    const { url, port } = first;
    await first.stop();
    const { engine, changes } = connect(url);
    await engine.start();
    expect(changes).toEqual([
      { from: "offline", to: "offline", reason: expect.stringMatching(/cannot be reached \(E?CONN/i) },
    ]);
    await expect(engine.getInclusionList()).rejects.toBeInstanceOf(EngineOfflineError);
    expect(changes).toHaveLength(1);
    serve(() => ["engine_newPayloadV5"], port);
    await until(() => engine.state === "online");
    expect(changes).toHaveLength(2);
    expect([...engine.capabilities]).toEqual(["engine_newPayloadV5"]);
  });

  test("an answer that takes too long", async () => {
    const server = serve(() => new Promise(() => undefined));
    const { engine, calls } = connect(server.url, { timeoutMs: () => 30 });
    const error = await engine.getPayload("fulu", new Uint8Array(8)).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(EngineOfflineError);
    expect((error as EngineError).message).toBe("engine_getPayloadV5: no answer within 30 ms");
    expect(calls[0]!.outcome).toBe("timeout");
    expect(engine.state).toBe("offline");
  });

  test("a proxy that answers for it, and something that is no engine", async () => {
    const server = serve(() => new Response("Bad Gateway", { status: 502 }));
    const { engine } = connect(server.url);
    await expect(engine.getInclusionList()).rejects.toThrow("HTTP 502: Bad Gateway");
    server.reply = () => new Response("<html>hello</html>");
    await expect(engine.getInclusionList()).rejects.toThrow("what answers is no engine: <html>hello</html>");
    expect(engine.state).toBe("offline");
  });

  test("calls that are under way when it is closed fail, and change nothing", async () => {
    const server = serve(() => new Promise(() => undefined));
    const { engine, changes } = connect(server.url);
    const call = engine.getInclusionList();
    await until(() => server.requests.length === 1);
    await engine.close();
    await expect(call).rejects.toThrow("the connection was closed");
    expect(changes).toEqual([]);
  });
});

describe("answers", () => {
  test("errors keep their code, and what the engine says of them", async () => {
    const server = serve(() => rpcError(-32000, "Server error", { err: "Database corrupted" }));
    const { engine, calls } = connect(server.url);
    const error = await engine.getPayload("gloas", new Uint8Array(8)).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(EngineResponseError);
    expect(error).toMatchObject({
      method: "engine_getPayloadV6",
      code: -32000,
      message: "engine_getPayloadV6: Server error: Database corrupted (-32000)",
    });
    expect(calls[0]!.outcome).toBe("error-response");
    expect(engine.state).toBe("online");
  });

  test("what is missing or malformed is named by its path", async () => {
    const server = serve(() => ({ payloadStatus: { status: "VALID", latestValidHash: "0x01" }, payloadId: null }));
    const { engine, calls } = connect(server.url);
    await expect(engine.forkchoiceUpdated("deneb", FORKCHOICE)).rejects.toThrow(
      'engine_forkchoiceUpdatedV3: payloadStatus.latestValidHash: expected 32 bytes, got "0x01"',
    );
    server.reply = () => ({ payloadStatus: { status: "MAYBE" }, payloadId: null });
    await expect(engine.forkchoiceUpdated("deneb", FORKCHOICE)).rejects.toThrow("payloadStatus.status");
    server.reply = () => null;
    await expect(engine.forkchoiceUpdated("deneb", FORKCHOICE)).rejects.toThrow("result: expected an object, got null");
    expect(calls.map((call) => call.outcome)).toEqual(["malformed", "malformed", "malformed"]);
  });

  test("SYNCING is a state of its own that a valid head ends, and other answers do not", async () => {
    const answer = (status: string) => ({
      payloadStatus: { ...VALID, status, latestValidHash: null },
      payloadId: null,
    });
    const server = serve(() => answer("SYNCING"));
    const { engine, changes } = connect(server.url);
    await engine.forkchoiceUpdated("fulu", FORKCHOICE);
    server.reply = () => ["engine_getBlobsV3"];
    await engine.exchangeCapabilities();
    expect(engine.state).toBe("syncing");
    server.reply = () => answer("VALID");
    await engine.forkchoiceUpdated("fulu", FORKCHOICE);
    expect(changes.map((change) => change.to)).toEqual(["online", "syncing", "online"]);
  });

  test("INVALID comes with the newest valid ancestor and the reason", async () => {
    const server = serve(() => ({ ...VALID, status: "INVALID", validationError: "blob gas used mismatch" }));
    const { engine } = connect(server.url);
    const status = await engine.newPayload("bellatrix", { payload: emptyPayload() });
    expect(status).toEqual({ status: "INVALID", latestValidHash: HASH, validationError: "blob gas used mismatch" });
    expect(server.requests[0]!.method).toBe("engine_newPayloadV1");
    expect(Object.keys(server.requests[0]!.params[0] as object)).not.toContain("withdrawals");
  });

  test("blobs: all or nothing where the engine does not know the newer method", async () => {
    const blob = { blob: `0x${"00".repeat(131072)}`, proofs: Array(128).fill(`0x${"c0".padEnd(96, "0")}`) };
    const server = serve(({ method }) =>
      method === "engine_getBlobsV3" ? rpcError(-32601, "the method does not exist") : [blob],
    );
    const { engine } = connect(server.url);
    const blobs = await engine.getBlobs("gloas", [HASH]);
    expect(blobs).toHaveLength(1);
    expect(blobs![0]!.proofs).toHaveLength(128);
    expect(server.requests.map(({ method }) => method)).toEqual(["engine_getBlobsV3", "engine_getBlobsV2"]);
    server.reply = () => [null, blob];
    expect((await engine.getBlobs("fulu", [HASH, HASH]))![0]).toBeNull();
    server.reply = () => null;
    expect(await engine.getBlobs("fulu", [HASH])).toBeNull();
  });

  test("heads are told in order, one after another, also past one that failed", async () => {
    const order: string[] = [];
    const server = serve(async ({ params }) => {
      const head = (params[0] as { headBlockHash: string }).headBlockHash.slice(2, 4);
      if (head === "01") await Bun.sleep(20);
      order.push(head);
      return head === "02" ? rpcError(-38002, "Invalid forkchoice state") : { payloadStatus: VALID, payloadId: null };
    });
    const { engine } = connect(server.url);
    const updates = [1, 2, 3].map((byte) =>
      engine.forkchoiceUpdated("fulu", { ...FORKCHOICE, headBlockHash: new Uint8Array(32).fill(byte) }),
    );
    const outcomes = await Promise.allSettled(updates);
    expect(order).toEqual(["01", "02", "03"]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  });
});

test("attributes and new payloads of gloas and heze have the fields that those forks add", async () => {
  const server = serve(({ method }) =>
    method.startsWith("engine_new")
      ? { ...VALID, inclusionListSatisfied: false }
      : { payloadStatus: VALID, payloadId: "0x0102030405060708" },
  );
  const { engine } = connect(server.url);
  const attributes = {
    timestamp: 12,
    prev_randao: HASH,
    suggested_fee_recipient: new Uint8Array(20),
    withdrawals: [{ index: 1, validator_index: 2, address: new Uint8Array(20), amount: 3 }],
    parent_beacon_block_root: HASH,
    slot_number: 5,
    target_gas_limit: 60_000_000,
    inclusion_list_transactions: [new Uint8Array([2, 255])],
  };
  const result = await engine.forkchoiceUpdated("heze", FORKCHOICE, attributes, new Uint8Array(16).fill(255));
  expect(result.payloadId).toEqual(new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]));
  await engine.forkchoiceUpdated("capella", FORKCHOICE, attributes);
  const [heze, capella] = server.requests;
  expect(heze!.method).toBe("engine_forkchoiceUpdatedV5");
  expect(heze!.params[1]).toEqual({
    timestamp: "0xc",
    prevRandao: `0x${"01".repeat(32)}`,
    suggestedFeeRecipient: `0x${"00".repeat(20)}`,
    withdrawals: [{ index: "0x1", validatorIndex: "0x2", address: `0x${"00".repeat(20)}`, amount: "0x3" }],
    parentBeaconBlockRoot: `0x${"01".repeat(32)}`,
    slotNumber: "0x5",
    targetGasLimit: "0x3938700",
    inclusionListTransactions: ["0x02ff"],
  });
  expect(heze!.params[2]).toBe(`0x${"ff".repeat(16)}`);
  expect(Object.keys(capella!.params[1] as object)).toEqual([
    "timestamp",
    "prevRandao",
    "suggestedFeeRecipient",
    "withdrawals",
  ]);

  const status = await engine.newPayload("heze", {
    payload: { ...emptyPayload(), slot_number: Number.POSITIVE_INFINITY },
    versionedHashes: [HASH],
    parentBeaconBlockRoot: HASH,
    executionRequests: [new Uint8Array([0, 9])],
    inclusionListTransactions: [new Uint8Array([3])],
  });
  expect(status.inclusionListSatisfied).toBe(false);
  const { method, params } = server.requests[2]!;
  expect(method).toBe("engine_newPayloadV6");
  expect(params.slice(1)).toEqual([[`0x${"01".repeat(32)}`], `0x${"01".repeat(32)}`, ["0x0009"], ["0x03"]]);
  expect(params[0]).toMatchObject({ slotNumber: "0xffffffffffffffff", blockAccessList: "0xc0", blobGasUsed: "0x0" });
});

test("the name does not show credentials", () => {
  expect(connect(new URL("http://user:secret@engine:8551/")).engine.name).toBe("http://engine:8551");
});

function emptyPayload() {
  return {
    parent_hash: HASH,
    fee_recipient: new Uint8Array(20),
    state_root: HASH,
    receipts_root: HASH,
    logs_bloom: new Uint8Array(256),
    prev_randao: HASH,
    block_number: 0,
    gas_limit: 30_000_000,
    gas_used: 0,
    timestamp: 12,
    extra_data: new Uint8Array(0),
    base_fee_per_gas: 7n,
    block_hash: HASH,
    transactions: [],
    withdrawals: [],
    blob_gas_used: 0,
    excess_blob_gas: 0,
    block_access_list: new Uint8Array([0xc0]),
    slot_number: 0,
  };
}
