import { type ColumnForm, type ColumnParent, StateColumn } from "./base-column.ts";
import { ColumnError } from "./column.ts";
import { hashDown } from "./hash-trees.ts";
import type { MerkleLevel } from "./merkle-level.ts";
import { MerkleTree } from "./merkle-tree.ts";
import { copyWords, moveDown, type Page, PageList, sameWords } from "./page.ts";
import { withScratch } from "./scratch.ts";

/** About how many bytes a page of a record's field has. */
const FIELD_PAGE_BYTES = 4096;

/** Elements of a record's field that always begin a page: a multiple of every field's elements in a page. */
export const FIELD_BLOCK = FIELD_PAGE_BYTES;

/** Serialized records, `stride` bytes each. */
export interface RecordBytes {
  readonly view: DataView;
  readonly stride: number;
}

/** A stretch of elements in one page: the page, the first one's place in it, how many, the first one's index. */
type Run = (page: Page, first: number, count: number, index: number, place: number) => void;

/** A column whose elements are stored as they are serialized, behind one another in pages. */
export abstract class PagedColumn<T> extends StateColumn<T> {
  readonly elementBytes: number;
  /** The leaves of the tree, or the pages of a record's field. */
  protected readonly store: PageList;
  /** Binary logarithm of the elements in a page. */
  protected readonly shift: number;
  /** Elements in a page, less one. */
  protected readonly mask: number;
  /** The first element's place. */
  protected readonly bias: number;
  protected readonly level: MerkleLevel | undefined;

  constructor(form: ColumnForm, elementBytes: number, parent?: ColumnParent) {
    super(form, parent === undefined ? new MerkleTree(form.tree) : undefined, parent);
    this.elementBytes = elementBytes;
    this.level = this.tree?.leaves;
    this.shift =
      this.level === undefined
        ? Math.floor(Math.log2(FIELD_PAGE_BYTES / elementBytes))
        : Math.log2(2048 / elementBytes);
    this.mask = 2 ** this.shift - 1;
    this.bias = this.tree === undefined ? 0 : (this.tree.bias * 32) / elementBytes;
    this.store = this.level ?? new PageList((2 ** this.shift * elementBytes) / 4);
  }

  get byteLength(): number {
    return this.length * this.elementBytes;
  }

  updateLeaves(): void {}

  /** Tells everybody that an element changes, and gives the page to write it to. `at` is its place, bias included. */
  protected pageFor(index: number, at: number): Page {
    this.changed();
    const place = at >>> this.shift;
    const page = this.store.writable(place);
    if (this.level !== undefined) this.level.mark(place, page, ((at & this.mask) * this.elementBytes) >>> 5);
    else this.parent?.touch(index);
    return page;
  }

  /** As `pageFor`, of an element in a page that `writable` gave already. */
  protected mark(page: Page, place: number, first: number, index: number): void {
    if (this.level !== undefined) this.level.mark(place, page, (first * this.elementBytes) >>> 5);
    else this.parent?.touch(index);
  }

  /** Changes the number of elements; new ones are zero, or, in a record's field, still to be written. */
  resize(length: number): void {
    if (length === this.length) return;
    if (this.tree === undefined) {
      const places = Math.ceil(length / (this.mask + 1));
      this.store.truncate(places);
      while (this.store.pages.length < places) this.store.append();
    } else {
      const over = (length * this.elementBytes) % 32;
      if (length < this.length && over !== 0) {
        const start = length + this.bias;
        const from = (start & this.mask) * this.elementBytes;
        this.pageFor(length, start).bytes.fill(0, from, from - over + 32);
      }
      this.tree.resize(Math.ceil((length * this.elementBytes) / 32));
    }
    this.resized(length);
  }

  /** For the public ways to change the length: a field's column is as long as its records are many. */
  protected resizeAlone(length: number): void {
    if (length === this.length) return;
    if (this.parent !== undefined) throw new ColumnError(`${this.form.name}: its length is that of its records`);
    this.checkLength(length);
    this.resize(length);
  }

  dropFirst(count: number): void {
    this.checkDrop(count);
    if (count > 0) this.moveDown(count);
  }

  /** Drops elements at the start, which has been checked. */
  moveDown(count: number): void {
    const size = this.elementBytes;
    const { level } = this;
    const start = this.bias * size;
    const extent = { pageBytes: 2 ** this.shift * size, start, end: start + this.byteLength };
    moveDown(this.store, extent, count * size, (place, page) => level?.markAll(place, page));
    this.resize(this.length - count);
  }

  /** Visits elements, a page's at a time: all of them, or those from `start` to before `stop`. */
  protected eachRun(visit: Run, start = 0, stop = this.length): void {
    const end = stop + this.bias;
    for (let at = start + this.bias; at < end; ) {
      const place = at >>> this.shift;
      const next = Math.min(end, (at | this.mask) + 1);
      visit(this.store.pages[place]!, at & this.mask, next - at, at - this.bias, place);
      at = next;
    }
  }

  serializeInto(target: Uint8Array, offset: number): void {
    const size = this.elementBytes;
    this.eachRun((page, first, count, index) => {
      target.set(page.bytes.subarray(first * size, (first + count) * size), offset + index * size);
    });
  }

  load(bytes: Uint8Array): void {
    const size = this.elementBytes;
    if (bytes.length % size !== 0)
      throw new ColumnError(`${this.form.name}: ${bytes.length} bytes are no whole elements of ${size}`);
    const length = bytes.length / size;
    this.checkLength(length);
    this.resize(0);
    this.resize(length);
    this.#fill((page, first, count, index) => {
      page.bytes.set(bytes.subarray(index * size, (index + count) * size), first * size);
      this.checkBytes(page, first, count);
    });
  }

  /**
   * As `load`, of one field of serialized records from `start` to before `stop`, whose pages are new. `start` is a
   * multiple of `FIELD_BLOCK`.
   */
  loadField(records: RecordBytes, offset: number, start: number, stop: number): void {
    const size = this.elementBytes;
    const { view, stride } = records;
    this.#fill(
      (page, first, count, index) => {
        const at = index * stride + offset;
        if (size % 4 === 0) readWords(view, at, stride, page.words, (first * size) / 4, count, size / 4);
        else readBytes(view, at, stride, page.bytes, first * size, count, size);
        this.checkBytes(page, first, count);
      },
      start,
      stop,
    );
  }

  /** Writes the elements from `start` to before `stop` as one field of serialized records. */
  serializeField(records: RecordBytes, offset: number, start: number, stop: number): void {
    const size = this.elementBytes;
    const { view, stride } = records;
    this.eachRun(
      (page, first, count, index) => {
        const at = index * stride + offset;
        if (size % 4 === 0) writeWords(view, at, stride, page.words, (first * size) / 4, count, size / 4);
        else writeBytes(view, at, stride, page.bytes, first * size, count, size);
      },
      start,
      stop,
    );
  }

  /** Checks elements that were read into a page. Throws `ColumnError`. */
  protected checkBytes(_page: Page, _first: number, _count: number): void {}

  /** Writes new pages; one that comes out as the page before is given up for that one. */
  #fill(write: Run, start?: number, stop?: number): void {
    this.eachRun(
      (page, first, count, index, place) => {
        write(page, first, count, index, place);
        const before = this.store.pages[place - 1];
        if (before !== undefined && sameWords(before.words, page.words)) this.store.put(place, before);
      },
      start,
      stop,
    );
  }

  /** Writes the roots of elements into every `stride`th word of `target`, which is zero there. */
  rootsInto(indexes: Uint32Array, count: number, target: Uint32Array, offset: number, stride: number): void {
    if (this.elementBytes <= 32) {
      this.#copyElements(indexes, count, target, offset, stride);
      return;
    }
    const depth = Math.ceil(Math.log2(this.elementBytes / 32));
    const words = 8 << depth;
    withScratch(count * words, (scratch) => {
      this.#copyElements(indexes, count, scratch, 0, words);
      hashDown(scratch, count, depth);
      for (let i = 0; i < count; i++) copyWords(scratch, i * 8, target, offset + i * stride, 8);
    });
  }

  /** Copies elements into every `stride`th word. */
  #copyElements(indexes: Uint32Array, count: number, target: Uint32Array, offset: number, stride: number): void {
    const { pages } = this.store;
    const size = this.elementBytes;
    for (let i = 0; i < count; i++) {
      const index = indexes[i]!;
      const page = pages[index >>> this.shift]!;
      const from = (index & this.mask) * size;
      const to = offset + i * stride;
      if (size % 4 === 0) {
        for (let k = 0; k < size / 4; k++) target[to + k] = page.words[from / 4 + k]!;
      } else {
        for (let k = 0; k < size; k++) target[to + (k >>> 2)]! |= byteAt(page, from + k) << ((k & 3) * 8);
      }
    }
  }

  /** Takes over another column's content, sharing its pages. */
  protected shareFrom(other: PagedColumn<T>): this {
    if (this.tree === undefined) this.store.shareFrom(other.store);
    else this.tree.shareFrom(other.tree!);
    return this.copyFrom(other);
  }
}

/** A byte of a page, without the page's view as bytes. */
export const byteAt = (page: Page, at: number): number => (page.words[at >>> 2]! >>> ((at & 3) * 8)) & 0xff;

type Copy<A> = (
  records: DataView,
  at: number,
  stride: number,
  page: A,
  to: number,
  count: number,
  size: number,
) => void;

const readWords: Copy<Uint32Array> = (records, at, stride, page, to, count, size) => {
  for (let i = 0; i < count; i++)
    for (let k = 0; k < size; k++) page[to + i * size + k] = records.getUint32(at + i * stride + k * 4, true);
};

const writeWords: Copy<Uint32Array> = (records, at, stride, page, to, count, size) => {
  for (let i = 0; i < count; i++)
    for (let k = 0; k < size; k++) records.setUint32(at + i * stride + k * 4, page[to + i * size + k]!, true);
};

const readBytes: Copy<Uint8Array> = (records, at, stride, page, to, count, size) => {
  for (let i = 0; i < count; i++)
    for (let k = 0; k < size; k++) page[to + i * size + k] = records.getUint8(at + i * stride + k);
};

const writeBytes: Copy<Uint8Array> = (records, at, stride, page, to, count, size) => {
  for (let i = 0; i < count; i++)
    for (let k = 0; k < size; k++) records.setUint8(at + i * stride + k, page[to + i * size + k]!);
};
