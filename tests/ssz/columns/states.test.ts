import { describe, test } from "bun:test";
import fc from "fast-check";
import { minimalConfig } from "../../../src/config/minimal-config.ts";
import { minimalPreset } from "../../../src/config/minimal-preset.ts";
import { createSpecs } from "../../../src/spec/index.ts";
import { runHistory } from "./state-model.ts";

const specs = createSpecs({ preset: minimalPreset, config: minimalConfig });

describe("states beside plain values", () => {
  for (const fork of ["phase0", "fulu", "gloas", "heze"] as const) {
    test(fork, () => {
      const type = specs.get(fork).stateType;
      const steps = fc.array(fc.tuple(fc.nat({ max: 20 }), fc.integer()), { minLength: 1, maxLength: 60 });
      fc.assert(
        fc.property(steps, (history) => runHistory(type, history, 90)),
        { numRuns: 25 },
      );
    });
  }
});
