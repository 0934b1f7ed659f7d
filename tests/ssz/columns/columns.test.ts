import { describe, test } from "bun:test";
import type { Type } from "@chainsafe/ssz";
import fc from "fast-check";
import { StateType } from "../../../src/ssz/columns/state-type.ts";
import {
  type AnyType,
  activeFields,
  bitVector,
  boolean,
  bytes,
  container,
  list,
  progressiveContainer,
  progressiveList,
  uint8,
  uint64,
  vector,
} from "../../../src/ssz/types.ts";
import { runHistory } from "./state-model.ts";

const inner = container("Inner", { a: uint8, b: uint64, c: bytes(20) });
const record = container("Record", {
  key: bytes(48),
  flag: boolean,
  amount: uint64,
  inner,
  root: bytes(32),
  big: bytes(96),
});
const wide = container("Wide", { bits: bitVector(9), numbers: list(uint64, 5) });

const elements: Record<string, AnyType> = {
  uint64,
  uint8,
  boolean,
  root: bytes(32),
  bytes4: bytes(4),
  record,
  small: container("Small", { only: uint64 }),
  wide,
  row: vector(uint64, 6),
};

const history = (most: number) =>
  fc
    .array(fc.tuple(fc.nat({ max: 12 }), fc.integer()), { minLength: 1, maxLength: 40 })
    .map((steps) => ({ steps, most }));

function check(fields: Record<string, AnyType>, most: number, runs: number): void {
  const type = new StateType(container("State", fields) as Type<unknown>);
  fc.assert(
    fc.property(history(most), ({ steps }) => runHistory(type, steps, most)),
    { numRuns: runs },
  );
}

describe("columns beside plain values", () => {
  for (const [name, element] of Object.entries(elements)) {
    test(`of ${name}, a few elements`, () => {
      check(
        {
          short: list(element, 3),
          list: list(element, 2 ** 40),
          vector: vector(element, 7),
          other: list(element, 2 ** 40),
          progressive: progressiveList(element),
        },
        12,
        60,
      );
    });

    test(`of ${name}, many pages`, () => {
      check(
        { list: list(element, 2 ** 40), bounded: list(element, 5000), progressive: progressiveList(element) },
        4500,
        4,
      );
    });
  }

  test("of uint64, three levels of pages", () => {
    check({ list: list(uint64, 2 ** 40), progressive: progressiveList(uint64) }, 40_000, 4);
  });

  test("in a progressive container with gaps", () => {
    const fields = { slot: uint64, list: list(record, 100), numbers: progressiveList(uint64), inner };
    const type = new StateType(progressiveContainer("State", fields, activeFields(7, [0, 2, 4])) as Type<unknown>);
    fc.assert(
      fc.property(history(30), ({ steps }) => runHistory(type, steps, 30)),
      { numRuns: 60 },
    );
  });
});
