import { expect, test } from "bun:test";
import fc from "fast-check";
import { presets } from "../../../src/config/load-config.ts";
import { minimalConfig } from "../../../src/config/minimal-config.ts";
import { builderIndexOf } from "../../../src/spec/derived/builder-index.ts";
import { createSpecs } from "../../../src/spec/index.ts";
import type { BeaconState } from "../../../src/spec/state.ts";
import { bytesEqual } from "../../../src/ssz/bytes.ts";

const spec = createSpecs({ preset: presets.minimal, config: minimalConfig }).get("gloas");
const pubkey = (key: number): Uint8Array => new Uint8Array(48).fill(key + 1);

function firstWith(state: BeaconState, key: number): number | undefined {
  const index = state.builders.toArray().findIndex((builder) => bytesEqual(builder.pubkey, pubkey(key)));
  return index < 0 ? undefined : index;
}

/** Registers a builder, empties one so that its place is free, or goes on with a clone of a state. */
const steps = fc.array(
  fc.record({
    what: fc.constantFrom("add", "empty", "clone"),
    state: fc.nat({ max: 3 }),
    key: fc.nat({ max: 5 }),
  }),
  { maxLength: 40 },
);

test("finds the first builder with a key in every clone, whatever places were reused", () => {
  fc.assert(
    fc.property(steps, (list) => {
      const states = [spec.stateType.defaultState()];
      for (const { what, state: chosen, key } of list) {
        const state = states[chosen % states.length]!;
        if (what === "clone") {
          states.push(state.clone());
        } else if (what === "add") {
          if (firstWith(state, key) === undefined)
            spec.add_builder_to_registry(state, pubkey(key), 0, new Uint8Array(20), 5, 0);
        } else {
          const index = builderIndexOf(state, pubkey(key));
          if (index === undefined) continue;
          const builder = state.builders.get(index);
          builder.balance = 0;
          builder.withdrawable_epoch = 0;
        }
        for (const each of states)
          for (let k = 0; k <= 5; k++) expect(builderIndexOf(each, pubkey(k))).toBe(firstWith(each, k));
      }
    }),
    { numRuns: 200 },
  );
});

test("finds builders of a state that was decoded, and of one whose registry was replaced", () => {
  const state = spec.stateType.defaultState();
  for (const key of [4, 2]) spec.add_builder_to_registry(state, pubkey(key), 0, new Uint8Array(20), 5, 0);
  const decoded = spec.stateType.deserialize(state.serialize());
  expect(builderIndexOf(decoded, pubkey(2))).toBe(1);
  decoded.builders.replace(decoded.builders.toArray().reverse());
  expect(builderIndexOf(decoded, pubkey(2))).toBe(0);
  expect(builderIndexOf(decoded, pubkey(1))).toBeUndefined();
});
