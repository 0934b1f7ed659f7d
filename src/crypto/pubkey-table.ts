import { PublicKey } from "@chainsafe/blst";
import { bytesEqual } from "../ssz/bytes.ts";

const COMPRESSED = 48;
const POINT = 96;
const CHUNK_BITS = 12;
const CHUNK_ENTRIES = 1 << CHUNK_BITS;
const CHUNK_MASK = CHUNK_ENTRIES - 1;
const INITIAL_SLOTS = 1 << 12;

/** Uncompressed points of one chunk of a table; shared memory, so that workers read what the owner has checked. */
export type PointChunk = SharedArrayBuffer;

/** The entry's bytes within the chunks of a table. */
export function pointAt(chunks: readonly PointChunk[], entry: number): Uint8Array {
  return new Uint8Array(chunks[entry >> CHUNK_BITS]!, (entry & CHUNK_MASK) * POINT, POINT);
}

/**
 * Public keys that have passed `KeyValidate`, as curve points ready to be added: an open-addressed hash table in packed
 * memory, because a million key objects would cost several times as much.
 */
export class PubkeyTable {
  readonly #capacity: number;
  readonly #points: PointChunk[] = [];
  readonly #keys: Uint8Array[] = [];
  #slots = new Int32Array(INITIAL_SLOTS);
  #count = 0;
  #generation = 0;

  /** `capacity`: number of keys at which the table starts afresh; 144 bytes each. */
  constructor(capacity = 1 << 21) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#count;
  }

  /** Changes when the table has started afresh: entries taken before are void. */
  get generation(): number {
    return this.#generation;
  }

  /** The points' memory; grows at the end within one generation. */
  get chunks(): readonly PointChunk[] {
    return this.#points;
  }

  /** The entry of a key, added where it is new; -1 where the bytes are no valid public key. */
  entry(pubkey: Uint8Array): number {
    if (pubkey.length !== COMPRESSED) return -1;
    let slot = slotOf(pubkey) & (this.#slots.length - 1);
    for (let held = this.#slots[slot]!; held !== 0; held = this.#slots[slot]!) {
      if (bytesEqual(this.#key(held - 1), pubkey)) return held - 1;
      slot = (slot + 1) & (this.#slots.length - 1);
    }
    const point = decode(pubkey);
    return point === undefined ? -1 : this.#add(pubkey, point);
  }

  point(entry: number): Uint8Array {
    return pointAt(this.#points, entry);
  }

  #key(entry: number): Uint8Array {
    const at = (entry & CHUNK_MASK) * COMPRESSED;
    return this.#keys[entry >> CHUNK_BITS]!.subarray(at, at + COMPRESSED);
  }

  #add(pubkey: Uint8Array, point: Uint8Array): number {
    if (this.#count >= this.#capacity) this.#startAfresh();
    else if (2 * (this.#count + 1) > this.#slots.length) this.#rehash(2 * this.#slots.length);
    const entry = this.#count++;
    if ((entry & CHUNK_MASK) === 0) {
      this.#points.push(new SharedArrayBuffer(CHUNK_ENTRIES * POINT));
      this.#keys.push(new Uint8Array(CHUNK_ENTRIES * COMPRESSED));
    }
    this.point(entry).set(point);
    this.#key(entry).set(pubkey);
    this.#place(entry);
    return entry;
  }

  #place(entry: number): void {
    let slot = slotOf(this.#key(entry)) & (this.#slots.length - 1);
    while (this.#slots[slot] !== 0) slot = (slot + 1) & (this.#slots.length - 1);
    this.#slots[slot] = entry + 1;
  }

  #rehash(slots: number): void {
    this.#slots = new Int32Array(slots);
    for (let entry = 0; entry < this.#count; entry++) this.#place(entry);
  }

  #startAfresh(): void {
    this.#slots = new Int32Array(INITIAL_SLOTS);
    this.#points.length = 0;
    this.#keys.length = 0;
    this.#count = 0;
    this.#generation++;
  }
}

const slotOf = (pubkey: Uint8Array): number =>
  pubkey[20]! | (pubkey[21]! << 8) | (pubkey[22]! << 16) | ((pubkey[23]! & 0x7f) << 24);

function decode(pubkey: Uint8Array): Uint8Array | undefined {
  try {
    return PublicKey.fromBytes(pubkey, true).toBytes(false);
  } catch {
    // The decoder's only way to say "no valid key".
    return undefined;
  }
}
