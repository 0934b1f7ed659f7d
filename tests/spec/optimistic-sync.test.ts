import { describe, expect, test } from "bun:test";
import {
  firstInvalidBlock,
  markValid,
  type OptimisticBlock,
  type OptimisticStore,
} from "../../src/spec/bellatrix/optimistic-sync.ts";
import type { BeaconBlock } from "../../src/spec/values.ts";
import { toHex, ZERO_ROOT } from "../../src/ssz/bytes.ts";
import { specs } from "./fork-choice/scenario.ts";

const bytes = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);
const block = (slot: number, parent: number, hash: number): OptimisticBlock => ({
  slot,
  parent_root: bytes(parent),
  body: { execution_payload: { block_hash: hash === 0 ? ZERO_ROOT : bytes(hash) } },
});

/** Blocks 1 to 5 in a line, the first without a payload; block n has the payload 10 n. */
const blocks = new Map([1, 2, 3, 4, 5].map((n) => [toHex(bytes(n)), block(n, n - 1, n === 1 ? 0 : 10 * n)] as const));
const six = block(6, 5, 60);

describe("the first invalid block", () => {
  test.each([
    ["null", null, 6],
    ["the parent's hash", bytes(50), 6],
    ["an ancestor's hash", bytes(30), 4],
    ["zero: the first block with a payload", ZERO_ROOT, 2],
    ["a hash that no block has", bytes(99), 6],
  ])("by %s", (_what, latestValidHash, first) => {
    expect(firstInvalidBlock(blocks, bytes(6), six, latestValidHash)).toEqual(bytes(first));
  });
});

test("a valid block makes its ancestors valid, and not its children", () => {
  const opt_store: OptimisticStore = {
    optimistic_roots: new Set([2, 3, 4, 5].map((n) => toHex(bytes(n)))),
    head_block_root: bytes(5),
    blocks,
    block_states: new Map(),
  };
  markValid(opt_store, bytes(4));
  expect([...opt_store.optimistic_roots]).toEqual([toHex(bytes(5))]);
});

describe("functions of the document", () => {
  const spec = specs.get("bellatrix");
  const { types } = spec;
  const empty = types.BeaconBlock.defaultValue();
  const withPayload = (slot: number, parent_root: Uint8Array): BeaconBlock => ({
    ...types.BeaconBlock.defaultValue(),
    slot,
    parent_root,
    body: { ...empty.body, execution_payload: { ...empty.body.execution_payload, gas_limit: 1 } },
  });
  const root = (of: BeaconBlock) => types.BeaconBlock.hashTreeRoot(of);
  const first = { ...empty, slot: 1 };
  const second = withPayload(2, root(first));
  const third = withPayload(3, root(second));
  const opt_store: OptimisticStore<BeaconBlock> = {
    optimistic_roots: new Set([toHex(root(second)), toHex(root(third))]),
    head_block_root: root(third),
    blocks: new Map([first, second, third].map((known) => [toHex(root(known)), known])),
    block_states: new Map(),
  };

  test("latest_verified_ancestor", () => {
    expect(spec.latest_verified_ancestor(opt_store, third)).toBe(first);
    expect(spec.is_optimistic(opt_store, first)).toBe(false);
    expect(spec.is_optimistic(opt_store, second)).toBe(true);
  });

  test("is_optimistic_candidate_block: on a payload, or old enough", () => {
    expect(spec.is_optimistic_candidate_block(opt_store, 3, third)).toBe(true);
    expect(spec.is_optimistic_candidate_block(opt_store, 129, second)).toBe(false);
    expect(spec.is_optimistic_candidate_block(opt_store, 130, second)).toBe(true);
    expect(spec.is_execution_block(first)).toBe(false);
  });
});
