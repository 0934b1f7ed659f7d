import type { Spec } from "../src/spec/index.ts";
import type { Deltas } from "../src/spec/phase0/beacon-chain/rewards.ts";
import type { BeaconState } from "../src/spec/state.ts";
import { container, list, type SszType, uint64 } from "../src/ssz/types.ts";
import { Mismatch, type Runner, type TestCase } from "./runner.ts";
import { readState, readValue, specFor } from "./support.ts";

interface DeltasValue {
  readonly rewards: readonly number[];
  readonly penalties: readonly number[];
}

/** Components of an epoch's rewards and penalties. */
export const runner: Runner = {
  name: "rewards",
  handlers: { basic: check, inactivity_scores: check, leak: check, random: check },
};

type Component = (spec: Spec, state: BeaconState) => Deltas;

const PHASE0: Readonly<Record<string, Component>> = {
  source_deltas: (spec, state) => spec.get_source_deltas(state),
  target_deltas: (spec, state) => spec.get_target_deltas(state),
  head_deltas: (spec, state) => spec.get_head_deltas(state),
  inclusion_delay_deltas: (spec, state) => spec.get_inclusion_delay_deltas(state),
  inactivity_penalty_deltas: (spec, state) => spec.get_inactivity_penalty_deltas(state),
};

const BY_FLAGS: Readonly<Record<string, Component>> = {
  source_deltas: (spec, state) => spec.get_flag_index_deltas(state, 0),
  target_deltas: (spec, state) => spec.get_flag_index_deltas(state, 1),
  head_deltas: (spec, state) => spec.get_flag_index_deltas(state, 2),
  inactivity_penalty_deltas: (spec, state) => spec.get_inactivity_penalty_deltas(state),
};

function check(testCase: TestCase): void {
  const spec = specFor(testCase);
  const state = readState(testCase, spec);
  const components = testCase.fork === "phase0" ? PHASE0 : BY_FLAGS;
  const type = deltasType(spec);
  for (const [name, component] of Object.entries(components)) {
    const expected = readValue(testCase, name, type);
    const [rewards, penalties] = component(spec, state);
    sameNumbers(`${name}.rewards`, expected.rewards, rewards);
    sameNumbers(`${name}.penalties`, expected.penalties, penalties);
  }
}

function deltasType(spec: Spec): SszType<DeltasValue> {
  const gwei = list(uint64, spec.preset.VALIDATOR_REGISTRY_LIMIT);
  return container("Deltas", { rewards: gwei, penalties: gwei }) as SszType<DeltasValue>;
}

function sameNumbers(path: string, expected: readonly number[], actual: ArrayLike<number>): void {
  if (expected.length !== actual.length) throw new Mismatch(`${path}.length`, `${expected.length}`, `${actual.length}`);
  for (let i = 0; i < expected.length; i++)
    if (expected[i] !== actual[i]) throw new Mismatch(`${path}[${i}]`, String(expected[i]), String(actual[i]));
}
