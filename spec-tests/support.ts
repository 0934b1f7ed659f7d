import type { Config } from "../src/config/config.ts";
import { baseConfigs, parseConfig, presets } from "../src/config/load-config.ts";
import type { Bls } from "../src/crypto/bls.ts";
import { createBls } from "../src/crypto/blst.ts";
import { UnverifiedBls } from "../src/crypto/unverified-bls.ts";
import { createSpecs, type Spec, type SpecTable } from "../src/spec/index.ts";
import { isRejection } from "../src/spec/rejection.ts";
import type { BeaconState } from "../src/spec/state.ts";
import type { SszType } from "../src/ssz/types.ts";
import { sameBytes, sameTree } from "./compare.ts";
import { Mismatch, type TestCase } from "./runner.ts";

const verified = createBls();
const unverified = new UnverifiedBls(verified);
const tables = new Map<string, SpecTable>();

/**
 * The specifications that a case runs under: of its preset, with its own config where it has one, and with signatures
 * taken for valid where its `bls_setting` is 2. Composed once for all cases that ask for the same.
 */
export function specsFor(testCase: TestCase, changes: Partial<Config> = {}): SpecTable {
  const bls: Bls = testCase.meta.bls_setting === "2" ? unverified : verified;
  const own = testCase.has("config.yaml") ? JSON.stringify(testCase.yaml("config.yaml")) : undefined;
  const key = JSON.stringify([testCase.preset, bls === verified, own, Object.entries(changes).map(String)]);
  let table = tables.get(key);
  if (table === undefined) {
    const base =
      own === undefined ? baseConfigs[testCase.preset] : parseConfig(own, "config.yaml", testCase.preset).config;
    table = createSpecs({ preset: presets[testCase.preset], config: { ...base, ...changes }, bls });
    tables.set(key, table);
  }
  return table;
}

/** The specification of the case's fork; see `specsFor`. */
export const specFor = (testCase: TestCase): Spec => specsFor(testCase).get(testCase.fork);

/** The case's file of this name, as a value of the SSZ type. */
export const readValue = <T>(testCase: TestCase, name: string, type: SszType<T>): T =>
  type.deserialize(testCase.ssz(name));

/** The case's file of this name, as a state. */
export const readState = (testCase: TestCase, spec: Spec, name = "pre"): BeaconState =>
  spec.stateType.deserialize(testCase.ssz(name));

/** Compares a state with serialized bytes, and its cached roots with a fresh one. Throws `Mismatch` naming the field. */
export function sameState(expected: Uint8Array, actual: BeaconState): void {
  const fresh = actual.type.deserialize(expected) as BeaconState;
  const bytes = actual.serialize();
  if (Buffer.compare(expected, bytes) !== 0) {
    const { type } = actual.type;
    sameTree("state", type.toJson(fresh.toValue()), type.toJson(actual.toValue()));
    sameBytes("state", expected, bytes);
  }
  for (const { name } of actual.type.fields)
    sameBytes(`hash_tree_root(state.${name})`, fresh.fieldRoot(name), actual.fieldRoot(name));
  sameBytes("hash_tree_root(state)", fresh.hashTreeRoot(), actual.hashTreeRoot());
}

/**
 * Runs what turns the pre-state into the case's `post` state, or is to be rejected where there is none.
 * Throws `Mismatch`, or whatever the code under test threw that is no rejection.
 */
export function expectPost(testCase: TestCase, run: () => BeaconState, name = "post"): void {
  const post = testCase.sszIfThere(name);
  if (post !== undefined) sameState(post, run());
  else expectRejection(name, run);
}

/** Runs what is to be rejected. Throws `Mismatch` where it is not, and rethrows errors that are bugs. */
export function expectRejection(what: string, run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (isRejection(error)) return;
    throw error;
  }
  throw new Mismatch(what, "a rejection", "no error");
}
