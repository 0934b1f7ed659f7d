import { afterEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type BuiltPayload,
  ENGINE_ERROR_CODES,
  EngineAuthError,
  type EngineNewPayload,
  EngineOfflineError,
  type EngineStateChange,
} from "../../src/chain/engine.ts";
import { minimalConfig } from "../../src/config/minimal-config.ts";
import { minimalPreset } from "../../src/config/minimal-preset.ts";
import { BlstBls } from "../../src/crypto/blst.ts";
import { computeBlockHash, isBlockHashValid } from "../../src/execution/block-hash.ts";
import { anchorOfGenesis, anchorOfHash, anchorOfHeader } from "../../src/execution/embedded/anchors.ts";
import { SqliteBlockStore } from "../../src/execution/embedded/block-store.ts";
import { EmbeddedEngineError } from "../../src/execution/embedded/embedded-chain.ts";
import { EmbeddedEngine, type EmbeddedEngineOptions } from "../../src/execution/embedded/embedded-engine.ts";
import { constantBlob } from "../../src/execution/embedded/synthetic-blobs.ts";
import { GAS_PER_BLOB } from "../../src/execution/execution-rules.ts";
import { devAccounts } from "../../src/execution/genesis/accounts.ts";
import { createExecutionGenesis } from "../../src/execution/genesis/execution-genesis.ts";
import { signTransaction, versionedHashesOf } from "../../src/execution/transactions.ts";
import type { PayloadAttributes } from "../../src/spec/execution-engine.ts";
import { FORKS, type ForkName } from "../../src/spec/forks.ts";
import { createSpecs } from "../../src/spec/index.ts";
import { ZERO_ROOT } from "../../src/ssz/bytes.ts";

const GENESIS_TIME = 1_700_000_000;
const specs = createSpecs({ preset: minimalPreset, config: minimalConfig });
const bls = new BlstBls();
const open: EmbeddedEngine[] = [];
const folders: string[] = [];

afterEach(async () => {
  for (const engine of open.splice(0)) await engine.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function configOf(fork: ForkName, overrides: Partial<typeof minimalConfig> = {}) {
  const epochs = FORKS.slice(1, FORKS.indexOf(fork) + 1).map((name) => [`${name.toUpperCase()}_FORK_EPOCH`, 0]);
  return { ...minimalConfig, ...Object.fromEntries(epochs), ...overrides };
}

function makeEngine(fork: ForkName, overrides: Partial<EmbeddedEngineOptions> = {}, config = configOf(fork)) {
  const genesis = createExecutionGenesis({ config, preset: minimalPreset, genesisTime: GENESIS_TIME });
  const engine = new EmbeddedEngine({
    preset: minimalPreset,
    rules: genesis.rules,
    anchor: anchorOfGenesis(genesis),
    store: new SqliteBlockStore(":memory:"),
    encodeRequests: (name, requests) => specs.get(name).get_execution_requests_list(requests),
    publicKeyOf: (secret) => bls.SkToPk(secret),
    ...overrides,
  });
  open.push(engine);
  return { engine, genesis };
}

function attributesAt(slot: number, more: Partial<PayloadAttributes> = {}): PayloadAttributes {
  return {
    timestamp: GENESIS_TIME + 6 * slot,
    prev_randao: new Uint8Array(32).fill(slot),
    suggested_fee_recipient: new Uint8Array(20).fill(0xfe),
    withdrawals: [{ index: slot, validator_index: 1, address: new Uint8Array(20).fill(9), amount: 5 }],
    parent_beacon_block_root: new Uint8Array(32).fill(slot + 1),
    slot_number: slot,
    target_gas_limit: 60_000_000,
    inclusion_list_transactions: [],
    ...more,
  };
}

const choose = (head: Uint8Array, finalized = ZERO_ROOT) => ({
  headBlockHash: head,
  safeBlockHash: ZERO_ROOT,
  finalizedBlockHash: finalized,
});

async function build(engine: EmbeddedEngine, fork: ForkName, head: Uint8Array, attributes: PayloadAttributes) {
  const { payloadStatus, payloadId } = await engine.forkchoiceUpdated(fork, choose(head), attributes);
  expect(payloadStatus.status).toBe("VALID");
  return engine.getPayload(fork, payloadId!);
}

function requestOf(fork: ForkName, built: BuiltPayload, attributes: PayloadAttributes): EngineNewPayload {
  const at = (since: ForkName) => FORKS.indexOf(fork) >= FORKS.indexOf(since);
  return {
    payload: built.payload,
    ...(at("deneb") && {
      versionedHashes: versionedHashesOf(built.payload.transactions),
      parentBeaconBlockRoot: attributes.parent_beacon_block_root!,
    }),
    ...(at("electra") && { executionRequests: built.executionRequests }),
    ...(at("heze") && { inclusionListTransactions: attributes.inclusion_list_transactions! }),
  };
}

/** Builds on a head and has the engine take its own payload. */
async function extend(engine: EmbeddedEngine, fork: ForkName, head: Uint8Array, attributes: PayloadAttributes) {
  const built = await build(engine, fork, head, attributes);
  const request = requestOf(fork, built, attributes);
  const answer = await engine.newPayload(fork, request);
  return { built, request, answer, hash: built.payload.block_hash };
}

const [sender, receiver] = devAccounts();
const transfer = (nonce: number, maxFeePerGas = 10n ** 11n) =>
  signTransaction(
    {
      chainId: 5,
      nonce,
      maxPriorityFeePerGas: 1n,
      maxFeePerGas,
      gasLimit: 21_000,
      to: receiver!.address,
      value: 1n,
    },
    sender!.privateKey,
  );

describe("a chain of blocks", () => {
  test.each(["bellatrix", "capella", "deneb", "electra", "fulu", "gloas", "heze"] as const)("of %s", async (fork) => {
    const { engine, genesis } = makeEngine(fork);
    let head = genesis.hash;
    for (let slot = 1; slot <= 3; slot++) {
      const { built, request, answer, hash } = await extend(engine, fork, head, attributesAt(slot));
      expect(answer).toMatchObject({ status: "VALID", latestValidHash: hash, validationError: null });
      expect(isBlockHashValid(fork, request)).toBe(true);
      expect(built.payload).toMatchObject({
        block_number: slot,
        parent_hash: head,
        timestamp: GENESIS_TIME + 6 * slot,
      });
      const { ExecutionPayload } = specs.get(fork).types;
      const decoded = ExecutionPayload.deserialize(ExecutionPayload.serialize(built.payload));
      expect(ExecutionPayload.hashTreeRoot(decoded)).toEqual(ExecutionPayload.hashTreeRoot(built.payload));
      head = hash;
    }
    await engine.forkchoiceUpdated(fork, choose(head));
    expect(engine.headHash).toEqual(head);
  });

  test("passes through forks", async () => {
    const { engine, genesis } = makeEngine("bellatrix");
    let head = genesis.hash;
    let slot = 1;
    for (const fork of ["bellatrix", "capella", "deneb", "electra", "fulu", "gloas", "heze"] as const) {
      const { answer, hash } = await extend(engine, fork, head, attributesAt(slot++));
      expect(answer.status).toBe("VALID");
      head = hash;
    }
  });

  test("echoes the attributes and moves gas limit and base fee", async () => {
    const { engine, genesis } = makeEngine("gloas");
    const { built } = await extend(engine, "gloas", genesis.hash, attributesAt(1, { target_gas_limit: 1_000_000 }));
    expect(built.payload).toMatchObject({
      withdrawals: [...attributesAt(1).withdrawals!],
      prev_randao: new Uint8Array(32).fill(1),
      fee_recipient: new Uint8Array(20).fill(0xfe),
      slot_number: 1,
      gas_limit: 60_000_000 - 58_592,
      base_fee_per_gas: 875_000_000n,
      gas_used: 0,
    });
  });

  test("may begin at a header or at a bare hash", async () => {
    const { engine, genesis } = makeEngine("fulu");
    const { built } = await extend(engine, "fulu", genesis.hash, attributesAt(1));
    const header = specs.get("fulu").types.ExecutionPayloadHeader.defaultValue();
    const { transactions: _, withdrawals: __, ...values } = built.payload;
    const later = makeEngine("fulu", { anchor: anchorOfHeader({ ...header, ...values }) }).engine;
    expect((await extend(later, "fulu", built.payload.block_hash, attributesAt(2))).answer.status).toBe("VALID");
    const opaque = makeEngine("gloas", { anchor: anchorOfHash(built.payload.block_hash) }).engine;
    const next = await extend(engine, "gloas", built.payload.block_hash, attributesAt(2));
    expect((await opaque.newPayload("gloas", next.request)).status).toBe("VALID");
  });

  test("of slots below a second shares timestamps, and of others does not", async () => {
    const config = configOf("fulu", { SLOT_DURATION_MS: 500 });
    const { engine, genesis } = makeEngine("fulu", {}, config);
    const { answer, hash } = await extend(engine, "fulu", genesis.hash, attributesAt(1, { timestamp: GENESIS_TIME }));
    expect(answer.status).toBe("VALID");
    await extend(engine, "fulu", hash, attributesAt(2, { timestamp: GENESIS_TIME }));
    const slow = makeEngine("fulu");
    const asked = slow.engine.forkchoiceUpdated("fulu", choose(slow.genesis.hash), attributesAt(0));
    await expect(asked).rejects.toMatchObject({ code: ENGINE_ERROR_CODES.invalidPayloadAttributes });
  });
});

describe("what was queued", () => {
  test("enters one block of a chain, and every branch", async () => {
    const { engine, genesis } = makeEngine("gloas");
    engine.queueTransaction(transfer(0));
    engine.queueTransaction(transfer(0));
    engine.queueTransfers(2);
    const first = await extend(engine, "gloas", genesis.hash, attributesAt(1));
    expect(first.built.payload.transactions).toHaveLength(3);
    expect(first.built.payload.gas_used).toBe(63_000);
    expect(first.built.blockValue).toBe(21_000n + 2n * 21_000n * 10n ** 9n);
    const second = await extend(engine, "gloas", first.hash, attributesAt(2));
    expect(second.built.payload.transactions).toHaveLength(0);
    const rival = await extend(engine, "gloas", genesis.hash, attributesAt(2));
    expect(rival.built.payload.transactions).toHaveLength(3);
    expect(rival.answer.status).toBe("VALID");
  });

  test("stays while the payload that took it is withheld", async () => {
    const { engine, genesis } = makeEngine("gloas");
    engine.queueTransfers(1);
    engine.queueRequest({
      kind: "builder_exit",
      request: { source_address: new Uint8Array(20), pubkey: new Uint8Array(48) },
    });
    const withheld = await build(engine, "gloas", genesis.hash, attributesAt(1));
    expect(withheld.payload.transactions).toHaveLength(1);
    const next = await build(engine, "gloas", genesis.hash, attributesAt(2));
    expect(next.payload.transactions).toHaveLength(1);
    expect(next.executionRequests).toEqual(withheld.executionRequests);
    expect(next.executionRequests).toHaveLength(1);
  });

  test("is known to be in another engine's block", async () => {
    const mine = makeEngine("gloas");
    const other = makeEngine("gloas");
    for (const { engine } of [mine, other]) engine.queueTransaction(transfer(3));
    const { request, hash } = await extend(other.engine, "gloas", other.genesis.hash, attributesAt(1));
    expect((await mine.engine.newPayload("gloas", request)).status).toBe("VALID");
    expect((await build(mine.engine, "gloas", hash, attributesAt(2))).payload.transactions).toHaveLength(0);
  });

  test("waits where it cannot pay the base fee", async () => {
    const { engine, genesis } = makeEngine("gloas");
    engine.queueTransaction(transfer(0, 800_000_000n));
    const first = await extend(engine, "gloas", genesis.hash, attributesAt(1));
    expect(first.built.payload.transactions).toHaveLength(0);
    const second = await extend(engine, "gloas", first.hash, attributesAt(2));
    expect(second.built.payload.transactions).toHaveLength(1);
  });

  test("brings blobs with proofs of the fork's kind", async () => {
    for (const [fork, proofs] of [
      ["electra", 1],
      ["fulu", 128],
    ] as const) {
      const { engine, genesis } = makeEngine(fork);
      engine.queueBlobs(8);
      const { built, answer, hash } = await extend(engine, fork, genesis.hash, attributesAt(1));
      expect(answer.status).toBe("VALID");
      // Of two transactions, one of six blobs and one of two.
      expect(built.blobsBundle.blobs).toHaveLength(8);
      expect(built.blobsBundle.proofs).toHaveLength(8 * proofs);
      expect(built.payload.blob_gas_used).toBe(8 * GAS_PER_BLOB);
      const hashes = versionedHashesOf(built.payload.transactions);
      const pooled = await engine.getBlobs(fork, [hashes[7]!, new Uint8Array(32)]);
      expect(pooled).toMatchObject([{ blob: built.blobsBundle.blobs[7]! }, null]);
      expect(pooled![0]!.proofs).toHaveLength(proofs);
      const next = await build(engine, fork, hash, attributesAt(2));
      expect(next.payload.excess_blob_gas).toBeGreaterThan(0);
    }
  });

  test("does not exceed a block's blobs", async () => {
    const { engine, genesis } = makeEngine("deneb");
    engine.queueBlobs(12);
    const first = await extend(engine, "deneb", genesis.hash, attributesAt(1));
    expect(first.built.blobsBundle.blobs).toHaveLength(6);
    const second = await extend(engine, "deneb", first.hash, attributesAt(2));
    expect(second.built.blobsBundle.blobs).toHaveLength(6);
  });

  test("makes requests of every kind, as many as a payload may hold", async () => {
    const { engine, genesis } = makeEngine("gloas");
    const pubkey = new Uint8Array(48).fill(7);
    const deposit = {
      pubkey,
      withdrawal_credentials: ZERO_ROOT,
      amount: 32e9,
      signature: new Uint8Array(96),
      index: 0,
    };
    const source_address = new Uint8Array(20);
    engine.setNextDepositIndex(64);
    for (let i = 0; i < 2; i++) engine.queueRequest({ kind: "deposit", request: deposit });
    for (let i = 0; i < 3; i++)
      engine.queueRequest({
        kind: "consolidation",
        request: { source_address, source_pubkey: pubkey, target_pubkey: pubkey },
      });
    engine.queueRequest({ kind: "withdrawal", request: { source_address, validator_pubkey: pubkey, amount: 1 } });
    engine.queueRequest({ kind: "builder_deposit", request: deposit });
    engine.queueRequest({ kind: "builder_exit", request: { source_address, pubkey } });
    const { built, answer, hash } = await extend(engine, "gloas", genesis.hash, attributesAt(1));
    expect(answer.status).toBe("VALID");
    const decoded = specs.get("gloas").get_execution_requests(built.executionRequests);
    expect(decoded.deposits.map(({ index }) => index)).toEqual([64, 65]);
    expect(decoded.consolidations).toHaveLength(minimalPreset.MAX_CONSOLIDATION_REQUESTS_PER_PAYLOAD);
    expect([decoded.withdrawals, decoded.builder_deposits, decoded.builder_exits].map(({ length }) => length)).toEqual([
      1, 1, 1,
    ]);
    const next = await build(engine, "gloas", hash, attributesAt(2));
    expect(specs.get("gloas").get_execution_requests(next.executionRequests).consolidations).toHaveLength(1);
  });

  test("of builders waits for gloas", async () => {
    const { engine, genesis } = makeEngine("fulu");
    engine.queueRequest({
      kind: "builder_exit",
      request: { source_address: new Uint8Array(20), pubkey: new Uint8Array(48) },
    });
    const first = await extend(engine, "fulu", genesis.hash, attributesAt(1));
    expect(first.built.executionRequests).toEqual([]);
    const second = await extend(engine, "gloas", first.hash, attributesAt(2));
    expect(second.built.executionRequests).toHaveLength(1);
  });
});

describe("synthetic blobs", () => {
  test("have commitments and proofs that KZG verifies", async () => {
    const { DasContextJs } = await import("@crate-crypto/node-eth-kzg");
    const kzg = DasContextJs.create({ usePrecomp: false });
    const { blob, commitment, cellProofs, proof } = constantBlob(123_456, (secret) => bls.SkToPk(secret));
    expect(kzg.blobToKzgCommitment(blob)).toEqual(commitment);
    expect(kzg.verifyBlobKzgProof(blob, commitment, proof)).toBe(true);
    const cells = kzg.computeCells(blob);
    const indices = [0n, 64n, 127n];
    expect(
      kzg.verifyCellKzgProofBatch(
        indices.map(() => commitment),
        indices,
        indices.map((index) => cells[Number(index)]!),
        indices.map((index) => cellProofs[Number(index)]!),
      ),
    ).toBe(true);
  }, 30_000);
});

describe("checks", () => {
  const changed = (
    request: EngineNewPayload,
    change: (payload: EngineNewPayload["payload"]) => void,
  ): EngineNewPayload => {
    const payload = { ...request.payload };
    change(payload);
    return reseal({ ...request, payload });
  };

  test("refuse a hash that is not the values', and forget it", async () => {
    const { engine, genesis } = makeEngine("gloas");
    const { request, hash } = await extend(engine, "gloas", genesis.hash, attributesAt(1));
    const tampered = { ...request, payload: { ...request.payload, gas_used: 5 } };
    expect(await engine.newPayload("gloas", tampered)).toMatchObject({ status: "INVALID", latestValidHash: null });
    expect(await engine.newPayload("gloas", request)).toMatchObject({ status: "VALID", latestValidHash: hash });
  });

  const faults: [string, RegExp, (payload: EngineNewPayload["payload"]) => void][] = [
    ["number", /block number 9/, (p) => (p.block_number = 9)],
    ["timestamp", /timestamp/, (p) => (p.timestamp = GENESIS_TIME)],
    ["gas limit", /gas limit/, (p) => (p.gas_limit += 1_000_000)],
    ["gas used", /gas used/, (p) => (p.gas_used = p.gas_limit + 1)],
    ["base fee", /base fee/, (p) => (p.base_fee_per_gas += 1n)],
    ["extra data", /extra data/, (p) => (p.extra_data = new Uint8Array(33))],
    ["excess blob gas", /excess blob gas/, (p) => (p.excess_blob_gas = GAS_PER_BLOB)],
    ["blob gas used", /blob gas used/, (p) => (p.blob_gas_used = GAS_PER_BLOB)],
    ["block access list", /block access list/, (p) => (p.block_access_list = new Uint8Array(0))],
    ["unreadable blob transaction", /transaction 0/, (p) => (p.transactions = [Uint8Array.of(3, 1)])],
  ];

  test.each(faults)("refuse a wrong %s", async (_what, fault, change) => {
    const { engine, genesis } = makeEngine("gloas");
    const attributes = attributesAt(1);
    const request = requestOf("gloas", await build(engine, "gloas", genesis.hash, attributes), attributes);
    const bad = changed(request, change);
    const answer = await engine.newPayload("gloas", bad);
    expect(answer).toMatchObject({ status: "INVALID", latestValidHash: genesis.hash });
    expect(answer.validationError).toMatch(fault);
    const child = changed(request, (payload) => {
      payload.parent_hash = bad.payload.block_hash;
      payload.block_number = 2;
    });
    expect(await engine.newPayload("gloas", child)).toMatchObject({
      status: "INVALID",
      latestValidHash: genesis.hash,
      validationError: "links to an invalid block",
    });
    const head = await engine.forkchoiceUpdated("gloas", choose(child.payload.block_hash), attributesAt(3));
    expect(head).toMatchObject({ payloadStatus: { status: "INVALID" }, payloadId: null });
  });

  test("refuse versioned hashes and requests that do not fit", async () => {
    const { engine, genesis } = makeEngine("gloas");
    engine.queueBlobs(2);
    const attributes = attributesAt(1);
    const request = requestOf("gloas", await build(engine, "gloas", genesis.hash, attributes), attributes);
    const { versionedHashes } = request;
    for (const wrong of [[], versionedHashes!.toReversed(), [...versionedHashes!, ZERO_ROOT]]) {
      const { engine: fresh } = makeEngine("gloas");
      expect((await fresh.newPayload("gloas", { ...request, versionedHashes: wrong })).status).toBe("INVALID");
    }
    const disordered = reseal({ ...request, executionRequests: [Uint8Array.of(1, 1), Uint8Array.of(0, 1)] });
    expect((await engine.newPayload("gloas", disordered)).validationError).toMatch(/order/);
    const empty = reseal({ ...request, executionRequests: [Uint8Array.of(1)] });
    expect((await engine.newPayload("gloas", empty)).validationError).toMatch(/without data/);
  });

  test("say what a call lacks", async () => {
    const { engine, genesis } = makeEngine("gloas");
    const built = await build(engine, "gloas", genesis.hash, attributesAt(1));
    await expect(engine.newPayload("gloas", { payload: built.payload })).rejects.toMatchObject({
      code: ENGINE_ERROR_CODES.invalidParams,
    });
    const { slot_number: _, ...without } = attributesAt(1);
    await expect(engine.forkchoiceUpdated("gloas", choose(genesis.hash), without)).rejects.toThrow(
      /slot_number is missing/,
    );
    await expect(engine.getPayload("gloas", new Uint8Array(8))).rejects.toMatchObject({
      code: ENGINE_ERROR_CODES.unknownPayload,
    });
  });

  function reseal(request: EngineNewPayload): EngineNewPayload {
    return { ...request, payload: { ...request.payload, block_hash: computeBlockHash("gloas", request) } };
  }
});

describe("heads", () => {
  test("with unknown ancestors are synced when those arrive, in whatever order", async () => {
    const { engine: source, genesis } = makeEngine("gloas");
    const first = await extend(source, "gloas", genesis.hash, attributesAt(1));
    const second = await extend(source, "gloas", first.hash, attributesAt(2));
    const third = await extend(source, "gloas", second.hash, attributesAt(3));
    const { engine } = makeEngine("gloas");
    expect((await engine.newPayload("gloas", third.request)).status).toBe("SYNCING");
    expect((await engine.newPayload("gloas", second.request)).status).toBe("SYNCING");
    const asked = () => engine.forkchoiceUpdated("gloas", choose(third.hash), attributesAt(4));
    expect(await asked()).toMatchObject({ payloadStatus: { status: "SYNCING" }, payloadId: null });
    expect((await engine.newPayload("gloas", first.request)).status).toBe("VALID");
    const { payloadStatus, payloadId } = await asked();
    expect(payloadStatus).toMatchObject({ status: "VALID", latestValidHash: third.hash });
    expect(payloadId).not.toBeNull();
  });

  test("must descend from what is final", async () => {
    const { engine, genesis } = makeEngine("gloas");
    const first = await extend(engine, "gloas", genesis.hash, attributesAt(1));
    const rival = await extend(engine, "gloas", genesis.hash, attributesAt(2));
    const second = await extend(engine, "gloas", first.hash, attributesAt(2));
    await engine.forkchoiceUpdated("gloas", choose(second.hash, first.hash));
    const asked = engine.forkchoiceUpdated("gloas", choose(rival.hash, first.hash));
    await expect(asked).rejects.toMatchObject({ code: ENGINE_ERROR_CODES.invalidForkchoiceState });
    expect(engine.headHash).toEqual(second.hash);
    await engine.forkchoiceUpdated("gloas", choose(rival.hash));
    expect(engine.headHash).toEqual(rival.hash);
  });

  test("build one payload for one request", async () => {
    const { engine, genesis } = makeEngine("gloas");
    const ask = (slot: number) => engine.forkchoiceUpdated("gloas", choose(genesis.hash), attributesAt(slot));
    const [one, again, other] = [await ask(1), await ask(1), await ask(2)];
    expect(one.payloadId).toEqual(again.payloadId);
    expect(one.payloadId).not.toEqual(other.payloadId);
    engine.queueTransfers(1);
    const built = await engine.getPayload("gloas", one.payloadId!);
    expect(built.payload.transactions).toHaveLength(1);
    expect(await engine.getPayload("gloas", one.payloadId!)).toBe(built);
    await expect(engine.getPayload("fulu", one.payloadId!)).rejects.toMatchObject({
      code: ENGINE_ERROR_CODES.unsupportedFork,
    });
  });
});

describe("inclusion lists", () => {
  test("come from the pool without blobs and are honoured", async () => {
    const { engine, genesis } = makeEngine("heze");
    engine.queueBlobs(1);
    engine.queueTransaction(transfer(0));
    const list = await engine.getInclusionList();
    expect(list).toEqual([transfer(0)]);
    const { engine: builder } = makeEngine("heze");
    const attributes = attributesAt(1, { inclusion_list_transactions: list });
    const { built, answer } = await extend(builder, "heze", genesis.hash, attributes);
    expect(built.payload.transactions).toEqual(list);
    expect(answer.inclusionListSatisfied).toBe(true);
  });

  test("are seen to be unsatisfied", async () => {
    const { engine, genesis } = makeEngine("heze");
    const attributes = attributesAt(1);
    const request = requestOf("heze", await build(engine, "heze", genesis.hash, attributes), attributes);
    const answer = await engine.newPayload("heze", { ...request, inclusionListTransactions: [transfer(0)] });
    expect(answer).toMatchObject({ status: "VALID", inclusionListSatisfied: false });
    // One that cannot pay, and one that is none, are not owed.
    const lenient = { ...request, inclusionListTransactions: [transfer(0, 1n), Uint8Array.of(0x7f, 1)] };
    expect((await engine.newPayload("heze", lenient)).inclusionListSatisfied).toBe(true);
  });
});

describe("told to", () => {
  test("answer SYNCING, it catches up when told no more", async () => {
    const { engine, genesis } = makeEngine("gloas");
    const first = await build(engine, "gloas", genesis.hash, attributesAt(1));
    engine.forceAnswer({ verdict: "SYNCING" });
    const request = requestOf("gloas", first, attributesAt(1));
    expect((await engine.newPayload("gloas", request)).status).toBe("SYNCING");
    engine.forceAnswer(null);
    const { payloadStatus } = await engine.forkchoiceUpdated("gloas", choose(first.payload.block_hash));
    expect(payloadStatus.status).toBe("VALID");
  });

  test("answer INVALID to one block, it takes others", async () => {
    const { engine, genesis } = makeEngine("gloas");
    const first = await extend(engine, "gloas", genesis.hash, attributesAt(1));
    const built = await build(engine, "gloas", first.hash, attributesAt(2));
    engine.forceAnswer({ verdict: "INVALID", blockHash: built.payload.block_hash });
    expect(await engine.newPayload("gloas", requestOf("gloas", built, attributesAt(2)))).toMatchObject({
      status: "INVALID",
      latestValidHash: first.hash,
    });
    expect((await extend(engine, "gloas", first.hash, attributesAt(3))).answer.status).toBe("VALID");
  });

  test("be in a state, it says so and behaves so", async () => {
    const { engine, genesis } = makeEngine("gloas");
    const changes: EngineStateChange[] = [];
    const stop = engine.onStateChange((change) => changes.push(change));
    const built = await build(engine, "gloas", genesis.hash, attributesAt(1));
    const request = requestOf("gloas", built, attributesAt(1));
    engine.setState("offline", "cable pulled");
    await expect(engine.newPayload("gloas", request)).rejects.toThrow(EngineOfflineError);
    engine.setState("auth-failed");
    await expect(engine.forkchoiceUpdated("gloas", choose(genesis.hash))).rejects.toThrow(EngineAuthError);
    engine.setState("syncing");
    expect((await engine.newPayload("gloas", request)).status).toBe("SYNCING");
    expect(await engine.getBlobs("gloas", [])).toBeNull();
    engine.setState("online");
    expect((await engine.forkchoiceUpdated("gloas", choose(built.payload.block_hash))).payloadStatus.status).toBe(
      "VALID",
    );
    stop();
    engine.setState("offline");
    expect(changes.map(({ to }) => to)).toEqual(["offline", "auth-failed", "syncing", "online"]);
    expect(changes[0]).toMatchObject({ from: "online", reason: "cable pulled" });
  });
});

describe("the data folder", () => {
  test("holds the chain and its counters over restarts", async () => {
    const folder = mkdtempSync(join(tmpdir(), "embedded-engine-"));
    folders.push(folder);
    const { engine, genesis } = makeEngine("gloas", { store: new SqliteBlockStore(folder) });
    engine.queueTransfers(1);
    const first = await extend(engine, "gloas", genesis.hash, attributesAt(1));
    await engine.forkchoiceUpdated("gloas", choose(first.hash));
    await open.pop()!.close();
    const { engine: again } = makeEngine("gloas", { store: new SqliteBlockStore(folder) });
    expect(again.headHash).toEqual(first.hash);
    again.queueTransfers(1);
    const second = await extend(again, "gloas", first.hash, attributesAt(2));
    expect(second.answer.status).toBe("VALID");
    expect(second.built.payload.transactions).toHaveLength(1);
    expect(second.built.payload.transactions).not.toEqual(first.built.payload.transactions);
    await open.pop()!.close();
    const other = new SqliteBlockStore(folder);
    expect(() => makeEngine("fulu", { store: other })).toThrow(EmbeddedEngineError);
    other.close();
  });
});
