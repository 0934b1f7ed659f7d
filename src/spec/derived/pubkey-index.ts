import type { BytesColumn } from "../../ssz/columns/column.ts";
import type { BeaconState } from "../state.ts";
import type { Validator } from "../values.ts";

const NAME = "pubkeyIndex";
const KNOWN_VERSIONS = 256;
const INITIAL_SLOTS = 1 << 10;

/**
 * Hash table from public keys to validator indices, shared by a state and its clones. It holds indices only, and what
 * it finds is compared with the keys of the state that asks: so branches that gave one index to different keys share
 * it. A state whose key column is of an unknown version is first read through for keys that are missing.
 */
class PubkeyIndex {
  #slots = new Int32Array(INITIAL_SLOTS);
  #used = 0;
  /** Versions of key columns all of whose keys are in the table, latest last. */
  readonly #known = new Set<number>();

  find(pubkeys: BytesColumn, pubkey: Uint8Array): number | undefined {
    if (!this.#known.has(pubkeys.version)) this.#readThrough(pubkeys);
    let found: number | undefined;
    for (let slot = this.#first(pubkey); this.#slots[slot] !== 0; slot = this.#next(slot)) {
      const index = this.#slots[slot]! - 1;
      if (index < pubkeys.length && (found === undefined || index < found) && pubkeys.equals(index, pubkey))
        found = index;
    }
    return found;
  }

  /** Whether the table holds all keys of the column: to be asked before the column changes. */
  knows(pubkeys: BytesColumn): boolean {
    return this.#known.has(pubkeys.version);
  }

  /** Takes note of the key just appended to a column that was known before. */
  appended(pubkeys: BytesColumn, pubkey: Uint8Array): void {
    this.#insert(pubkeys, pubkey, pubkeys.length - 1);
    this.#learn(pubkeys.version);
  }

  #readThrough(pubkeys: BytesColumn): void {
    let index = 0;
    for (const pubkey of pubkeys) this.#insert(pubkeys, pubkey, index++);
    this.#learn(pubkeys.version);
  }

  #insert(pubkeys: BytesColumn, pubkey: Uint8Array, index: number): void {
    if (2 * this.#used >= this.#slots.length) this.#grow(pubkeys);
    let slot = this.#first(pubkey);
    for (; this.#slots[slot] !== 0; slot = this.#next(slot)) if (this.#slots[slot] === index + 1) return;
    this.#slots[slot] = index + 1;
    this.#used++;
  }

  /** Keeps the keys of this column only: those of others are read again when they are asked for. */
  #grow(pubkeys: BytesColumn): void {
    const wanted = Math.max(4 * this.#used, 3 * pubkeys.length);
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(wanted)));
    this.#used = 0;
    this.#known.clear();
    this.#readThrough(pubkeys);
  }

  #learn(version: number): void {
    this.#known.add(version);
    if (this.#known.size > KNOWN_VERSIONS) for (const oldest of this.#known) return void this.#known.delete(oldest);
  }

  #first(pubkey: Uint8Array): number {
    const hash = pubkey[12]! | (pubkey[13]! << 8) | (pubkey[14]! << 16) | (pubkey[15]! << 24);
    return hash & (this.#slots.length - 1);
  }

  #next(slot: number): number {
    return (slot + 1) & (this.#slots.length - 1);
  }
}

/** Index of the validator with this public key, the smallest where there are several; undefined where there is none. */
export function validatorIndexOf(state: BeaconState, pubkey: Uint8Array): number | undefined {
  return indexOf(state).find(state.validators.columns.pubkey, pubkey);
}

/** Appends a validator to the registry, keeping the index of public keys current. */
export function appendValidator(state: BeaconState, validator: Validator): void {
  const index = indexOf(state);
  const { pubkey } = state.validators.columns;
  const known = index.knows(pubkey);
  state.validators.push(validator);
  if (known) index.appended(state.validators.columns.pubkey, validator.pubkey);
}

function indexOf(state: BeaconState): PubkeyIndex {
  let index = state.derived.get(NAME) as PubkeyIndex | undefined;
  if (index === undefined) {
    index = new PubkeyIndex();
    state.derived.set(NAME, index);
  }
  return index;
}
