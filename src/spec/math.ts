import { Uint64Error } from "../ssz/uint64.ts";

/** Whole part of a quotient, exact for a dividend below 2^53. */
export const div = (a: number, b: number): number => Math.floor(a / b);

/**
 * Whole part of `a * b / divisor`, exact whatever the product's size, so that uint64 arithmetic of the specification
 * needs no BigInt where the product fits a double.
 */
export function mulDiv(a: number, b: number, divisor: number): number {
  const product = a * b;
  if (product <= Number.MAX_SAFE_INTEGER) return Math.floor(product / divisor);
  return Number((BigInt(a) * BigInt(b)) / BigInt(divisor));
}

/** `a - b`. Throws `Uint64Error` below 0: the specification's underflow. */
export function checkedSub(a: number, b: number): number {
  if (b > a) throw new Uint64Error(`${a} - ${b} underflows`);
  return a - b;
}

/** `a - b`, at least 0: the specification's saturating subtraction. */
export const saturatingSub = (a: number, b: number): number => (a > b ? a - b : 0);

/** The largest `n` with `2**n <= x`: a generalized index's depth. Throws `RangeError` below 1. */
export function floorlog2(x: number): number {
  if (!(x >= 1)) throw new RangeError(`floorlog2 of ${x}`);
  let n = 0;
  while (2 ** (n + 1) <= x) n++;
  return n;
}

/** The smallest `n` with `2**n >= x`. Throws `RangeError` below 1. */
export function ceillog2(x: number): number {
  const n = floorlog2(x);
  return 2 ** n === x ? n : n + 1;
}

/** The smaller of two uint64 values, one of which may be a bigint in number's clothing, which `Math.min` refuses. */
export function minUint64(a: number, b: number): number {
  // biome-ignore lint/complexity/useMathMinMax: Math.min throws on bigints.
  return a < b ? a : b;
}
