import type { NumberColumn } from "../../ssz/columns/column.ts";
import type { StateView } from "../../ssz/columns/state-view.ts";
import { derive } from "./cache.ts";

const NAME = "columnNumbers";

/**
 * All elements of a column, decoded once for the several steps of an epoch that loop over them. Not to be written to;
 * `forgetNumbers` frees them.
 */
export function numbersOf(state: StateView, column: NumberColumn): Float64Array {
  return derive(state, NAME, 6, [column.version], () => column.toFloat64Array());
}

/** Frees what `numbersOf` has decoded. */
export function forgetNumbers(state: StateView): void {
  state.derived.delete(NAME);
}
