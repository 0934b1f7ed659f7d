import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { fromHex, toHex } from "../../src/ssz/bytes.ts";
import { keyOf } from "./fork-choice/reference.ts";
import { EVENT_KINDS, type Event, measureOf, Scenario } from "./fork-choice/scenario.ts";

/** Long enough for a busy machine: nothing here is about time. */
const SLOW_MACHINE_MS = 120_000;

const event: fc.Arbitrary<Event> = fc.tuple(
  fc.nat({ max: EVENT_KINDS - 1 }),
  fc.nat({ max: 0xffff }),
  fc.nat({ max: 0xffff }),
  fc.nat({ max: 0xffff }),
);

/** Everything the tree answers, against the documents' own words. */
function compare(scenario: Scenario): void {
  const { spec, store, reference } = scenario;
  const node = ({ root, status }: { root: string; status: number }) => ({
    root: fromHex(root),
    payload_status: status,
  });
  const ours = ({ root, payload_status }: { root: Uint8Array; payload_status: number }) =>
    keyOf({ root: toHex(root), status: payload_status });

  expect(ours(spec.get_head(store))).toBe(keyOf(reference.head()));
  expect(spec.get_filtered_node_tree(store).map(ours).sort()).toEqual(reference.filtered().map(keyOf).sort());
  const nodes = scenario.nodes();
  const known = nodes.filter(({ root }) => store.tree.indexOf(fromHex(root)) >= 0);
  const weights = (weigh: (at: (typeof nodes)[number]) => number) =>
    Object.fromEntries(known.map((at) => [keyOf(at), weigh(at)]));
  expect(weights((at) => spec.get_weight(store, node(at)))).toEqual(weights((at) => reference.weight(at)));
  for (const state of scenario.measures) {
    const measure = measureOf(spec, state);
    expect(weights((at) => spec.get_attestation_score(store, node(at), state))).toEqual(
      weights((at) => reference.score(at, measure)),
    );
  }
  for (const root of new Set(known.map((at) => at.root))) {
    expect(spec.is_head_weak(store, fromHex(root))).toBe(reference.isHeadWeak(root));
    if (spec.fork !== "gloas" || reference.block(root).embedded) continue;
    for (const wanted of [true, false]) {
      expect(spec.payload_timeliness(store, fromHex(root), wanted)).toBe(reference.timeliness(root, wanted));
      expect(spec.payload_data_availability(store, fromHex(root), wanted)).toBe(reference.availability(root, wanted));
    }
  }
  if (spec.fork === "gloas") expect(spec.should_apply_proposer_boost(store)).toBe(reference.isBoostApplied());
  const oldest = Math.min(...known.map(({ root }) => reference.block(root).slot));
  for (const at of known)
    for (const ancestor of known) {
      if (reference.block(ancestor.root).slot <= oldest) continue;
      expect(spec.is_ancestor(store, node(at), node(ancestor))).toBe(reference.isAncestor(at, ancestor));
    }
}

function play(scenario: Scenario, events: readonly Event[]): void {
  events.forEach((happening, index) => {
    scenario.happen(happening);
    if (index % 4 === 0) scenario.spec.get_head(scenario.store);
    if (index % 7 === 6) compare(scenario);
  });
  compare(scenario);
}

describe("the tree answers what the documents do", () => {
  const events = fc.array(event, { minLength: 1, maxLength: 70, size: "max" });

  test(
    "before gloas",
    () => {
      fc.assert(
        fc.property(events, (happenings) => play(new Scenario("deneb", 0), happenings)),
        { numRuns: 60 },
      );
    },
    SLOW_MACHINE_MS,
  );

  test(
    "over the fork to gloas",
    () => {
      fc.assert(
        fc.property(events, fc.integer({ min: 1, max: 24 }), (happenings, forkSlot) =>
          play(new Scenario("gloas", forkSlot), happenings),
        ),
        { numRuns: 60 },
      );
    },
    SLOW_MACHINE_MS,
  );

  test(
    "in gloas",
    () => {
      fc.assert(
        fc.property(events, (happenings) => play(new Scenario("gloas", 0), happenings)),
        { numRuns: 80 },
      );
    },
    SLOW_MACHINE_MS,
  );
});
