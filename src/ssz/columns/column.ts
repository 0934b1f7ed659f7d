/**
 * What the state's fields look like to the code that uses them. A column holds one list or vector of the state in
 * chunks that clones share until one of them writes.
 */

/** Raised where an index, a length or a value does not fit the column: the specification's list and uint64 limits. */
export class ColumnError extends Error {
  override name = "ColumnError";
}

interface BaseColumn {
  /** Number of elements. */
  readonly length: number;
  /** Changes with every write and is unique to the content's history: two columns with one version hold the same. */
  readonly version: number;
  /** Removes `count` elements at the start of a list: much cheaper than `replace`. Throws `ColumnError`. */
  dropFirst(count: number): void;
}

/**
 * A list or vector of unsigned integers or booleans (booleans as 0 and 1). Numbers are exact up to 2^53 - 1;
 * `Infinity` stands for 2^64 - 1; what lies between is a bigint at runtime, so that comparing is right and adding
 * throws. Writing a negative, fractional or too large number throws `ColumnError`: the specification's overflow and
 * underflow.
 */
export interface NumberColumn extends BaseColumn, Iterable<number> {
  get(index: number): number;
  set(index: number, value: number): void;
  push(value: number): void;
  /** All elements, copied. For loops over everything: a Float64Array where every value is a safe integer or Infinity. */
  toArray(): number[];
  toFloat64Array(): Float64Array;
  /** All elements, copied, as bytes: for uint8 and booleans. Throws `ColumnError` for an element above 255. */
  toUint8Array(): Uint8Array;
  /** Replaces all elements; a vector's length must stay. Only chunks that differ are written. */
  replace(values: ArrayLike<number>): void;
  slice(start: number, end?: number): number[];
}

/** A list or vector of byte strings of one length: roots, pubkeys. `get` copies. */
export interface BytesColumn extends BaseColumn, Iterable<Uint8Array> {
  get(index: number): Uint8Array;
  set(index: number, value: Uint8Array): void;
  push(value: Uint8Array): void;
  /** Whether the element equals `value`, without copying it. */
  equals(index: number, value: Uint8Array): boolean;
  toArray(): Uint8Array[];
  replace(values: ArrayLike<Uint8Array>): void;
}

/** The column of one field: numbers for uints and booleans, bytes for byte vectors, records for containers. */
export type FieldColumn<V> = [V] extends [number | boolean]
  ? NumberColumn
  : [V] extends [Uint8Array]
    ? BytesColumn
    : RecordsColumn<V>;

/** A list or vector of fixed-size containers, each field in a column of its own. */
export interface RecordsColumn<T> extends BaseColumn, Iterable<T> {
  /** A live view: reading a property reads the column, assigning to one writes it. Throws `ColumnError` past the end. */
  get(index: number): T;
  /** A plain copy of an element. */
  value(index: number): T;
  set(index: number, value: T): void;
  push(value: T): void;
  /** Plain copies. */
  toArray(): T[];
  slice(start: number, end?: number): T[];
  replace(values: readonly T[]): void;
  /** The field's own column, for loops: `state.validators.columns.exit_epoch.get(i)`. */
  readonly columns: { readonly [K in keyof T]: FieldColumn<T[K]> };
}

/** A list or vector of anything else (variable-size containers, vectors of numbers): frozen plain values. */
export interface ValuesColumn<T> extends BaseColumn, Iterable<T> {
  get(index: number): T;
  set(index: number, value: T): void;
  push(value: T): void;
  toArray(): T[];
  replace(values: readonly T[]): void;
}
