import type { NumberColumn } from "../../ssz/columns/column.ts";
import type { BeaconState } from "../state.ts";
import { derive } from "./cache.ts";
import { numbersOf } from "./column-numbers.ts";

/**
 * Participation flags by validator index, zero for whoever is not in `active` or is slashed. Not to be written to.
 */
export function unslashedFlags(state: BeaconState, participation: NumberColumn, active: Uint32Array): Uint8Array {
  const { slashed } = state.validators.columns;
  return derive(state, "unslashedFlags", 4, [participation.version, active, slashed.version], () => {
    const flags = participation.toUint8Array();
    if (active.length < flags.length) {
      let next = 0;
      for (let i = 0; i < flags.length; i++) {
        if (active[next] === i) next++;
        else flags[i] = 0;
      }
    }
    const isSlashed = slashed.toUint8Array();
    for (let i = 0; i < flags.length; i++) if (isSlashed[i] === 1) flags[i] = 0;
    return flags;
  });
}

/** Sums of the effective balances, in Gwei, of those that have each of the first three flags. */
export function flagBalances(state: BeaconState, flags: Uint8Array): readonly [number, number, number] {
  const { effective_balance } = state.validators.columns;
  return derive(state, "flagBalances", 4, [flags, effective_balance.version], () => {
    const balances = numbersOf(state, effective_balance);
    // By the combination of flags first: one addition for each validator.
    const byFlags = new Float64Array(256);
    for (let i = 0; i < flags.length; i++) byFlags[flags[i]!]! += balances[i]!;
    const sum = (flag: number): number =>
      byFlags.reduce((total, balance, set) => (set & flag ? total + balance : total), 0);
    return [sum(1), sum(2), sum(4)];
  });
}
