import { describe, expect, test } from "bun:test";
import { BitArray } from "@chainsafe/ssz";
import { EMPTY_ENVIRONMENT } from "../../src/spec/fork-choice/environment.ts";
import { InclusionListStore } from "../../src/spec/heze/inclusion-list/store.ts";
import type { SignedInclusionList } from "../../src/spec/values.ts";
import { specs, stateWith } from "./fork-choice/scenario.ts";

const spec = specs.get("heze");
const dependent_root = new Uint8Array(32).fill(7);
const otherRoot = new Uint8Array(32).fill(8);
const committee = Array.from({ length: spec.preset.INCLUSION_LIST_COMMITTEE_SIZE }, (_, place) => 100 + (place % 12));

const list = (validator_index: number, transactions: number[][], root = dependent_root): SignedInclusionList => ({
  message: {
    slot: 5,
    validator_index,
    dependent_root: root,
    transactions: transactions.map((tx) => new Uint8Array(tx)),
  },
  signature: new Uint8Array(96),
});

function filled(): InclusionListStore {
  const store = new InclusionListStore();
  spec.process_inclusion_list(store, list(100, [[1], [2]]), true);
  spec.process_inclusion_list(store, list(101, [[2], [3]]), false);
  spec.process_inclusion_list(store, list(102, [[4]]), true);
  spec.process_inclusion_list(store, list(103, [[5]], otherRoot), true);
  return store;
}

const transactions = (store: InclusionListStore, onlyTimely: boolean): number[] =>
  spec.get_inclusion_list_transactions(store, 5, dependent_root, onlyTimely).map((tx) => tx[0]!);

test("each transaction once, of this slot and dependent root", () => {
  expect(transactions(filled(), false)).toEqual([1, 2, 3, 4]);
  expect(transactions(filled(), true)).toEqual([1, 2, 4]);
  expect(spec.get_inclusion_list_transactions(filled(), 6, dependent_root)).toEqual([]);
});

test("a second list of the same content is the first; another content is equivocation", () => {
  const store = filled();
  spec.process_inclusion_list(store, list(100, [[1], [2]]), false);
  expect(transactions(store, true)).toEqual([1, 2, 4]);
  spec.process_inclusion_list(store, list(100, [[9]]), true);
  expect(transactions(store, true)).toEqual([4]);
  expect([...store.equivocators(5, dependent_root)]).toEqual([100]);
  expect([...store.equivocators(5, otherRoot)]).toEqual([]);
});

test("bits of the committee's members whose lists count", () => {
  const store = filled();
  const bits = spec.get_inclusion_list_bits(store, committee, 5, dependent_root, false);
  expect(bits.toBoolArray()).toEqual(committee.map((index) => index <= 102));
  const demanded = (...members: number[]) => BitArray.fromBoolArray(committee.map((index) => members.includes(index)));
  const isInclusive = (inclusion_list_bits: BitArray, onlyTimely: boolean) =>
    spec.is_inclusion_list_bits_inclusive(store, committee, 5, dependent_root, inclusion_list_bits, onlyTimely);
  expect(isInclusive(demanded(100, 102), true)).toBe(true);
  expect(isInclusive(demanded(100, 102), false)).toBe(false);
  expect(isInclusive(demanded(100, 101, 102, 105), false)).toBe(true);
});

test("slots are forgotten", () => {
  const store = filled();
  store.pruneBefore(6);
  expect(transactions(store, false)).toEqual([]);
});

describe("on_inclusion_list", () => {
  const lists = new InclusionListStore();
  const inTouch = spec.withEnvironment({ ...EMPTY_ENVIRONMENT, cached_or_new_inclusion_list_store: () => lists });
  const state = stateWith(spec, 0);
  const anchor = { ...spec.types.BeaconBlock.defaultValue(), state_root: state.hashTreeRoot() };
  const store = spec.get_forkchoice_store(state, anchor);
  const root = store.finalized_checkpoint.root;
  const SLOT = 3;
  const members = spec.get_inclusion_list_committee(state, SLOT);
  const stranger = Array.from({ length: 40 }, (_, index) => index).find((index) => !members.includes(index))!;
  const slotStart = SLOT * spec.config.SLOT_DURATION_MS;
  spec.on_tick(store, slotStart);

  const signed = (changes: Partial<SignedInclusionList["message"]> = {}): SignedInclusionList => ({
    message: {
      slot: SLOT,
      validator_index: members[0]!,
      dependent_root: root,
      transactions: [new Uint8Array([1])],
      ...changes,
    },
    signature: new Uint8Array(96),
  });

  test.each([
    ["of a future slot", { slot: SLOT + 1 }, "inclusion_list.slot <= current_slot"],
    ["of a slot long ago", { slot: SLOT - 2 }, "MIN_SLOTS_FOR_INCLUSION_LISTS_REQUESTS"],
    ["without transactions", { transactions: [] }, "transactions_size > 0"],
    [
      "with an empty transaction",
      { transactions: [new Uint8Array([1]), new Uint8Array()] },
      "all(len(transaction) > 0",
    ],
    ["too large", { transactions: [new Uint8Array(8193)] }, "MAX_TRANSACTIONS_BYTES_PER_INCLUSION_LIST"],
    ["on an unknown block", { dependent_root: otherRoot }, "in store.blocks"],
    ["of a validator outside the committee", { validator_index: stranger }, "in committee"],
  ])("refuses one %s", (_what, changes, condition) => {
    expect(() => inTouch.on_inclusion_list(store, signed(changes))).toThrow(condition);
    expect(lists.inclusion_lists(SLOT, root).size).toBe(0);
  });

  test("is timely before its deadline", () => {
    inTouch.on_inclusion_list(store, signed());
    spec.on_tick(store, slotStart + spec.get_inclusion_list_due_ms());
    inTouch.on_inclusion_list(store, signed({ validator_index: members.find((index) => index !== members[0])! }));
    const timely = [...lists.inclusion_lists(SLOT, root).values()].map((entry) => entry.timely);
    expect(timely).toEqual([true, false]);
  });
});
