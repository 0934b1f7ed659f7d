import { checkBlocks } from "./blocks.ts";
import type { Runner } from "./runner.ts";
import { expectPost, readState, specFor } from "./support.ts";

/** Whole blocks, and slots without blocks. */
export const runner: Runner = {
  name: "sanity",
  handlers: {
    blocks: checkBlocks,
    slots: (testCase) => {
      const spec = specFor(testCase);
      const state = readState(testCase, spec);
      const slots = Number(testCase.yaml("slots.yaml"));
      expectPost(testCase, () => {
        spec.process_slots(state, state.slot + slots);
        return state;
      });
    },
  },
};
