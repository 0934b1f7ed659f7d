import { hashPair, zeroHash } from "../crypto/hash.ts";

/** Merkle tree to which leaves are appended: holds the left siblings on the way to the next leaf, and no more. */
export class IncrementalMerkleTree {
  readonly #depth: number;
  readonly #branch: Uint8Array[] = [];
  #count = 0;

  constructor(depth: number) {
    this.#depth = depth;
  }

  /** Appends a leaf. Throws `RangeError` where the tree is full. */
  push(leaf: Uint8Array): void {
    if (this.#count >= 2 ** this.#depth) throw new RangeError(`a tree of depth ${this.#depth} is full`);
    this.#count++;
    let node = leaf;
    let size = this.#count;
    let level = 0;
    for (; size % 2 === 0; size /= 2) node = hashPair(this.#branch[level++]!, node);
    this.#branch[level] = node;
  }

  /** Root with all further leaves zero, as of a vector. */
  root(): Uint8Array {
    let node = zeroHash(0);
    let size = this.#count;
    for (let level = 0; level < this.#depth; level++) {
      node = size % 2 === 1 ? hashPair(this.#branch[level]!, node) : hashPair(node, zeroHash(level));
      size = Math.floor(size / 2);
    }
    return size === 1 ? this.#branch[this.#depth]! : node;
  }

  /** Root with the number of leaves mixed in, as of a list. */
  listRoot(): Uint8Array {
    const length = new Uint8Array(32);
    new DataView(length.buffer).setBigUint64(0, BigInt(this.#count), true);
    return hashPair(this.root(), length);
  }
}
