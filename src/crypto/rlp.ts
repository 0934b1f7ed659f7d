/**
 * Recursive length prefix encoding, the execution layer's: functions that encode give finished encodings, and a list
 * takes the finished encodings of its items.
 * https://ethereum.org/en/developers/docs/data-structures-and-encoding/rlp/
 */

import { concatBytes } from "../ssz/bytes.ts";

/** What a decoded item is: a byte string, or a list of items. */
export type RlpItem = Uint8Array | readonly RlpItem[];

/** Raised where bytes are no canonical RLP; `offset` is where. */
export class RlpError extends Error {
  override name = "RlpError";
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(`${message} at byte ${offset}`);
    this.offset = offset;
  }
}

/** The encoding of a byte string. */
export function rlpBytes(value: Uint8Array): Uint8Array {
  if (value.length === 1 && value[0]! < 0x80) return value;
  return concatBytes(prefix(0x80, value.length), value);
}

/**
 * The encoding of an unsigned integer: big-endian without leading zeros. `Infinity` is 2^64 - 1, as everywhere here.
 * Throws `RangeError` for a negative or fractional one.
 */
export function rlpUint(value: number | bigint): Uint8Array {
  return rlpBytes(uintBytes(value));
}

/** The encoding of a list of encodings. */
export function rlpList(items: readonly Uint8Array[]): Uint8Array {
  const body = concatBytes(...items);
  return concatBytes(prefix(0xc0, body.length), body);
}

/** The one item that these bytes encode. Throws `RlpError` where they are not canonical, or more than one item. */
export function rlpDecode(bytes: Uint8Array): RlpItem {
  const { item, end } = decodeAt(bytes, 0, bytes.length);
  if (end !== bytes.length) throw new RlpError("bytes after the item", end);
  return item;
}

/** The integer of a decoded byte string. */
export function rlpToUint(item: RlpItem): bigint {
  if (!(item instanceof Uint8Array)) throw new RlpError("a list where an integer should be", 0);
  if (item[0] === 0) throw new RlpError("an integer with leading zeros", 0);
  return item.length === 0 ? 0n : BigInt(`0x${item.toHex()}`);
}

/** Big-endian bytes of an unsigned integer, none for 0. */
export function uintBytes(value: number | bigint): Uint8Array {
  const wide = value === Number.POSITIVE_INFINITY ? 0xffff_ffff_ffff_ffffn : BigInt(value);
  if (wide < 0n) throw new RangeError(`not an unsigned integer: ${value}`);
  if (wide === 0n) return new Uint8Array(0);
  const hex = wide.toString(16);
  return Uint8Array.fromHex(hex.length % 2 === 0 ? hex : `0${hex}`);
}

function prefix(base: number, length: number): Uint8Array {
  if (length < 56) return Uint8Array.of(base + length);
  const size = uintBytes(length);
  return concatBytes(Uint8Array.of(base + 55 + size.length), size);
}

function decodeAt(bytes: Uint8Array, at: number, limit: number): { item: RlpItem; end: number } {
  if (at >= limit) throw new RlpError("nothing where an item should be", at);
  const first = bytes[at]!;
  if (first < 0x80) return { item: bytes.slice(at, at + 1), end: at + 1 };
  const isList = first >= 0xc0;
  const short = first - (isList ? 0xc0 : 0x80);
  const { start, length } = short < 56 ? { start: at + 1, length: short } : longLength(bytes, at, short - 55, limit);
  const end = start + length;
  if (end > limit) throw new RlpError("an item longer than what holds it", at);
  if (!isList) {
    if (length === 1 && bytes[start]! < 0x80) throw new RlpError("a prefix before a byte that needs none", at);
    return { item: bytes.slice(start, end), end };
  }
  const items: RlpItem[] = [];
  let next = start;
  while (next < end) {
    const inner = decodeAt(bytes, next, end);
    items.push(inner.item);
    next = inner.end;
  }
  return { item: items, end };
}

function longLength(bytes: Uint8Array, at: number, size: number, limit: number): { start: number; length: number } {
  const start = at + 1 + size;
  if (start > limit) throw new RlpError("a length cut short", at);
  if (bytes[at + 1] === 0) throw new RlpError("a length with leading zeros", at);
  const length = Number(BigInt(`0x${bytes.subarray(at + 1, start).toHex()}`));
  if (length < 56) throw new RlpError("a long form of a short length", at);
  return { start, length };
}
