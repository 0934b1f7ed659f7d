import { FORKS, type ForkName } from "../src/spec/forks.ts";
import type { Spec } from "../src/spec/index.ts";
import type { BeaconState } from "../src/spec/state.ts";
import type { Runner } from "./runner.ts";
import { expectPost, readState, specsFor } from "./support.ts";

/** A state's upgrade to the next fork. */
export const runner: Runner = {
  name: "fork",
  handlers: {
    fork: (testCase) => {
      const specs = specsFor(testCase);
      const fork = testCase.meta.fork as ForkName;
      const pre = readState(testCase, specs.get(forkBefore(fork)));
      expectPost(testCase, () => upgradeTo(specs.get(fork), fork, pre));
    },
  },
};

/** The fork that this one follows. */
export function forkBefore(fork: ForkName): ForkName {
  const before = FORKS[FORKS.indexOf(fork) - 1];
  if (before === undefined) throw new RangeError(`no fork is before ${fork}`);
  return before;
}

/** Calls the fork's upgrade function. */
export function upgradeTo(spec: Spec, fork: ForkName, pre: BeaconState): BeaconState {
  const upgrade = spec[`upgrade_to_${fork}` as keyof Spec] as (pre: BeaconState) => BeaconState;
  return upgrade.call(spec, pre);
}
