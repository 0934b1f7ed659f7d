import { expect } from "bun:test";
import type { CompositeType, Type } from "@chainsafe/ssz";
import type { StateColumn } from "../../../src/ssz/columns/base-column.ts";
import { FixedBytesColumn } from "../../../src/ssz/columns/bytes-column.ts";
import { Uint8Column, Uint64Column } from "../../../src/ssz/columns/number-column.ts";
import { ContainerColumn } from "../../../src/ssz/columns/records-column.ts";
import type { StateType } from "../../../src/ssz/columns/state-type.ts";
import type { StateView } from "../../../src/ssz/columns/state-view.ts";
import { PlainValuesColumn } from "../../../src/ssz/columns/values-column.ts";
import { Random, randomValue } from "./random-value.ts";

type Fields = Record<string, unknown>;
type Column = StateColumn<unknown>;

/** A state and the plain value that it must equal. Values are never changed in place, so that copies may share them. */
interface Pair {
  readonly state: StateView & Fields;
  value: Fields;
}

/** One step of a random history: what to do, and a seed for how. */
export type Step = readonly [action: number, seed: number];

/** Runs a random history on clones of a state, each beside its plain value, and compares them all the way. */
export function runHistory(type: StateType, steps: readonly Step[], most: number): void {
  const ssz = type.type as CompositeType<unknown, unknown, unknown>;
  const first = type.defaultState() as StateView & Fields;
  const pairs: Pair[] = [{ state: first, value: ssz.defaultValue() as Fields }];
  for (const [action, seed] of steps) {
    const random = new Random(seed);
    const pair = random.pick(pairs);
    if (action === 0) pairs.push({ state: pair.state.clone(), value: pair.value });
    else if (action === 1) sameRoot(ssz, pair);
    else if (action === 2) shareField(type, random.pick(pairs), pair, random);
    else changeField(type, pair, random, most);
    sameBytes(ssz, pair);
  }
  for (const pair of pairs) {
    sameBytes(ssz, pair);
    sameRoot(ssz, pair);
    const decoded = type.deserialize(pair.state.serialize());
    expect(decoded.hashTreeRoot()).toEqual(pair.state.hashTreeRoot());
    expect(ssz.toJson(pair.state.toValue())).toEqual(ssz.toJson(pair.value));
  }
}

function sameBytes(ssz: Type<unknown>, pair: Pair): void {
  expect(Buffer.compare(pair.state.serialize(), ssz.serialize(pair.value))).toBe(0);
}

function sameRoot(ssz: Type<unknown>, pair: Pair): void {
  expect(Buffer.from(pair.state.hashTreeRoot()).toString("hex")).toBe(
    Buffer.from(ssz.hashTreeRoot(pair.value)).toString("hex"),
  );
}

/** Gives a field another state's column, or another field's of the same type. */
function shareField(type: StateType, from: Pair, to: Pair, random: Random): void {
  const field = random.pick(type.fields);
  const source = random.pick(type.fields.filter((other) => other.type === field.type));
  to.state[field.name] = from.state[source.name];
  to.value = { ...to.value, [field.name]: from.value[source.name] };
}

function changeField(type: StateType, pair: Pair, random: Random, most: number): void {
  const field = random.pick(type.fields);
  const column = pair.state[field.name];
  const inner = innerOf(field.type);
  if (inner === undefined || !isColumn(column)) {
    const value = randomValue(field.type, random, most);
    pair.state[field.name] = value;
    pair.value = { ...pair.value, [field.name]: value };
    return;
  }
  const values = changeColumn(column, inner, random, most, pair.value[field.name] as unknown[]);
  pair.value = { ...pair.value, [field.name]: values };
}

/** Writes to a column in one of its ways; answers what it must then hold. */
function changeColumn(column: Column, inner: Type<unknown>, random: Random, most: number, before: readonly unknown[]) {
  const { limit, isVector } = column.form;
  const values = before.slice();
  const fresh = () => randomValue(inner, random);
  const way = random.below(10);
  if (way < 2 && !isVector && values.length < limit) {
    for (let left = random.below(4); left >= 0 && values.length < limit; left--) {
      values.push(fresh());
      column.push(asStored(values.at(-1)));
    }
  } else if (way < 4) {
    const length = isVector ? limit : random.below(Math.min(limit, most) + 1);
    const kept = values.slice(0, random.below(length + 1));
    values.splice(0, values.length, ...kept, ...Array.from({ length: length - kept.length }, fresh));
    column.replace(values.map(asStored));
  } else if (way === 4 && !isVector) {
    const count = random.below(values.length + 1);
    values.splice(0, count);
    column.dropFirst(count);
  } else if (values.length > 0) {
    for (let left = random.below(4); left >= 0; left--) {
      const index = random.below(values.length);
      values[index] = writeElement(column, index, values[index], fresh(), random);
    }
  }
  expect(column.length).toBe(values.length);
  return values;
}

/** Writes an element, or a field of it through a view or its column; answers what the element must then be. */
function writeElement(column: Column, index: number, before: unknown, after: unknown, random: Random): unknown {
  if (!(column instanceof ContainerColumn) || random.below(3) === 0) {
    column.set(index, asStored(after));
    return after;
  }
  const field = random.pick(column.shape.fields);
  const value = (after as Fields)[field.name];
  if (random.below(2) === 0) (column.get(index) as Fields)[field.name] = value;
  else (column.columns as unknown as Record<string, Column>)[field.name]!.set(index, asStored(value));
  return { ...(before as Fields), [field.name]: value };
}

/** Columns of booleans take and give 0 and 1. */
const asStored = (value: unknown): unknown => (typeof value === "boolean" ? Number(value) : value);

const isColumn = (value: unknown): value is Column =>
  value instanceof Uint64Column ||
  value instanceof Uint8Column ||
  value instanceof FixedBytesColumn ||
  value instanceof ContainerColumn ||
  value instanceof PlainValuesColumn;

const innerOf = (type: Type<unknown>): Type<unknown> | undefined =>
  (type as unknown as { elementType?: Type<unknown> }).elementType;
