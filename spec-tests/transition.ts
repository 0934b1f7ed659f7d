import { advanceTo, applyBlock } from "../src/chain/transition.ts";
import type { Config } from "../src/config/config.ts";
import { FORKS, type ForkName } from "../src/spec/forks.ts";
import { forkBefore } from "./fork.ts";
import type { Runner, TestCase } from "./runner.ts";
import { expectPost, readState, readValue, specsFor } from "./support.ts";

/** Blocks before and after a fork. */
export const runner: Runner = { name: "transition", handlers: { core: check } };

function check(testCase: TestCase): void {
  const { post_fork, fork_epoch, fork_block, blocks_count } = testCase.meta;
  const fork = post_fork as ForkName;
  const specs = specsFor(testCase, forkEpochs(fork, Number(fork_epoch)));
  const before = specs.get(forkBefore(fork));
  const after = specs.get(fork);
  const lastBefore = fork_block === undefined ? -1 : Number(fork_block);
  expectPost(testCase, () => {
    let state = readState(testCase, before);
    for (let i = 0; i < Number(blocks_count); i++) {
      const type = (i <= lastBefore ? before : after).types.SignedBeaconBlock;
      state = applyBlock(specs, state, readValue(testCase, `blocks_${i}`, type));
    }
    const forkSlot = after.compute_start_slot_at_epoch(Number(fork_epoch));
    return state.slot < forkSlot ? advanceTo(specs, state, forkSlot) : state;
  });
}

/** Epochs of a network that has this fork at `epoch`, all earlier ones at genesis, and no later one. */
function forkEpochs(fork: ForkName, epoch: number): Partial<Config> {
  const epochs = FORKS.slice(1).map((name, i) => {
    const position = FORKS.indexOf(fork) - 1;
    return [`${name.toUpperCase()}_FORK_EPOCH`, i < position ? 0 : i === position ? epoch : Infinity];
  });
  return Object.fromEntries(epochs);
}
