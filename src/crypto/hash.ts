import { hashInto as nativeHashInto } from "@chainsafe/hashtree";

/** SHA-256 of the bytes. For many pairs of nodes at once there is `hashInto`. */
export function sha256(data: Uint8Array): Uint8Array {
  return new Uint8Array(Bun.SHA256.hash(data) as Uint8Array<ArrayBuffer>);
}

/** `sha256` by the specification's name. */
export const hash = sha256;

/**
 * SHA-256 of every 64-byte block of `input`, behind one another in `output`, which is half as long and may begin where
 * `input` begins. One native call: give it many blocks at once.
 */
export const hashInto: (input: Uint8Array, output: Uint8Array) => void = nativeHashInto;

const pair = new Uint8Array(64);

/** SHA-256 of two 32-byte nodes behind one another: the parent of two siblings in a Merkle tree. */
export function hashPair(left: Uint8Array, right: Uint8Array): Uint8Array {
  const parent = new Uint8Array(32);
  pair.set(left, 0);
  pair.set(right, 32);
  nativeHashInto(pair, parent);
  return parent;
}

const zeroHashes: Uint8Array[] = [new Uint8Array(32)];

/** Root of a tree of this depth whose leaves are all zero. Not to be written to. */
export function zeroHash(depth: number): Uint8Array {
  for (let d = zeroHashes.length; d <= depth; d++) zeroHashes.push(hashPair(zeroHashes[d - 1]!, zeroHashes[d - 1]!));
  return zeroHashes[depth]!;
}

/**
 * Root of the tree of this depth over `leaves` (32 bytes each), all further leaves being zero.
 * Throws `RangeError` for more leaves than the tree has.
 */
export function merkleize(leaves: Uint8Array, depth: number): Uint8Array {
  let count = leaves.length / 32;
  if (count > 2 ** depth) throw new RangeError(`${count} leaves in a tree of depth ${depth}`);
  if (count === 0) return zeroHash(depth).slice();
  const nodes = new Uint8Array(Math.ceil(count / 2) * 64);
  nodes.set(leaves);
  for (let d = 0; d < depth; d++) {
    if (count % 2 === 1) nodes.set(zeroHash(d), count++ * 32);
    nativeHashInto(nodes.subarray(0, count * 32), nodes.subarray(0, count * 16));
    count /= 2;
  }
  return nodes.slice(0, 32);
}

/** Root of EIP-7916's progressive tree over `leaves` (32 bytes each), its length not mixed in. */
export function merkleizeProgressive(leaves: Uint8Array): Uint8Array {
  const subtrees: Uint8Array[] = [];
  for (let at = 0, depth = 0; at < leaves.length; depth += 2) {
    const end = Math.min(leaves.length, at + 32 * 2 ** depth);
    subtrees.push(merkleize(leaves.subarray(at, end), depth));
    at = end;
  }
  return subtrees.reduceRight((rest, subtree) => hashPair(subtree, rest), zeroHash(0).slice());
}
