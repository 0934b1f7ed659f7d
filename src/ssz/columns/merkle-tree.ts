import { hashPair, zeroHash } from "../../crypto/hash.ts";
import type { HashSteps } from "./hash-steps.ts";
import { MerkleLevel, PAGE_DEPTH } from "./merkle-level.ts";
import { GROUPS_AT, moveDown, PAGE_LEAVES, type Page, ROOT_AT } from "./page.ts";

/**
 * Where the first leaf stands in the first page of a progressive tree: the subtrees of 1, 4 and 16 leaves then fill
 * that page's end at multiples of their size, and every later page lies wholly in one subtree.
 */
const PROGRESSIVE_BIAS = PAGE_LEAVES - 21;

/** Form of a tree: one of a fixed depth, or EIP-7916's progressive tree. */
export type TreeForm = number | "progressive";

/**
 * A Merkle tree over leaves that are pages' content. Every page has the roots of its groups of eight leaves and its own
 * root; the pages' roots are the leaves of the pages a level above, up to a single page. In a progressive tree a level's
 * first page holds the roots of three subtrees, and only its later pages go on to the level above.
 */
export class MerkleTree {
  readonly form: TreeForm;
  /** Place of the first leaf. */
  readonly bias: number;
  readonly leaves = new MerkleLevel(0);
  #count = 0;
  #upper: MerkleLevel[] = [];

  constructor(form: TreeForm) {
    this.form = form;
    this.bias = form === "progressive" ? PROGRESSIVE_BIAS : 0;
  }

  /** Takes over the content of another tree of this form, sharing all pages. */
  shareFrom(other: MerkleTree): this {
    this.leaves.shareFrom(other.leaves);
    this.#count = other.#count;
    for (const level of other.#upper) this.#upper.push(new MerkleLevel(level.level).shareFrom(level));
    return this;
  }

  /** Number of leaves. */
  get count(): number {
    return this.#count;
  }

  /** Makes room for leaves at the end, or drops some. */
  resize(count: number): void {
    if (count === this.#count) return;
    this.#count = count;
    this.leaves.resize(count === 0 ? 0 : count + this.bias);
  }

  /** Pages of a level, the leaves' being level 0; undefined above the top. */
  level(level: number): MerkleLevel | undefined {
    return level === 0 ? this.leaves : this.#upper[level - 1];
  }

  /** Marks a leaf as changed, to be written before the tree is hashed. */
  markLeaf(index: number): void {
    const at = index + this.bias;
    const place = at >>> PAGE_DEPTH;
    this.leaves.mark(place, this.leaves.writable(place), at & (PAGE_LEAVES - 1));
  }

  /** Drops leaves at the start; the others move down, and none may be waiting to be written. */
  dropFirst(count: number): void {
    const extent = { pageBytes: PAGE_LEAVES * 32, start: this.bias * 32, end: (this.bias + this.#count) * 32 };
    moveDown(this.leaves, extent, count * 32, (place, page) => this.leaves.markAll(place, page));
    this.resize(this.#count - count);
  }

  /** Visits the leaves that are marked as changed: element, page, leaf in the page. Their marks stay. */
  forEachMarked(visit: (index: number, page: Page, leaf: number) => void): void {
    for (const place of this.leaves.dirty) {
      const page = this.leaves.pages[place];
      if (page === undefined) continue;
      for (let half = 0; half < 2; half++) {
        for (let mask = half === 0 ? page.dirtyLow : page.dirtyHigh; mask !== 0; mask &= mask - 1) {
          const leaf = half * 32 + (31 - Math.clz32(mask & -mask));
          const index = place * PAGE_LEAVES + leaf - this.bias;
          if (index >= 0 && index < this.#count) visit(index, page, leaf);
        }
      }
    }
  }

  /** Gives the level above the roots of this level's pages, which have been hashed. */
  passUp(level: number): void {
    const from = this.level(level)!;
    const skipped = this.form === "progressive" ? 1 : 0;
    const roots = from.pages.length - skipped;
    if (roots < 1 || (skipped === 0 && roots === 1)) {
      this.#upper.length = level;
    } else {
      let above = this.#upper[level];
      const places = above === undefined ? from.pages.keys() : from.dirty;
      if (above === undefined) {
        above = new MerkleLevel(level + 1);
        this.#upper[level] = above;
      }
      above.resize(roots + this.bias);
      for (const place of places) {
        const page = from.pages[place];
        if (page !== undefined && place >= skipped) above.setLeaf(place - skipped + this.bias, page);
      }
    }
    from.dirty = [];
  }

  /** The way to the root from what `hashTrees` has brought up to date; a list's length is not mixed in. */
  *rootSteps(): HashSteps {
    if (this.form === "progressive") {
      let root = zeroHash(0);
      for (let subtree = progressiveSubtrees(this.#count) - 1; subtree >= 0; subtree--) {
        const page = this.level(Math.floor(subtree / 3))!.pages[0]!;
        const start = [43, 44, 48][subtree % 3]!;
        root = yield [yield* subtreeSteps(page, start, (subtree % 3) * 2), root];
      }
      return root;
    }
    const top = this.#upper.at(-1) ?? this.leaves;
    if (top.pages.length === 0) return zeroHash(this.form);
    const below = top.level * PAGE_DEPTH;
    let root = yield* subtreeSteps(top.pages[0]!, 0, Math.min(PAGE_DEPTH, this.form - below));
    for (let depth = below + PAGE_DEPTH; depth < this.form; depth++) root = yield [root, zeroHash(depth)];
    return root;
  }

  /** A leaf's bytes, after `hashTrees`. */
  leafRoot(index: number): Uint8Array {
    const at = index + this.bias;
    return nodeAt(this.leaves.pages[at >>> PAGE_DEPTH]!, (at & (PAGE_LEAVES - 1)) * 8);
  }

  /** Root of the subtree of this depth that begins at this leaf, after `hashTrees`; leaves past the end are zero. */
  rangeRoot(depth: number, start: number): Uint8Array {
    if (start >= this.#count) return zeroHash(depth);
    if (depth === 0) return this.leafRoot(start);
    // A page of a level above the leaves has such a subtree of its own in trees of a fixed depth only.
    const level = this.form === "progressive" && depth > PAGE_DEPTH ? undefined : this.level(depth / PAGE_DEPTH - 1);
    const place = (start + this.bias) / 2 ** depth;
    if (level !== undefined && Number.isInteger(place)) return nodeAt(level.pages[place]!, ROOT_AT);
    return hashPair(this.rangeRoot(depth - 1, start), this.rangeRoot(depth - 1, start + 2 ** (depth - 1)));
  }
}

/** How many subtrees of 1, 4, 16, … leaves a progressive tree of so many leaves has. */
function progressiveSubtrees(count: number): number {
  let subtrees = 0;
  for (let room = 0; room < count; room += 4 ** subtrees, subtrees++);
  return subtrees;
}

/** The way to the root of a subtree in a page whose groups are hashed. */
function* subtreeSteps(page: Page, leaf: number, depth: number): HashSteps {
  if (depth === 0) return nodeAt(page, leaf * 8);
  if (depth === 3) return nodeAt(page, GROUPS_AT + leaf);
  if (depth === PAGE_DEPTH) return nodeAt(page, ROOT_AT);
  return yield [
    yield* subtreeSteps(page, leaf, depth - 1),
    yield* subtreeSteps(page, leaf + 2 ** (depth - 1), depth - 1),
  ];
}

const nodeAt = (page: Page, word: number): Uint8Array => page.bytes.slice(word * 4, word * 4 + 32);
