import type { Config } from "../src/config/config.ts";
import type { ForkName } from "../src/spec/forks.ts";
import { applyBlocks } from "./blocks.ts";
import { forkBefore, upgradeTo } from "./fork.ts";
import type { Runner } from "./runner.ts";
import { expectPost, readState, specsFor } from "./support.ts";

/** Blocks before and after a fork. */
export const runner: Runner = {
  name: "transition",
  handlers: {
    core: (testCase) => {
      const { post_fork, fork_epoch, fork_block, blocks_count } = testCase.meta;
      const fork = post_fork as ForkName;
      const specs = specsFor(testCase, {
        [`${fork.toUpperCase()}_FORK_EPOCH` as keyof Config]: Number(fork_epoch),
      });
      const before = specs.get(forkBefore(fork));
      const after = specs.get(fork);
      const forkSlot = after.compute_start_slot_at_epoch(Number(fork_epoch));
      const firstAfter = fork_block === undefined ? 0 : Number(fork_block) + 1;
      const pre = readState(testCase, before);
      expectPost(testCase, () => {
        applyBlocks(testCase, before, pre, 0, firstAfter);
        if (pre.slot < forkSlot) before.process_slots(pre, forkSlot);
        const state = upgradeTo(after, fork, pre);
        applyBlocks(testCase, after, state, firstAfter, Number(blocks_count));
        return state;
      });
    },
  },
};
