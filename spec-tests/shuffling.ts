import { fromHex } from "../src/ssz/bytes.ts";
import { Mismatch, type Runner } from "./runner.ts";
import { specFor } from "./support.ts";

/** Places that the whole shuffle, and the shuffle of single indices, give. */
export const runner: Runner = {
  name: "shuffling",
  handlers: {
    core: (testCase) => {
      const spec = specFor(testCase);
      const expected = testCase.yaml("mapping.yaml") as { seed: string; count: string; mapping: string[] };
      const seed = fromHex(expected.seed);
      const count = Number(expected.count);
      const whole = spec.compute_shuffled_permutation(count, seed);
      if (whole.length !== expected.mapping.length)
        throw new Mismatch("mapping.length", `${expected.mapping.length}`, `${whole.length}`);
      expected.mapping.forEach((place, i) => {
        if (whole[i] !== Number(place)) throw new Mismatch(`permutation[${i}]`, place, String(whole[i]));
        const single = spec.compute_shuffled_index(i, count, seed);
        if (single !== Number(place)) throw new Mismatch(`compute_shuffled_index(${i})`, place, String(single));
      });
    },
  },
};
