import { unshuffleList } from "@chainsafe/swap-or-not-shuffle";
import { sha256 } from "./hash.ts";

/**
 * All of `indices` in shuffled order: element i is `indices[compute_shuffled_index(i, indices.length, seed)]`, so that
 * committees are slices of it.
 */
export function shuffleIndices(indices: Uint32Array, seed: Uint8Array, rounds: number): Uint32Array {
  return indices.length < 2 ? indices.slice() : unshuffleList(indices, seed, rounds);
}

/** One index's place after the swap-or-not shuffle; `index` must lie below `indexCount`, which is below 2^32. */
export function shuffledIndex(index: number, indexCount: number, seed: Uint8Array, rounds: number): number {
  const pivotInput = new Uint8Array(33);
  pivotInput.set(seed);
  const sourceInput = new Uint8Array(37);
  sourceInput.set(seed);
  const bucket = new DataView(sourceInput.buffer);
  let at = index;
  for (let round = 0; round < rounds; round++) {
    pivotInput[32] = round;
    const pivot = modulo(sha256(pivotInput), indexCount);
    const flip = (pivot + indexCount - at) % indexCount;
    const position = Math.max(at, flip);
    sourceInput[32] = round;
    bucket.setUint32(33, Math.floor(position / 256), true);
    const byte = sha256(sourceInput)[(position % 256) >> 3]!;
    if ((byte >> (position % 8)) & 1) at = flip;
  }
  return at;
}

/** The first eight bytes, as a little-endian integer, modulo `divisor`. */
function modulo(hash: Uint8Array, divisor: number): number {
  const view = new DataView(hash.buffer, hash.byteOffset, 8);
  const high = view.getUint32(4, true) % divisor;
  // In two steps of 16 bits, so that no product passes 2^53.
  const upper = (high * 0x1_0000) % divisor;
  return (((upper * 0x1_0000) % divisor) + (view.getUint32(0, true) % divisor)) % divisor;
}
