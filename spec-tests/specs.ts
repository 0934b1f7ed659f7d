import { baseConfigs, presets } from "../src/config/load-config.ts";
import { createSpecs, type Spec, type SpecTable } from "../src/spec/index.ts";
import type { TestCase } from "./runner.ts";

const tables = new Map<string, SpecTable>();

/** The specifications under a preset and its own config, composed once for all cases. */
export function specsOf(preset: TestCase["preset"]): SpecTable {
  let table = tables.get(preset);
  if (table === undefined) {
    table = createSpecs({ preset: presets[preset], config: baseConfigs[preset] });
    tables.set(preset, table);
  }
  return table;
}

/** The specification that a case is about. */
export const specOf = (testCase: Pick<TestCase, "preset" | "fork">): Spec =>
  specsOf(testCase.preset).get(testCase.fork);
