import { hashInto, hashPair, merkleize, zeroHash } from "../../crypto/hash.ts";
import { GROUPS_AT, MERKLE_PAGE_WORDS, PAGE_LEAVES, type Page, PageList, ROOT_AT } from "./page.ts";

/** Depth of the tree in a page. */
const PAGE_DEPTH = 6;

/**
 * Where the first leaf stands in the first page of a progressive tree: the subtrees of 1, 4 and 16 leaves then fill
 * that page's end at multiples of their size, and every later page lies wholly in one subtree.
 */
const PROGRESSIVE_BIAS = PAGE_LEAVES - 21;

/** Form of a tree: one of a fixed depth, or EIP-7916's progressive tree. */
export type TreeForm = number | "progressive";

/** The pages of one level of a Merkle tree, with 64 leaves each. */
export class MerkleLevel extends PageList {
  readonly level: number;
  /** Places of pages whose root the level above has not got yet; a place may be there twice. */
  dirty: number[] = [];
  /** Leaves up to the last used one, those that a progressive tree leaves out before the first among them. */
  end = 0;

  constructor(level: number) {
    super(MERKLE_PAGE_WORDS);
    this.level = level;
  }

  override shareFrom(other: MerkleLevel): this {
    super.shareFrom(other);
    this.dirty = other.dirty.slice();
    this.end = other.end;
    return this;
  }

  /** Marks a leaf of a page that `writable` gave as changed. */
  mark(place: number, page: Page, leaf: number): void {
    if ((page.dirtyLow | page.dirtyHigh) === 0) this.dirty.push(place);
    if (leaf < 32) page.dirtyLow |= 1 << leaf;
    else page.dirtyHigh |= 1 << (leaf - 32);
  }

  /** Puts a page there that others may have too. */
  override put(place: number, page: Page): void {
    super.put(place, page);
    this.dirty.push(place);
  }

  /** Makes room for leaves, or drops them, so that `end` is this. Leaves that are not used hold the empty subtree's root. */
  resize(end: number): void {
    const places = Math.ceil(end / PAGE_LEAVES);
    const before = this.end;
    this.end = end;
    this.truncate(places);
    while (this.pages.length < places) this.#appendEmpty();
    if (end >= before || end % PAGE_LEAVES === 0) return;
    const first = end - (places - 1) * PAGE_LEAVES;
    const last = Math.min(PAGE_LEAVES, before - (places - 1) * PAGE_LEAVES);
    const page = this.writable(places - 1);
    for (let leaf = first; leaf < last; leaf++) {
      this.#clear(page, leaf);
      this.mark(places - 1, page, leaf);
    }
  }

  /** Copies another page's root into a leaf. */
  setLeaf(index: number, from: Page): void {
    const place = index >>> PAGE_DEPTH;
    const leaf = index & (PAGE_LEAVES - 1);
    const old = this.pages[place]!.words;
    let same = true;
    for (let i = 0; i < 8 && same; i++) same = old[leaf * 8 + i] === from.words[ROOT_AT + i];
    if (same) return;
    const page = this.writable(place);
    for (let i = 0; i < 8; i++) page.words[leaf * 8 + i] = from.words[ROOT_AT + i]!;
    this.mark(place, page, leaf);
  }

  #appendEmpty(): void {
    const page = this.append();
    if (this.level > 0) for (let leaf = 0; leaf < PAGE_LEAVES; leaf++) this.#clear(page, leaf);
    this.dirty.push(this.pages.length - 1);
    page.dirtyLow = -1;
    page.dirtyHigh = -1;
  }

  #clear(page: Page, leaf: number): void {
    page.bytes.set(zeroHash(this.level * PAGE_DEPTH), leaf * 32);
  }
}

/**
 * A Merkle tree over leaves that are pages' content. Every page has the roots of its groups of eight leaves and its own
 * root; the pages' roots are the leaves of the pages a level above, up to a single page. In a progressive tree a level's
 * first page holds the roots of three subtrees, and only its later pages go on to the level above.
 */
export class MerkleTree {
  readonly form: TreeForm;
  /** Place of the first leaf. */
  readonly bias: number;
  readonly leaves: MerkleLevel;
  #count = 0;
  #upper: MerkleLevel[] = [];

  constructor(form: TreeForm) {
    this.form = form;
    this.bias = form === "progressive" ? PROGRESSIVE_BIAS : 0;
    this.leaves = new MerkleLevel(0);
  }

  /** Takes over the content of another tree of this form, sharing all pages. */
  shareFrom(other: MerkleTree): this {
    this.leaves.shareFrom(other.leaves);
    this.#count = other.#count;
    this.#upper = other.#upper.map((level) => new MerkleLevel(level.level).shareFrom(level));
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

  /** The root after `hashTrees`; a list's length is not mixed in. */
  root(): Uint8Array {
    if (this.form === "progressive") {
      let root: Uint8Array = zeroHash(0).slice();
      for (let subtree = progressiveSubtrees(this.#count) - 1; subtree >= 0; subtree--)
        root = hashPair(this.#progressiveSubtree(subtree), root);
      return root;
    }
    const top = this.#upper.at(-1) ?? this.leaves;
    if (top.pages.length === 0) return zeroHash(this.form).slice();
    const below = top.level * PAGE_DEPTH;
    if (this.form - below < PAGE_DEPTH)
      return merkleize(top.pages[0]!.bytes.subarray(0, 32 * 2 ** (this.form - below)), this.form - below);
    let root: Uint8Array = top.pages[0]!.bytes.slice(ROOT_AT * 4, ROOT_AT * 4 + 32);
    for (let depth = below + PAGE_DEPTH; depth < this.form; depth++) root = hashPair(root, zeroHash(depth));
    return root;
  }

  /** A leaf's bytes, after `hashTrees`. */
  leafRoot(index: number): Uint8Array {
    const at = index + this.bias;
    const from = (at & (PAGE_LEAVES - 1)) * 32;
    return this.leaves.pages[at >>> PAGE_DEPTH]!.bytes.slice(from, from + 32);
  }

  /** Root of the subtree of this depth that begins at this leaf, after `hashTrees`; leaves past the end are zero. */
  rangeRoot(depth: number, start: number): Uint8Array {
    if (start >= this.#count) return zeroHash(depth);
    if (depth === 0) return this.leafRoot(start);
    const at = start + this.bias;
    if (depth === PAGE_DEPTH && at % PAGE_LEAVES === 0)
      return this.leaves.pages[at >>> PAGE_DEPTH]!.bytes.slice(ROOT_AT * 4, ROOT_AT * 4 + 32);
    return hashPair(this.rangeRoot(depth - 1, start), this.rangeRoot(depth - 1, start + 2 ** (depth - 1)));
  }

  /** Root of the progressive tree's subtree of `4 ** subtree` leaves. */
  #progressiveSubtree(subtree: number): Uint8Array {
    const page = this.level(Math.floor(subtree / 3))!.pages[0]!.bytes;
    if (subtree % 3 === 0) return page.subarray(43 * 32, 44 * 32);
    if (subtree % 3 === 1) return merkleize(page.subarray(44 * 32, 48 * 32), 2);
    return merkleize(page.subarray(48 * 32, 64 * 32), 4);
  }
}

/** How many subtrees of 1, 4, 16, … leaves a progressive tree of so many leaves has. */
export function progressiveSubtrees(count: number): number {
  let subtrees = 0;
  for (let room = 0; room < count; room += 4 ** subtrees, subtrees++);
  return subtrees;
}

/** Computes all roots in these trees that changes have made stale, level by level with all trees' pages in one batch. */
export function hashTrees(trees: readonly MerkleTree[]): void {
  let going = trees;
  for (let level = 0; going.length > 0; level++) {
    for (const tree of going) batchGroups(tree.level(level)!);
    finishBatches();
    for (const tree of going) tree.passUp(level);
    going = going.filter((tree) => tree.level(level + 1) !== undefined);
  }
}

const BATCH = 1024;
const scratch = new Uint32Array(BATCH * 64);
const scratchBytes = new Uint8Array(scratch.buffer);
const targetPages: Page[] = new Array(BATCH);
const targetWords = new Uint32Array(BATCH);
let batched = 0;
let stalePages: Page[] = [];

function batchGroups(level: MerkleLevel): void {
  for (const place of level.dirty) {
    const page = level.pages[place];
    if (page === undefined) continue;
    const low = page.dirtyLow;
    const high = page.dirtyHigh;
    if ((low | high) === 0) continue;
    page.dirtyLow = 0;
    page.dirtyHigh = 0;
    stalePages.push(page);
    for (let group = 0; group < 4; group++) {
      if (((low >>> (group * 8)) & 0xff) !== 0) batchEight(page, group * 64, GROUPS_AT + group * 8);
      if (((high >>> (group * 8)) & 0xff) !== 0) batchEight(page, group * 64 + 256, GROUPS_AT + group * 8 + 32);
    }
  }
}

function finishBatches(): void {
  runBatch();
  for (const page of stalePages) batchEight(page, GROUPS_AT, ROOT_AT);
  runBatch();
  stalePages = [];
}

/** Puts eight nodes of a page into the batch; their subtree's root is to be written at `target`. */
function batchEight(page: Page, from: number, target: number): void {
  const words = page.words;
  const at = batched * 64;
  for (let i = 0; i < 64; i++) scratch[at + i] = words[from + i]!;
  targetPages[batched] = page;
  targetWords[batched] = target;
  batched += 1;
  if (batched === BATCH) runBatch();
}

function runBatch(): void {
  if (batched === 0) return;
  for (let bytes = batched * 256; bytes > batched * 32; bytes /= 2)
    hashInto(scratchBytes.subarray(0, bytes), scratchBytes.subarray(0, bytes / 2));
  for (let i = 0; i < batched; i++) {
    const words = targetPages[i]!.words;
    const target = targetWords[i]!;
    for (let k = 0; k < 8; k++) words[target + k] = scratch[i * 8 + k]!;
  }
  batched = 0;
}

/** Visits the leaves that are marked as changed: element, page, leaf in the page. Their marks stay. */
export function forEachStaleLeaf(tree: MerkleTree, visit: (index: number, page: Page, leaf: number) => void): void {
  for (const place of tree.leaves.dirty) {
    const page = tree.leaves.pages[place];
    if (page === undefined) continue;
    for (let half = 0; half < 2; half++) {
      for (let mask = half === 0 ? page.dirtyLow : page.dirtyHigh; mask !== 0; mask &= mask - 1) {
        const leaf = half * 32 + (31 - Math.clz32(mask & -mask));
        const index = place * PAGE_LEAVES + leaf - tree.bias;
        if (index >= 0 && index < tree.count) visit(index, page, leaf);
      }
    }
  }
}

/** Hashes `count` subtrees of this depth, whose leaves stand behind one another; their roots then stand there instead. */
export function hashDown(nodes: Uint32Array, count: number, depth: number): void {
  const bytes = new Uint8Array(nodes.buffer, nodes.byteOffset, nodes.byteLength);
  for (let size = (count * 32) << depth; size > count * 32; size /= 2)
    hashInto(bytes.subarray(0, size), bytes.subarray(0, size / 2));
}
