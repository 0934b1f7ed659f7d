import { compareBytes, toHex } from "../../ssz/bytes.ts";
import type { Root, Slot } from "../values.ts";

/**
 * The three nodes of a block, by the values of Gloas's `PAYLOAD_STATUS_…` constants. A node's number in the tree is
 * three times its block's index plus its status.
 */
export const EMPTY = 0;
export const FULL = 1;
export const PENDING = 2;

/** What the tree has to know about a block to place it. */
export interface TreeBlock {
  readonly root: Root;
  readonly parent_root: Root;
  readonly slot: Slot;
  /** Which of its parent's payload nodes it builds on. */
  readonly parentStatus: typeof EMPTY | typeof FULL;
  /** From before Gloas: its payload, if any, is part of it, so that FULL is its only payload node. */
  readonly embedded: boolean;
}

/**
 * The blocks that fork choice knows, each with a pending node and under it an empty and a full one. Blocks are numbered
 * in the order of arrival, so that a parent's index is always lower than its child's and one backward loop over the
 * indices carries values from the leaves to the root.
 */
export class BlockTree {
  /** Changes whenever a block, a payload or an index does. */
  version = 0;
  /** Changes only where indices do: by removing. */
  layout = 0;
  readonly #index = new Map<string, number>();
  #roots: Root[] = [];
  #slots: Slot[] = [];
  #parents: number[] = [];
  #parentStatus: number[] = [];
  #embedded: boolean[] = [];
  #verified: boolean[] = [];
  #firstChild: number[] = [];
  #nextSibling: number[] = [];

  get size(): number {
    return this.#roots.length;
  }

  /** Index of a block, -1 for an unknown one. */
  indexOf(root: Root): number {
    return this.#index.get(toHex(root)) ?? -1;
  }

  indexOfKey(key: string): number {
    return this.#index.get(key) ?? -1;
  }

  root(index: number): Root {
    return this.#roots[index]!;
  }

  slot(index: number): Slot {
    return this.#slots[index]!;
  }

  /** Index of the parent, -1 where the tree does not hold it. */
  parent(index: number): number {
    return this.#parents[index]!;
  }

  parentStatus(index: number): number {
    return this.#parentStatus[index]!;
  }

  isEmbedded(index: number): boolean {
    return this.#embedded[index]!;
  }

  /** Whether there is a full node: the payload is part of the block, or has been verified. */
  hasPayload(index: number): boolean {
    return this.#embedded[index]! || this.#verified[index]!;
  }

  /** Adds a block. Throws where it is there already; a parent that is not makes it a root. */
  add(block: TreeBlock): number {
    const key = toHex(block.root);
    if (this.#index.has(key)) throw new Error(`the block tree already holds ${key}`);
    const index = this.size;
    const parent = this.indexOf(block.parent_root);
    this.#index.set(key, index);
    this.#roots.push(block.root);
    this.#slots.push(block.slot);
    this.#parents.push(parent);
    this.#parentStatus.push(block.parentStatus);
    this.#embedded.push(block.embedded);
    this.#verified.push(false);
    this.#firstChild.push(-1);
    this.#nextSibling.push(-1);
    this.#link(index);
    this.version++;
    return index;
  }

  /** Gives a block its full node, or takes it away. */
  setVerified(index: number, verified: boolean): void {
    if (this.#verified[index] === verified) return;
    this.#verified[index] = verified;
    this.version++;
  }

  /** Indices of the blocks on this one, newest arrival first. */
  *children(index: number): Generator<number> {
    for (let child = this.#firstChild[index]!; child >= 0; child = this.#nextSibling[child]!) yield child;
  }

  /**
   * The node at or before `slot` in the chain that ends in `node`. Answers -1 where the chain leaves the tree before
   * that slot.
   */
  ancestor(node: number, slot: Slot): number {
    let index = Math.trunc(node / 3);
    let status = node % 3;
    while (this.#slots[index]! > slot) {
      status = this.#parentStatus[index]!;
      index = this.#parents[index]!;
      if (index < 0) return -1;
    }
    return 3 * index + status;
  }

  /** Index of the oldest block of the chain that ends in this one. */
  oldest(index: number): number {
    let at = index;
    while (this.#parents[at]! >= 0) at = this.#parents[at]!;
    return at;
  }

  /** Order of two blocks' roots, as of bytes. */
  compareRoots(a: number, b: number): number {
    return compareBytes(this.#roots[a]!, this.#roots[b]!);
  }

  /**
   * Adds up along the tree: what stands directly at each node counts for all its ancestors too. `sums` receives the
   * result by node, `direct` is left as it is; both are at least `3 * size` long.
   */
  accumulate(direct: Float64Array, sums: Float64Array): void {
    const parents = this.#parents;
    const parentStatus = this.#parentStatus;
    sums.set(direct.subarray(0, 3 * this.size));
    for (let index = this.size - 1; index >= 0; index--) {
      const at = 3 * index;
      const whole = sums[at]! + sums[at + 1]! + sums[at + 2]!;
      sums[at + PENDING] = whole;
      const parent = parents[index]!;
      if (parent >= 0) sums[3 * parent + parentStatus[index]!]! += whole;
    }
  }

  /**
   * Which nodes have a viable leaf among themselves and their descendants, by node; `isViable` is asked about the
   * blocks of leaf nodes only.
   */
  viable(isViable: (index: number) => boolean): Uint8Array {
    const marks = new Uint8Array(3 * this.size);
    // Bit 1: viable children, bit 2: any children, by payload node.
    const below = new Uint8Array(3 * this.size);
    for (let index = this.size - 1; index >= 0; index--) {
      const at = 3 * index;
      let leaf: boolean | undefined;
      const judge = (node: number): boolean => {
        if (below[node] !== 0) return (below[node]! & 1) !== 0;
        leaf ??= isViable(index);
        return leaf;
      };
      const empty = !this.#embedded[index] && judge(at + EMPTY);
      const full = this.hasPayload(index) && judge(at + FULL);
      if (empty) marks[at + EMPTY] = 1;
      if (full) marks[at + FULL] = 1;
      if (empty || full) marks[at + PENDING] = 1;
      const parent = this.#parents[index]!;
      if (parent >= 0) below[3 * parent + this.#parentStatus[index]!]! |= empty || full ? 3 : 2;
    }
    return marks;
  }

  /** Marks of a node's ancestors and of the node, by node; where the chain enters a block, its pending node too. */
  path(node: number): Uint8Array {
    const marks = new Uint8Array(3 * this.size);
    let index = Math.trunc(node / 3);
    let status = node % 3;
    while (index >= 0) {
      marks[3 * index + status] = 1;
      marks[3 * index + PENDING] = 1;
      status = this.#parentStatus[index]!;
      index = this.#parents[index]!;
    }
    return marks;
  }

  /** Marks of a block and all blocks on it, by index. With `status`, only those on that payload node of it. */
  descendants(index: number, status?: number): Uint8Array {
    const marks = new Uint8Array(this.size);
    marks[index] = 1;
    for (let at = index + 1; at < this.size; at++) {
      const parent = this.#parents[at]!;
      if (parent < 0 || marks[parent] === 0) continue;
      if (parent === index && status !== undefined && this.#parentStatus[at] !== status) continue;
      marks[at] = 1;
    }
    if (status !== undefined) marks[index] = 0;
    return marks;
  }

  /**
   * Keeps only the marked blocks. Returns the new index of every old one, -1 for those that are gone. A kept block
   * whose parent is gone becomes a root.
   */
  keep(marks: Uint8Array): Int32Array {
    const moved = new Int32Array(this.size).fill(-1);
    let next = 0;
    for (let index = 0; index < this.size; index++) {
      if (marks[index] === 0) this.#index.delete(toHex(this.#roots[index]!));
      else moved[index] = next++;
    }
    const kept = <T>(values: T[]): T[] => values.filter((_value, index) => marks[index] !== 0);
    const parents = kept(this.#parents).map((parent) => (parent < 0 ? -1 : moved[parent]!));
    this.#roots = kept(this.#roots);
    this.#slots = kept(this.#slots);
    this.#parentStatus = kept(this.#parentStatus);
    this.#embedded = kept(this.#embedded);
    this.#verified = kept(this.#verified);
    this.#parents = parents;
    this.#firstChild = parents.map(() => -1);
    this.#nextSibling = parents.map(() => -1);
    for (let index = 0; index < this.size; index++) {
      this.#index.set(toHex(this.#roots[index]!), index);
      this.#link(index);
    }
    this.version++;
    this.layout++;
    return moved;
  }

  #link(index: number): void {
    const parent = this.#parents[index]!;
    if (parent < 0) return;
    this.#nextSibling[index] = this.#firstChild[parent]!;
    this.#firstChild[parent] = index;
  }
}
