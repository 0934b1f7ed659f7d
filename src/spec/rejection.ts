import { ColumnError } from "../ssz/columns/column.ts";
import { Uint64Error } from "../ssz/uint64.ts";
import { SpecAssertionError } from "./errors.ts";

/**
 * Whether an error that one of the specification's functions threw says that its input is invalid (a failed assertion,
 * an index out of range, an overflow), as opposed to a bug in the code that met it.
 */
export function isRejection(error: unknown): error is Error {
  if (error instanceof SpecAssertionError || error instanceof Uint64Error || error instanceof ColumnError) return true;
  // A uint64 above 2^53 is a bigint, with which numbers cannot be added.
  if (error instanceof TypeError) return /BigInt/i.test(error.message);
  return error instanceof RangeError && !/call stack/i.test(error.message);
}
