/** 32-byte leaves of a Merkle page: a power of 4, so that a progressive tree's subtrees fall on its bounds. */
export const PAGE_LEAVES = 64;
/** Where the roots of the page's eight groups of eight leaves begin, in 32-bit words. */
export const GROUPS_AT = PAGE_LEAVES * 8;
/** Where the page's own root begins, in words. */
export const ROOT_AT = GROUPS_AT + 64;
/** Words of a Merkle page: leaves, groups, root. */
export const MERKLE_PAGE_WORDS = ROOT_AT + 8;

/** Owner of a page that is in several places at once. */
const SHARED = 0;

let lastVersion = 0;

/** A number never given before: the version of a column's content, or the mark of who may write a page. */
export function nextVersion(): number {
  lastVersion += 1;
  return lastVersion;
}

/**
 * A stretch of a column's bytes. Only the list of pages whose token is `owner` writes it; all others copy it first.
 * `dirtyLow` and `dirtyHigh` mark leaves that changed since the roots in a Merkle page were last computed.
 */
export class Page {
  owner: number;
  readonly words: Uint32Array;
  dirtyLow = 0;
  dirtyHigh = 0;
  #bytes: Uint8Array | undefined;

  constructor(owner: number, words: Uint32Array) {
    this.owner = owner;
    this.words = words;
  }

  /** The same memory as `words`. A second view costs memory, so that it is made where it is first asked for. */
  get bytes(): Uint8Array {
    this.#bytes ??= new Uint8Array(this.words.buffer, this.words.byteOffset, this.words.byteLength);
    return this.#bytes;
  }

  copy(owner: number): Page {
    const page = new Page(owner, this.words.slice());
    page.dirtyLow = this.dirtyLow;
    page.dirtyHigh = this.dirtyHigh;
    return page;
  }
}

/** Pages that clones share until one side writes: first the array of them is copied, then each page written. */
export class PageList {
  pages: Page[] = [];
  readonly pageWords: number;
  #token = nextVersion();
  #arrayOwned = true;

  constructor(pageWords: number) {
    this.pageWords = pageWords;
  }

  /** Shares all pages of another list: from now on both copy a page before writing it. */
  shareFrom(other: PageList): this {
    this.pages = other.pages;
    this.#arrayOwned = false;
    other.#arrayOwned = false;
    other.#token = nextVersion();
    return this;
  }

  /** The page at this place, copied where it is shared. */
  writable(place: number): Page {
    const page = this.pages[place]!;
    return page.owner === this.#token ? page : this.#copied(place, page);
  }

  /** Puts a page there that stands elsewhere too; from now on nobody writes it without copying it. */
  put(place: number, page: Page): void {
    page.owner = SHARED;
    this.#ownedArray()[place] = page;
  }

  /** Appends a page of zeros, to be written freely. */
  append(): Page {
    const page = new Page(this.#token, new Uint32Array(this.pageWords));
    this.#ownedArray().push(page);
    return page;
  }

  /** Drops the pages from this place on. */
  truncate(count: number): void {
    if (count < this.pages.length) this.#ownedArray().length = count;
  }

  #copied(place: number, page: Page): Page {
    const own = page.copy(this.#token);
    this.#ownedArray()[place] = own;
    return own;
  }

  #ownedArray(): Page[] {
    if (!this.#arrayOwned) {
      this.pages = this.pages.slice();
      this.#arrayOwned = true;
    }
    return this.pages;
  }
}

/** Whether two pages hold the same words. */
export function sameWords(a: Uint32Array, b: Uint32Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Copies words, a multiple of eight; faster than a view for each stretch. */
export function copyWords(from: Uint32Array, at: number, to: Uint32Array, target: number, count: number): void {
  for (let i = 0; i < count; i += 8) {
    const a = at + i;
    const b = target + i;
    to[b] = from[a]!;
    to[b + 1] = from[a + 1]!;
    to[b + 2] = from[a + 2]!;
    to[b + 3] = from[a + 3]!;
    to[b + 4] = from[a + 4]!;
    to[b + 5] = from[a + 5]!;
    to[b + 6] = from[a + 6]!;
    to[b + 7] = from[a + 7]!;
  }
}

/** Content of pages as one stretch of bytes: `pageBytes` a page, from byte `start` to before byte `end`. */
export interface Extent {
  readonly pageBytes: number;
  readonly start: number;
  readonly end: number;
}

/** Moves what follows the first `by` bytes down to the start. `written` is told of every page that was written. */
export function moveDown(
  list: PageList,
  extent: Extent,
  by: number,
  written: (place: number, page: Page) => void,
): void {
  const { pageBytes, start, end } = extent;
  for (let to = start; to < end - by; ) {
    const place = Math.floor(to / pageBytes);
    const page = list.writable(place);
    const stop = Math.min(end - by, (place + 1) * pageBytes);
    while (to < stop) {
      const from = to + by;
      const count = Math.min(stop - to, pageBytes - (from % pageBytes));
      const source = list.pages[Math.floor(from / pageBytes)]!.bytes;
      page.bytes.set(source.subarray(from % pageBytes, (from % pageBytes) + count), to % pageBytes);
      to += count;
    }
    written(place, page);
  }
}
