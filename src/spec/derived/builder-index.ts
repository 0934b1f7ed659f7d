import { toHex } from "../../ssz/bytes.ts";
import type { BeaconState } from "../state.ts";

/** How many histories of the registry's keys are remembered as fully entered. */
const REMEMBERED_VERSIONS = 64;

/**
 * Where builders' keys were ever seen, in any of the states that share derived data. Builder indices are reused, so
 * that an entry is only a place to look at; it is complete for the key columns whose versions it has entered.
 */
class BuilderPlaces {
  readonly #places = new Map<string, number[]>();
  readonly #entered = new Set<number>();

  isEntered(version: number): boolean {
    return this.#entered.has(version);
  }

  markEntered(version: number): void {
    this.#entered.add(version);
    if (this.#entered.size > REMEMBERED_VERSIONS) {
      const [oldest] = this.#entered;
      this.#entered.delete(oldest!);
    }
  }

  add(pubkey: Uint8Array, index: number): void {
    const key = toHex(pubkey);
    const places = this.#places.get(key);
    if (places === undefined) this.#places.set(key, [index]);
    else if (!places.includes(index)) places.push(index);
  }

  of(pubkey: Uint8Array): readonly number[] {
    return this.#places.get(toHex(pubkey)) ?? [];
  }
}

/** The first builder with this key, undefined where there is none. */
export function builderIndexOf(state: BeaconState, pubkey: Uint8Array): number | undefined {
  const pubkeys = state.builders.columns.pubkey;
  const places = enteredPlaces(state);
  let first: number | undefined;
  for (const index of places.of(pubkey))
    if (index < pubkeys.length && pubkeys.equals(index, pubkey) && (first === undefined || index < first))
      first = index;
  return first;
}

/** Writes a builder into the registry (`write`) and keeps the keys' places complete without reading all of them. */
export function registerBuilder(state: BeaconState, index: number, pubkey: Uint8Array, write: () => void): void {
  const places = enteredPlaces(state);
  write();
  places.add(pubkey, index);
  places.markEntered(state.builders.columns.pubkey.version);
}

function enteredPlaces(state: BeaconState): BuilderPlaces {
  let places = state.derived.get(BuilderPlaces) as BuilderPlaces | undefined;
  if (places === undefined) {
    places = new BuilderPlaces();
    state.derived.set(BuilderPlaces, places);
  }
  const pubkeys = state.builders.columns.pubkey;
  if (!places.isEntered(pubkeys.version)) {
    let index = 0;
    for (const pubkey of pubkeys) places.add(pubkey, index++);
    places.markEntered(pubkeys.version);
  }
  return places;
}
