import { ContainerType, ProgressiveContainerType } from "@chainsafe/ssz";
import type { Spec } from "../src/spec/index.ts";
import type { BeaconState } from "../src/spec/state.ts";
import { fromHex } from "../src/ssz/bytes.ts";
import type { AnyType } from "../src/ssz/types.ts";
import { sameBytes, sameTree } from "./compare.ts";
import type { Runner, TestCase } from "./runner.ts";
import { specOf, specsOf } from "./specs.ts";

/** Every container: its bytes, its root and its JSON, in both directions. */
export const runner: Runner = {
  name: "ssz_static",
  handlers: Object.fromEntries(containerNames().map((name) => [name, (testCase) => checkType(testCase, name)])),
};

/** Names of the containers of all forks. */
function containerNames(): string[] {
  const { types } = specsOf("minimal").get("heze");
  return Object.keys(types).filter((name) => {
    const type = types[name as keyof typeof types] as AnyType;
    return type instanceof ContainerType || type instanceof ProgressiveContainerType;
  });
}

function checkType(testCase: TestCase, name: string): void {
  const spec = specOf(testCase);
  const type = spec.types[name as keyof Spec["types"]] as AnyType;
  const bytes = testCase.ssz("serialized");
  const root = fromHex((testCase.yaml("roots.yaml") as { root: string }).root);
  const json = booleansIn(testCase.yaml("value.yaml"));

  const value = type.deserialize(bytes);
  sameBytes("serialize", bytes, type.serialize(value));
  sameBytes("hash_tree_root", root, type.hashTreeRoot(value));
  sameTree("json", stringsIn(json), stringsIn(type.toJson(value)));
  sameBytes("serialize(from JSON)", bytes, type.serialize(type.fromJson(json)));
  if (name === "BeaconState") checkState(spec, bytes, root, value);
}

/** The state in columns: decoded, encoded, hashed, as a value and from one, and apart from its clones. */
function checkState(spec: Spec, bytes: Uint8Array, root: Uint8Array, value: unknown): void {
  const type = spec.types.BeaconState;
  const state = spec.stateType.deserialize(bytes);
  sameBytes("state: serialize", bytes, state.serialize());
  sameBytes("state: hash_tree_root", root, state.hashTreeRoot());
  sameTree("state", stringsIn(type.toJson(value)), stringsIn(type.toJson(state.toValue())));
  sameBytes("state from a value: serialize", bytes, spec.stateType.fromValue(value).serialize());

  const clone = state.clone();
  touchEverything(clone);
  sameBytes("changed clone: hash_tree_root", type.hashTreeRoot(clone.toValue()), clone.hashTreeRoot());
  sameBytes("state beside a changed clone: hash_tree_root", root, state.hashTreeRoot());
  sameBytes("state beside a changed clone: serialize", bytes, state.serialize());
  sameBytes(
    "state decoded from a clone",
    clone.hashTreeRoot(),
    spec.stateType.deserialize(clone.serialize()).hashTreeRoot(),
  );
}

/** Writes to every list and vector of a state, and to its slot. */
function touchEverything(state: BeaconState): void {
  state.slot = state.slot === 0 ? 1 : 0;
  for (const { name } of state.type.fields) {
    const column = state[name as keyof BeaconState];
    if (typeof column !== "object" || !("replace" in column) || column.length === 0) continue;
    const last = column.length - 1;
    const values = column.toArray() as unknown[];
    (column as { set(index: number, value: unknown): void }).set(0, values[last]);
    (column as { set(index: number, value: unknown): void }).set(last, values[0]);
  }
}

/** A YAML tree, whose scalars are all strings, with its booleans. */
function booleansIn(tree: unknown): unknown {
  return mapLeaves(tree, (leaf) => (leaf === "true" ? true : leaf === "false" ? false : leaf));
}

/** A tree with every scalar as its text. */
function stringsIn(tree: unknown): unknown {
  return mapLeaves(tree, String);
}

function mapLeaves(tree: unknown, leafOf: (leaf: unknown) => unknown): unknown {
  if (Array.isArray(tree)) return tree.map((inner) => mapLeaves(inner, leafOf));
  if (typeof tree !== "object" || tree === null) return leafOf(tree);
  return Object.fromEntries(Object.entries(tree).map(([key, inner]) => [key, mapLeaves(inner, leafOf)]));
}
