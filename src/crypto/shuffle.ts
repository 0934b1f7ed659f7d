import { bytesEqual } from "../ssz/bytes.ts";
import { sha256 } from "./hash.ts";

/** Places that one hash decides about. */
const BUCKET = 256;

/**
 * All of `indices` in shuffled order: element i is `indices[compute_shuffled_index(i, indices.length, seed)]`, so that
 * committees are slices of it. Each round swaps places that mirror each other, about half of them, by the round's bits.
 */
export function shuffleIndices(indices: Uint32Array, seed: Uint8Array, rounds: number): Uint32Array {
  const shuffled = indices.slice();
  const count = indices.length;
  if (count < 2) return shuffled;
  const pivots = pivotsOf(count, seed, rounds);
  const input = new Uint8Array(37);
  input.set(seed);
  const view = new DataView(input.buffer);
  const bits = new Uint8Array(Math.ceil(count / BUCKET) * 32);
  const hashes = Array.from({ length: bits.length / 32 }, (_, bucket) => bits.subarray(bucket * 32, bucket * 32 + 32));
  for (let round = rounds - 1; round >= 0; round--) {
    input[32] = round;
    for (let bucket = 0; bucket < hashes.length; bucket++) {
      view.setUint32(33, bucket, true);
      Bun.SHA256.hash(input, hashes[bucket]!);
    }
    const pivot = pivots[round]!;
    swapMirrored(shuffled, bits, 0, pivot);
    swapMirrored(shuffled, bits, pivot + 1, count - 1);
  }
  return shuffled;
}

/** Swaps the ends of the range, then what lies inside of them, wherever the upper place's bit is set. */
function swapMirrored(list: Uint32Array, bits: Uint8Array, first: number, last: number): void {
  for (let i = first, j = last; i < j; i++, j--) {
    const low = list[i]!;
    const high = list[j]!;
    // Without a branch, which would be mispredicted half of the time.
    const difference = (low ^ high) & -((bits[j >>> 3]! >>> (j & 7)) & 1);
    list[i] = low ^ difference;
    list[j] = high ^ difference;
  }
}

/** One index's place after the swap-or-not shuffle; `index` must lie below `indexCount`, which is below 2^32. */
export function shuffledIndex(index: number, indexCount: number, seed: Uint8Array, rounds: number): number {
  const pivots = pivotsOf(indexCount, seed, rounds);
  const sourceInput = new Uint8Array(37);
  sourceInput.set(seed);
  const bucket = new DataView(sourceInput.buffer);
  const source = new Uint8Array(32);
  let at = index;
  for (let round = 0; round < rounds; round++) {
    const flip = (pivots[round]! + indexCount - at) % indexCount;
    const position = Math.max(at, flip);
    sourceInput[32] = round;
    bucket.setUint32(33, position >>> 8, true);
    Bun.SHA256.hash(sourceInput, source);
    const byte = source[(position & 255) >> 3]!;
    if ((byte >> (position & 7)) & 1) at = flip;
  }
  return at;
}

/** The rounds' pivots that were asked for last: sampling asks for many places of one shuffle. */
let lastPivots = { indexCount: 0, seed: new Uint8Array(), pivots: new Float64Array() };

function pivotsOf(indexCount: number, seed: Uint8Array, rounds: number): Float64Array {
  const last = lastPivots;
  if (last.indexCount === indexCount && last.pivots.length === rounds && bytesEqual(last.seed, seed))
    return last.pivots;
  const input = new Uint8Array(33);
  input.set(seed);
  const pivots = Float64Array.from({ length: rounds }, (_, round) => {
    input[32] = round;
    return modulo(sha256(input), indexCount);
  });
  lastPivots = { indexCount, seed: seed.slice(), pivots };
  return pivots;
}

/** The first eight bytes, as a little-endian integer, modulo `divisor`. */
function modulo(hash: Uint8Array, divisor: number): number {
  const view = new DataView(hash.buffer, hash.byteOffset, 8);
  const high = view.getUint32(4, true) % divisor;
  // In two steps of 16 bits, so that no product passes 2^53.
  const upper = (high * 0x1_0000) % divisor;
  return (((upper * 0x1_0000) % divisor) + (view.getUint32(0, true) % divisor)) % divisor;
}
