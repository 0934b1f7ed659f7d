import { BitArray, type Type } from "@chainsafe/ssz";
import { bytesEqual } from "./bytes.ts";
import { StateColumn } from "./columns/base-column.ts";
import type { AnyType } from "./types.ts";

/** Raised for a path that is none, or that leads to nothing. */
export class PathError extends Error {
  override name = "PathError";
}

/** A field's name, or an element's index. */
export type PathStep = string | number;

/** A value with its SSZ type: plain, or a column of a state. */
export interface TypedValue {
  readonly type: AnyType;
  readonly value: unknown;
}

/** Where two values differ; undefined on the side that has nothing there. */
export interface Difference {
  readonly path: string;
  readonly left: TypedValue | undefined;
  readonly right: TypedValue | undefined;
}

/** Reads a path as it is printed: `validators[3].exit_epoch`. Throws `PathError`. */
export function parsePath(text: string): PathStep[] {
  const steps: PathStep[] = [];
  const pattern = /(?:^|\.)([A-Za-z_]\w*)|\[(\d+)\]/y;
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(text);
    if (match === null) throw new PathError(`${JSON.stringify(text)} is no path from its character ${at + 1} on`);
    steps.push(match[1] ?? Number(match[2]));
  }
  return steps;
}

/** What stands at the end of a path. Throws `PathError` where nothing does. */
export function follow(from: TypedValue, steps: readonly PathStep[]): TypedValue {
  let at = from;
  let path = "";
  for (const step of steps) {
    at = typeof step === "string" ? followField(at, path, step) : followIndex(at, path, step);
    path = extend(path, step);
  }
  return at;
}

/** All differences between two values of one type, or of two versions of one type, in the order of their fields. */
export function* differences(left: TypedValue, right: TypedValue, path = ""): Generator<Difference> {
  const leftFields = fieldsOf(left.type);
  const rightFields = fieldsOf(right.type);
  if (leftFields !== undefined && rightFields !== undefined) {
    for (const name of new Set([...Object.keys(leftFields), ...Object.keys(rightFields)])) {
      const inner = extend(path, name);
      const sides = [field(left, leftFields, name), field(right, rightFields, name)] as const;
      if (sides[0] === undefined || sides[1] === undefined) yield { path: inner, left: sides[0], right: sides[1] };
      else yield* differences(sides[0], sides[1], inner);
    }
    return;
  }
  const leftLength = lengthOf(left);
  const rightLength = lengthOf(right);
  if (leftLength !== undefined && rightLength !== undefined) {
    for (let i = 0; i < Math.max(leftLength, rightLength); i++) {
      const inner = extend(path, i);
      const sides = [
        i < leftLength ? element(left, i) : undefined,
        i < rightLength ? element(right, i) : undefined,
      ] as const;
      if (sides[0] === undefined || sides[1] === undefined) yield { path: inner, left: sides[0], right: sides[1] };
      else yield* differences(sides[0], sides[1], inner);
    }
    return;
  }
  if (!sameLeaf(left.value, right.value)) yield { path, left, right };
}

/** The JSON of a value, columns too: decimal strings for integers, hex for bytes, snake_case names. */
export function jsonOf({ type, value }: TypedValue): unknown {
  if (!(value instanceof StateColumn)) return type.toJson(value);
  const elementType = elementTypeOf(type)!;
  return Array.from({ length: value.length }, (_, i) => elementType.toJson(value.value(i)));
}

/** Number of elements of a list, a vector or a column of them; undefined for all else, bytes and bits among it. */
export function lengthOf({ type, value }: TypedValue): number | undefined {
  if (elementTypeOf(type) === undefined) return undefined;
  if (value instanceof StateColumn || Array.isArray(value)) return value.length;
  return undefined;
}

function followField(at: TypedValue, path: string, name: string): TypedValue {
  const fields = fieldsOf(at.type);
  if (fields === undefined) throw new PathError(`${path === "" ? "this" : path} has no fields, ${name} neither`);
  const found = field(at, fields, name);
  if (found === undefined)
    throw new PathError(
      `${path === "" ? "there is" : `${path} has`} no field ${name}, but ${Object.keys(fields).join(", ")}`,
    );
  return found;
}

function followIndex(at: TypedValue, path: string, index: number): TypedValue {
  const length = lengthOf(at);
  if (length === undefined) throw new PathError(`${path === "" ? "this" : path} has no elements`);
  if (index >= length) throw new PathError(`${path} has ${length} elements, none at ${index}`);
  return element(at, index);
}

function field(of: TypedValue, fields: Readonly<Record<string, AnyType>>, name: string): TypedValue | undefined {
  if (!Object.hasOwn(fields, name)) return undefined;
  return { type: fields[name]!, value: (of.value as Record<string, unknown>)[name] };
}

function element({ type, value }: TypedValue, index: number): TypedValue {
  const elementValue: unknown = value instanceof StateColumn ? value.value(index) : (value as unknown[])[index];
  return { type: elementTypeOf(type)!, value: elementValue };
}

const fieldsOf = (type: AnyType): Readonly<Record<string, AnyType>> | undefined =>
  "fields" in type ? (type.fields as Record<string, Type<unknown>>) : undefined;

const elementTypeOf = (type: AnyType): AnyType | undefined =>
  "elementType" in type ? (type.elementType as Type<unknown>) : undefined;

const extend = (path: string, step: PathStep): string =>
  typeof step === "number" ? `${path}[${step}]` : path === "" ? step : `${path}.${step}`;

function sameLeaf(a: unknown, b: unknown): boolean {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return bytesEqual(a, b);
  if (a instanceof BitArray && b instanceof BitArray)
    return a.bitLen === b.bitLen && bytesEqual(a.uint8Array, b.uint8Array);
  return a === b;
}
