import { expect, test } from "bun:test";
import { baseConfigs, presets } from "../../../src/config/load-config.ts";
import { appendValidator, validatorIndexOf } from "../../../src/spec/derived/pubkey-index.ts";
import { activeBalance, activeIndices, eligibleIndices, shuffledIndices } from "../../../src/spec/derived/registry.ts";
import { createSpecs } from "../../../src/spec/index.ts";
import type { BeaconState } from "../../../src/spec/state.ts";
import type { Validator } from "../../../src/spec/values.ts";

const spec = createSpecs({ preset: presets.minimal, config: baseConfigs.minimal }).get("altair");

const key = (n: number): Uint8Array => {
  const bytes = new Uint8Array(48);
  new DataView(bytes.buffer).setUint32(12, Math.imul(n + 1, 0x9e3779b1));
  new DataView(bytes.buffer).setUint32(40, n);
  return bytes;
};

const validator = (n: number, changes: Partial<Validator> = {}): Validator => ({
  pubkey: key(n),
  withdrawal_credentials: new Uint8Array(32),
  effective_balance: 32e9,
  slashed: false,
  activation_eligibility_epoch: 0,
  activation_epoch: 0,
  exit_epoch: Infinity,
  withdrawable_epoch: Infinity,
  ...changes,
});

function stateOf(validators: Validator[]): BeaconState {
  const state = spec.stateType.defaultState();
  state.validators.replace(validators);
  return state;
}

test("branches that give one index to different keys find their own", () => {
  const base = stateOf(Array.from({ length: 5000 }, (_, n) => validator(n)));
  expect(validatorIndexOf(base, key(4321))).toBe(4321);
  const [a, b] = [base.clone(), base.clone()];
  for (let n = 0; n < 100; n++) {
    appendValidator(a, validator(10_000 + n));
    appendValidator(b, validator(20_000 + n));
  }
  for (let n = 0; n < 100; n++) {
    expect(validatorIndexOf(a, key(10_000 + n))).toBe(5000 + n);
    expect(validatorIndexOf(b, key(20_000 + n))).toBe(5000 + n);
    expect(validatorIndexOf(a, key(20_000 + n))).toBeUndefined();
    expect(validatorIndexOf(b, key(10_000 + n))).toBeUndefined();
    expect(validatorIndexOf(base, key(10_000 + n))).toBeUndefined();
  }
  const c = a.clone();
  expect(validatorIndexOf(c, key(10_099))).toBe(5099);
});

test("validators appended past the index are found, too", () => {
  const state = stateOf([validator(0)]);
  expect(validatorIndexOf(state, key(1))).toBeUndefined();
  state.validators.push(validator(1));
  expect(validatorIndexOf(state, key(1))).toBe(1);
});

test("of a key that several validators have, the first is found", () => {
  const state = stateOf([validator(7), validator(3), validator(7)]);
  expect(validatorIndexOf(state, key(7))).toBe(0);
});

test("active validators are one array while they stay the same", () => {
  const state = stateOf([
    validator(0),
    validator(1, { activation_epoch: 5 }),
    validator(2, { exit_epoch: 3 }),
    validator(3),
  ]);
  expect([...activeIndices(state, 0)]).toEqual([0, 2, 3]);
  expect([...activeIndices(state, 3)]).toEqual([0, 3]);
  expect([...activeIndices(state, 5)]).toEqual([0, 1, 3]);
  expect(activeIndices(state, 4)).toBe(activeIndices(state, 3));
  expect(activeBalance(state, 5)).toBe(96e9);

  const clone = state.clone();
  clone.validators.get(3).exit_epoch = 100;
  expect(activeIndices(clone, 3)).toBe(activeIndices(state, 3));
  clone.validators.get(3).exit_epoch = 2;
  expect([...activeIndices(clone, 3)]).toEqual([0]);
  expect([...activeIndices(state, 3)]).toEqual([0, 3]);
  clone.validators.get(0).effective_balance = 1e9;
  expect([activeBalance(clone, 3), activeBalance(state, 3)]).toEqual([1e9, 64e9]);
});

test("slashed validators stay eligible until they are withdrawable", () => {
  const gone = { exit_epoch: 2, slashed: true };
  const state = stateOf([
    validator(0),
    validator(1, { exit_epoch: 2 }),
    validator(2, { ...gone, withdrawable_epoch: 10 }),
    validator(3, { ...gone, withdrawable_epoch: 5 }),
  ]);
  expect([...eligibleIndices(state, 4)]).toEqual([0, 2]);
  expect([...eligibleIndices(state, 9)]).toEqual([0]);
});

test("a shuffle is computed once for a seed", () => {
  const state = stateOf(Array.from({ length: 100 }, (_, n) => validator(n)));
  const active = activeIndices(state, 0);
  const [one, other] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
  const shuffled = shuffledIndices(state, active, one, 10);
  expect(shuffledIndices(state.clone(), active, one.slice(), 10)).toBe(shuffled);
  expect([...shuffledIndices(state, active, other, 10)]).not.toEqual([...shuffled]);
  expect([...shuffled].sort((a, b) => a - b)).toEqual([...active]);
});
