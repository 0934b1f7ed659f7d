import { shuffleIndices } from "../../crypto/shuffle.ts";
import { toHex } from "../../ssz/bytes.ts";
import type { BeaconState } from "../state.ts";
import { derive, derivedValues } from "./cache.ts";
import { numbersOf } from "./column-numbers.ts";

const ACTIVE = "activeIndices";

/**
 * Indices of the validators that are active at `epoch`, ascending. Sets of the same content are the same array, also
 * over epochs, so that what is computed of one can be keyed by it. Not to be written to.
 */
export function activeIndices(state: BeaconState, epoch: number): Uint32Array {
  const { activation_epoch, exit_epoch } = state.validators.columns;
  return derive(state, ACTIVE, 8, [epoch, activation_epoch.version, exit_epoch.version], () => {
    const activation = numbersOf(state, activation_epoch);
    const exit = numbersOf(state, exit_epoch);
    const indices = new Uint32Array(activation.length);
    let count = 0;
    for (let i = 0; i < activation.length; i++) if (activation[i]! <= epoch && epoch < exit[i]!) indices[count++] = i;
    const active = count === indices.length ? indices : indices.slice(0, count);
    return derivedValues<Uint32Array>(state, ACTIVE).findLast((known) => sameIndices(known, active)) ?? active;
  });
}

/** Sum of the effective balances of the validators active at `epoch`, in Gwei. */
export function activeBalance(state: BeaconState, epoch: number): number {
  const active = activeIndices(state, epoch);
  const { effective_balance } = state.validators.columns;
  return derive(state, "activeBalance", 8, [active, effective_balance.version], () => {
    const balances = numbersOf(state, effective_balance);
    let sum = 0;
    for (let i = 0; i < active.length; i++) sum += balances[active[i]!]!;
    return sum;
  });
}

/**
 * Indices of the validators that were active at `previous_epoch` or are slashed and not yet withdrawable after it,
 * ascending: those that its rewards and penalties concern. Not to be written to.
 */
export function eligibleIndices(state: BeaconState, previous_epoch: number): Uint32Array {
  const { activation_epoch, exit_epoch, slashed, withdrawable_epoch } = state.validators.columns;
  const key = [
    previous_epoch,
    activation_epoch.version,
    exit_epoch.version,
    slashed.version,
    withdrawable_epoch.version,
  ];
  return derive(state, "eligibleIndices", 2, key, () => {
    const activation = numbersOf(state, activation_epoch);
    const exit = numbersOf(state, exit_epoch);
    const isSlashed = slashed.toUint8Array();
    const indices = new Uint32Array(activation.length);
    let count = 0;
    for (let i = 0; i < activation.length; i++) {
      const active = activation[i]! <= previous_epoch && previous_epoch < exit[i]!;
      if (active || (isSlashed[i] === 1 && previous_epoch + 1 < withdrawable_epoch.get(i))) indices[count++] = i;
    }
    return count === indices.length ? indices : indices.slice(0, count);
  });
}

/** `indices` in the order that `seed` shuffles them into; committees are slices of it. Not to be written to. */
export function shuffledIndices(
  state: BeaconState,
  indices: Uint32Array,
  seed: Uint8Array,
  rounds: number,
): Uint32Array {
  return derive(state, "shuffledIndices", 6, [indices, toHex(seed), rounds], () =>
    shuffleIndices(indices, seed, rounds),
  );
}

function sameIndices(a: Uint32Array, b: Uint32Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
