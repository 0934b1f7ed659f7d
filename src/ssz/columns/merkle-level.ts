import { zeroHash } from "../../crypto/hash.ts";
import { copyWords, MERKLE_PAGE_WORDS, PAGE_LEAVES, type Page, PageList, ROOT_AT } from "./page.ts";

/** Depth of the tree in a page. */
export const PAGE_DEPTH = 6;

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
    this.dirty = other.dirty.length === 0 ? [] : other.dirty.slice();
    this.end = other.end;
    return this;
  }

  /** Marks a leaf of a page that `writable` gave as changed. */
  mark(place: number, page: Page, leaf: number): void {
    if ((page.dirtyLow | page.dirtyHigh) === 0) this.dirty.push(place);
    if (leaf < 32) page.dirtyLow |= 1 << leaf;
    else page.dirtyHigh |= 1 << (leaf - 32);
  }

  /** Marks all leaves of a page that `writable` gave. */
  markAll(place: number, page: Page): void {
    this.dirty.push(place);
    page.dirtyLow = -1;
    page.dirtyHigh = -1;
  }

  /** Puts a page there that others may have too. */
  override put(place: number, page: Page): void {
    super.put(place, page);
    this.dirty.push(place);
  }

  /** Makes room for leaves, or drops some, so that `end` is this. Unused leaves hold the root of an empty subtree. */
  resize(end: number): void {
    const places = Math.ceil(end / PAGE_LEAVES);
    const before = this.end;
    this.end = end;
    this.truncate(places);
    while (this.pages.length < places) this.#appendEmpty();
    if (end >= before || end % PAGE_LEAVES === 0) return;
    const page = this.writable(places - 1);
    const last = Math.min(PAGE_LEAVES, before - (places - 1) * PAGE_LEAVES);
    for (let leaf = end % PAGE_LEAVES; leaf < last; leaf++) {
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
    copyWords(from.words, ROOT_AT, page.words, leaf * 8, 8);
    this.mark(place, page, leaf);
  }

  #appendEmpty(): void {
    const page = this.append();
    if (this.level > 0) for (let leaf = 0; leaf < PAGE_LEAVES; leaf++) this.#clear(page, leaf);
    this.markAll(this.pages.length - 1, page);
  }

  #clear(page: Page, leaf: number): void {
    page.bytes.set(zeroHash(this.level * PAGE_DEPTH), leaf * 32);
  }
}
