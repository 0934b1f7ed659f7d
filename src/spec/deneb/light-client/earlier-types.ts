import { altairTypes } from "../../altair/types.ts";
import { bellatrixTypes } from "../../bellatrix/types.ts";
import { capellaTypes } from "../../capella/types.ts";
import { phase0Types } from "../../phase0/types.ts";
import type { SpecBase } from "../../spec-base.ts";
import { composeTypes, type SpecTypes } from "../../type-definitions.ts";

const known = new WeakMap<SpecBase["types"], SpecTypes>();

/** Capella's types, for the headers that light clients of later forks still meet. */
export function capellaTypesOf({ types, preset, config }: Pick<SpecBase, "types" | "preset" | "config">): SpecTypes {
  let composed = known.get(types);
  if (composed === undefined) {
    const definitions = [phase0Types, altairTypes, bellatrixTypes, capellaTypes];
    composed = composeTypes(definitions.map((define) => define(preset, config)));
    known.set(types, composed);
  }
  return composed;
}
