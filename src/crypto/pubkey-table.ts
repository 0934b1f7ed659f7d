import { PublicKey } from "@chainsafe/blst";

const COMPRESSED = 48;
const POINT = 96;
const CHUNK_BITS = 12;
const CHUNK_ENTRIES = 1 << CHUNK_BITS;
const CHUNK_MASK = CHUNK_ENTRIES - 1;
const INITIAL_SLOTS = 1 << 12;
/** In the first byte of a compressed key. */
const SIGN_BIT = 0x20;
/** The order of the field that the points' coordinates are of, big-endian. */
const FIELD_ORDER = Uint8Array.fromHex(
  "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab",
);

/** Uncompressed points of one chunk of a table; shared memory, so that workers read what the owner has checked. */
export type PointChunk = SharedArrayBuffer;

/** Flips the sign of a compressed key: it then stands for the point that the key's own cancels out. */
export function negatedKey(pubkey: Uint8Array): Uint8Array {
  const negated = pubkey.slice();
  negated[0]! ^= SIGN_BIT;
  return negated;
}

/** The point of an entry of a table with these chunks; of a negated entry, a copy with the other sign. */
export function pointAt(chunks: readonly PointChunk[], entry: number): Uint8Array {
  if (entry < 0) return negatedPoint(pointAt(chunks, ~entry));
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

  /**
   * The entry of a key, added where it is new; the complement of an entry where only the key of the other sign is known.
   * Undefined where the bytes are no valid public key.
   */
  entry(pubkey: Uint8Array): number | undefined {
    if (pubkey.length !== COMPRESSED) return undefined;
    let slot = slotOf(pubkey) & (this.#slots.length - 1);
    let negated: number | undefined;
    for (let held = this.#slots[slot]!; held !== 0; held = this.#slots[slot]!) {
      const difference = this.#difference(held - 1, pubkey);
      if (difference === 0) return held - 1;
      if (difference === SIGN_BIT) negated = ~(held - 1);
      slot = (slot + 1) & (this.#slots.length - 1);
    }
    if (negated !== undefined) return negated;
    const point = decode(pubkey);
    return point === undefined ? undefined : this.#add(pubkey, point);
  }

  /** Whether the key, of either sign, is in the table. */
  has(pubkey: Uint8Array): boolean {
    let slot = slotOf(pubkey) & (this.#slots.length - 1);
    for (let held = this.#slots[slot]!; held !== 0; held = this.#slots[slot]!) {
      if ((this.#difference(held - 1, pubkey) & ~SIGN_BIT) === 0) return true;
      slot = (slot + 1) & (this.#slots.length - 1);
    }
    return false;
  }

  /** Adds a key whose point, which the caller answers for, was decoded elsewhere. */
  add(pubkey: Uint8Array, point: Uint8Array): void {
    if (!this.has(pubkey)) this.#add(pubkey, point);
  }

  point(entry: number): Uint8Array {
    return pointAt(this.#points, entry);
  }

  /** Bits in which the first byte of an entry's key differs from this one's; -1 where another byte does. */
  #difference(entry: number, pubkey: Uint8Array): number {
    const keys = this.#keys[entry >> CHUNK_BITS]!;
    const at = (entry & CHUNK_MASK) * COMPRESSED;
    for (let i = COMPRESSED - 1; i > 0; i--) if (keys[at + i] !== pubkey[i]) return -1;
    return keys[at]! ^ pubkey[0]!;
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

/** The point with the other sign: its second coordinate subtracted from the field's order, which no valid point has as 0. */
function negatedPoint(point: Uint8Array): Uint8Array {
  const negated = point.slice();
  let borrow = 0;
  for (let i = COMPRESSED - 1; i >= 0; i--) {
    const difference = FIELD_ORDER[i]! - point[COMPRESSED + i]! - borrow;
    borrow = difference < 0 ? 1 : 0;
    negated[COMPRESSED + i] = difference;
  }
  return negated;
}

function decode(pubkey: Uint8Array): Uint8Array | undefined {
  try {
    return PublicKey.fromBytes(pubkey, true).toBytes(false);
  } catch {
    // The decoder's only way to say "no valid key".
    return undefined;
  }
}
