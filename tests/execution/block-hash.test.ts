import { describe, expect, test } from "bun:test";
import type { EngineNewPayload } from "../../src/chain/engine.ts";
import { computeBlockHash, isBlockHashValid, PayloadPartMissingError } from "../../src/execution/block-hash.ts";
import type { ForkName } from "../../src/spec/forks.ts";
import { fromHex, toHex } from "../../src/ssz/bytes.ts";
import fixtures from "../fixtures/geth-payloads.json";

interface Built {
  readonly name: string;
  readonly fork: ForkName;
  readonly request: EngineNewPayload;
}

/** Payloads that geth v1.17.8 built and accepted, with transactions, blobs, withdrawals and requests of every type. */
const built: Built[] = (fixtures as Record<string, unknown>[]).map((fixture) => {
  const { fork, parent_beacon_block_root, execution_requests, payload } = revive(fixture) as Record<string, never>;
  return {
    name: `${fork} ${(payload as EngineNewPayload["payload"]).block_number}`,
    fork,
    request: { payload, parentBeaconBlockRoot: parent_beacon_block_root, executionRequests: execution_requests },
  };
});

function revive(value: unknown, key = ""): unknown {
  if (key === "base_fee_per_gas") return BigInt(value as string);
  if (typeof value === "string") return value.startsWith("0x") ? fromHex(value) : value;
  if (Array.isArray(value)) return value.map((each) => revive(each));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, revive(each, name)]));
}

function find(name: string): Built {
  return built.find((each) => each.name === name)!;
}

describe("computeBlockHash", () => {
  test.each(built)("is geth's for $name", ({ fork, request }) => {
    expect(toHex(computeBlockHash(fork, request))).toBe(toHex(request.payload.block_hash));
    expect(isBlockHashValid(fork, request)).toBe(true);
  });

  const changes: [string, (request: EngineNewPayload) => EngineNewPayload][] = [
    ["a transaction", (r) => ({ ...r, payload: { ...r.payload, transactions: r.payload.transactions.toReversed() } })],
    ["the block access list", (r) => ({ ...r, payload: { ...r.payload, block_access_list: Uint8Array.of(0xc0) } })],
    ["the slot", (r) => ({ ...r, payload: { ...r.payload, slot_number: r.payload.slot_number + 1 } })],
    ["the parent beacon block root", (r) => ({ ...r, parentBeaconBlockRoot: new Uint8Array(32) })],
    ["the requests", (r) => ({ ...r, executionRequests: r.executionRequests!.slice(1) })],
    ["the order of requests", (r) => ({ ...r, executionRequests: r.executionRequests!.toReversed() })],
    ["the gas used", (r) => ({ ...r, payload: { ...r.payload, gas_used: r.payload.gas_used + 1 } })],
    ["the withdrawals", (r) => ({ ...r, payload: { ...r.payload, withdrawals: [withdrawal] } })],
  ];
  const withdrawal = { index: 1, validator_index: 2, address: new Uint8Array(20), amount: 3 };

  test.each(changes)("depends on %s", (_what, change) => {
    const { fork, request } = find("gloas 4");
    expect(isBlockHashValid(fork, change(request))).toBe(false);
  });

  test("takes no notice of requests without data", () => {
    const { fork, request } = find("gloas 4");
    const executionRequests = [...request.executionRequests!, Uint8Array.of(9)];
    expect(isBlockHashValid(fork, { ...request, executionRequests })).toBe(true);
  });

  test("says which part a fork's payload lacks", () => {
    const { request } = find("deneb 2");
    expect(() => computeBlockHash("deneb", { payload: request.payload })).toThrow(PayloadPartMissingError);
    expect(() => computeBlockHash("electra", { ...request, executionRequests: undefined })).toThrow(
      /executionRequests/,
    );
  });
});
