import type { Spec } from "../src/spec/index.ts";
import type { BeaconState } from "../src/spec/state.ts";
import type { TestCase } from "./runner.ts";
import { expectPost, readState, readValue, specFor } from "./support.ts";

/** Applies the case's blocks from `from` to before `to`. */
export function applyBlocks(testCase: TestCase, spec: Spec, state: BeaconState, from: number, to: number): void {
  for (let i = from; i < to; i++)
    spec.state_transition(state, readValue(testCase, `blocks_${i}`, spec.types.SignedBeaconBlock));
}

/** A case whose blocks lead from its pre-state to its post-state, or contain an invalid one. */
export function checkBlocks(testCase: TestCase): void {
  const spec = specFor(testCase);
  const state = readState(testCase, spec);
  expectPost(testCase, () => {
    applyBlocks(testCase, spec, state, 0, Number(testCase.meta.blocks_count));
    return state;
  });
}
