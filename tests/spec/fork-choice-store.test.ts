import { describe, expect, test } from "bun:test";
import { FULL } from "../../src/spec/fork-choice/block-tree.ts";
import { EMPTY_ENVIRONMENT } from "../../src/spec/fork-choice/environment.ts";
import { PtcVotes } from "../../src/spec/fork-choice/ptc-votes.ts";
import { checkpointKey, checkpointOfKey, Store } from "../../src/spec/phase0/fork-choice/store.ts";
import type { BeaconState } from "../../src/spec/state.ts";
import type { Attestation, BeaconBlock, Checkpoint, ExecutionPayloadEnvelope } from "../../src/spec/values.ts";
import { fromHex, toHex } from "../../src/ssz/bytes.ts";
import { specs } from "./fork-choice/scenario.ts";

const SLOTS_PER_EPOCH = 8;
const spec = specs.get("gloas");

const rootOf = (name: string): Uint8Array => {
  const root = new Uint8Array(32);
  root.set(new TextEncoder().encode(name));
  return root;
};
const nameOf = (key: string): string => new TextDecoder().decode(Uint8Array.fromHex(key.slice(2))).replace(/\0+$/, "");

function stateAt(slot: number): BeaconState {
  const state = spec.stateType.defaultState();
  state.slot = slot;
  return state;
}

function blockOn(parent: string, slot: number): BeaconBlock {
  const message = { block_hash: rootOf("hash"), parent_block_hash: rootOf("hash") };
  return {
    slot,
    parent_root: rootOf(parent),
    proposer_index: 0,
    state_root: new Uint8Array(32),
    body: { signed_execution_payload_bid: { message } },
  } as unknown as BeaconBlock;
}

/** A store with the blocks `name: [parent, slot]` on `anchor` at slot 0, each on its parent's payload. */
function storeWith(blocks: Readonly<Record<string, readonly [parent: string, slot: number]>>): Store {
  const checkpoint = { epoch: 0, root: rootOf("anchor") };
  const store = new Store({ time_ms: 0, genesis_time_ms: 0, checkpoint, slotsPerEpoch: SLOTS_PER_EPOCH });
  store.addAnchor(checkpoint.root, blockOn("", 0), stateAt(0), checkpoint);
  for (const [name, [parent, slot]] of Object.entries(blocks)) {
    store.addBlock(rootOf(name), blockOn(parent, slot), stateAt(slot), FULL);
    store.unrealized_justifications.set(toHex(rootOf(name)), checkpoint);
    store.payload_timeliness_vote.set(toHex(rootOf(name)), new PtcVotes(spec.preset.PTC_SIZE));
    store.payload_data_availability_vote.set(toHex(rootOf(name)), new PtcVotes(spec.preset.PTC_SIZE));
  }
  for (const key of store.blocks.keys())
    store.addPayload({ beacon_block_root: fromHex(key), payload: {} } as unknown as ExecutionPayloadEnvelope);
  return store;
}

const checkpoint = (epoch: number, name: string): Checkpoint => ({ epoch, root: rootOf(name) });
const namesOf = (store: Store): string[] => [...store.blocks.keys()].map(nameOf);

const CHAIN = { a: ["anchor", 7], b: ["a", 8], c: ["b", 16], d: ["c", 24], side: ["b", 25], e: ["d", 26] } as const;

describe("pruning", () => {
  test("keeps the finalized block and what builds on it", () => {
    const store = storeWith(CHAIN);
    store.finalized_checkpoint = checkpoint(2, "c");
    store.justified_checkpoint = checkpoint(3, "d");
    expect(store.prune().map(nameOf).sort()).toEqual(["a", "anchor", "b", "side"]);
    expect(namesOf(store)).toEqual(["c", "d", "e"]);
    expect([...store.block_states.keys()].map(nameOf)).toEqual(["c", "d", "e"]);
    expect(store.childrenOf(rootOf("c"))).toEqual([rootOf("d")]);
    expect(store.blocksAtSlot(25)).toEqual([]);
    expect(spec.get_ancestor(store, { root: rootOf("e"), payload_status: 2 }, 24).root).toEqual(rootOf("d"));
    expect(() => spec.get_ancestor(store, { root: rootOf("e"), payload_status: 2 }, 15)).toThrow("get_ancestor");
  });

  test("keeps the chain from the oldest checkpoint that is asked for", () => {
    const store = storeWith(CHAIN);
    store.finalized_checkpoint = checkpoint(2, "c");
    store.justified_checkpoint = store.finalized_checkpoint;
    store.checkpoint_states.set(checkpointKey(checkpoint(1, "b")), stateAt(8));
    store.prune([checkpoint(1, "b"), checkpoint(3, "side")]);
    expect(namesOf(store)).toEqual(["b", "c", "d", "e"]);
    expect(store.checkpoint_states.has(checkpointKey(checkpoint(1, "b")))).toBe(true);
    expect(store.checkpoint_states.has(checkpointKey(checkpoint(0, "anchor")))).toBe(false);
  });

  test("forgets votes for blocks that are gone, but not that they were cast", () => {
    const store = storeWith(CHAIN);
    store.latest_messages.set(5, { root: rootOf("side"), slot: 27, payload_present: false });
    store.latest_messages.set(6, { root: rootOf("e"), slot: 27, payload_present: true });
    store.finalized_checkpoint = checkpoint(2, "c");
    store.justified_checkpoint = store.finalized_checkpoint;
    store.prune();
    expect(store.latest_messages.get(5)).toBeUndefined();
    expect(store.latest_messages.get(6)).toEqual({ epoch: 3, root: rootOf("e"), slot: 27, payload_present: true });
    const older = { data: { slot: 26, index: 0, beacon_block_root: rootOf("d") } } as Attestation;
    spec.update_latest_messages(store, [5], older);
    expect(store.latest_messages.has(5)).toBe(false);
  });

  test("a checkpoint's state that is gone is made anew", () => {
    const store = storeWith(CHAIN);
    const made: number[] = [];
    const inTouch = spec.withEnvironment({
      ...EMPTY_ENVIRONMENT,
      advancedState: (_root, state, slot) => {
        made.push(slot);
        return Object.assign(state.clone(), { slot });
      },
    });
    store.justified_checkpoint = checkpoint(4, "e");
    expect(inTouch.get_proposer_score(store)).toBeGreaterThanOrEqual(0);
    expect(made).toEqual([32]);
    store.pruneCheckpointStates(10);
    expect([...store.checkpoint_states.keys()].map((key) => checkpointOfKey(key).epoch)).toEqual([0]);
  });
});

describe("removing", () => {
  test("takes a block with all that builds on it", () => {
    const store = storeWith(CHAIN);
    store.proposer_boost_root = rootOf("e");
    expect(store.remove(rootOf("d")).map(nameOf)).toEqual(["d", "e"]);
    expect(store.proposer_boost_root).toEqual(new Uint8Array(32));
    expect(spec.get_head(store).root).toEqual(rootOf("side"));
  });

  test("takes a payload with the blocks that build on it, and leaves the block", () => {
    const store = storeWith(CHAIN);
    expect(spec.is_payload_verified(store, rootOf("c"))).toBe(true);
    expect(store.remove(rootOf("c"), FULL).map(nameOf)).toEqual(["d", "e"]);
    expect(spec.is_payload_verified(store, rootOf("c"))).toBe(false);
    expect(store.payloads.has(toHex(rootOf("c")))).toBe(false);
    expect(namesOf(store)).toContain("c");
  });

  test("refuses where the justified block would go", () => {
    const store = storeWith(CHAIN);
    store.justified_checkpoint = checkpoint(3, "d");
    expect(() => store.remove(rootOf("b"))).toThrow("the justified and finalized blocks stay");
    expect(store.blocks.size).toBe(7);
  });
});

test("the dependent root from before the oldest block is that of the oldest block's state", () => {
  const store = storeWith({});
  const state = stateAt(20);
  state.block_roots.set(7, rootOf("before"));
  const root = rootOf("anchor at 20");
  const anchored = new Store({
    time_ms: 0,
    genesis_time_ms: 0,
    checkpoint: { epoch: 2, root },
    slotsPerEpoch: SLOTS_PER_EPOCH,
  });
  anchored.addAnchor(root, blockOn("before", 20), state, { epoch: 2, root });
  expect(spec.get_shuffling_dependent_root(anchored, root, 2)).toEqual(rootOf("before"));
  expect(spec.get_shuffling_dependent_root(anchored, root, 4)).toEqual(root);
  expect(spec.get_shuffling_dependent_root(store, rootOf("anchor"), 2)).toEqual(rootOf("anchor"));
});
