import { expect, test } from "bun:test";
import { BitArray } from "@chainsafe/ssz";
import { InclusionListStore } from "../../src/spec/heze/inclusion-list/store.ts";
import type { SignedInclusionList } from "../../src/spec/values.ts";
import { specs } from "./fork-choice/scenario.ts";

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
