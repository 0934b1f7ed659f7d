import { type ColumnForm, type ColumnParent, StateColumn } from "./base-column.ts";
import { ColumnError } from "./column.ts";
import type { MerkleLevel } from "./merkle-tree.ts";
import { hashDown, MerkleTree } from "./merkle-tree.ts";
import { type Page, PageList, sameWords } from "./page.ts";

/** About how many bytes a page of a record's field has. */
const FIELD_PAGE_BYTES = 4096;

/** A column whose elements are stored as they are serialized, behind one another in pages. */
export abstract class PagedColumn<T> extends StateColumn<T> {
  readonly elementBytes: number;
  /** The leaves of the tree, or the pages of a record's field. */
  protected readonly store: PageList;
  /** Binary logarithm of the elements in a page. */
  protected readonly shift: number;
  /** The first element's place. */
  protected readonly bias: number;
  readonly #level: MerkleLevel | undefined;

  constructor(form: ColumnForm, elementBytes: number, parent?: ColumnParent) {
    super(form, parent === undefined ? new MerkleTree(form.tree) : undefined, parent);
    this.elementBytes = elementBytes;
    this.#level = this.tree?.leaves;
    const perPage =
      this.tree === undefined ? 2 ** Math.floor(Math.log2(FIELD_PAGE_BYTES / elementBytes)) : 2048 / elementBytes;
    this.shift = Math.log2(perPage);
    this.bias = ((this.tree?.bias ?? 0) * 32) / elementBytes;
    this.store = this.#level ?? new PageList((perPage * elementBytes) / 4);
  }

  get byteLength(): number {
    return this.length * this.elementBytes;
  }

  updateLeaves(): void {}

  /** Makes the change known before an element is written. */
  protected written(index: number): void {
    this.changed();
    this.parent?.touch(index);
  }

  /** The page to write an element at this place (bias included) to. */
  protected pageFor(at: number): Page {
    const place = at >>> this.shift;
    const page = this.store.writable(place);
    if (this.#level !== undefined) {
      const leaf = ((at & ((1 << this.shift) - 1)) * this.elementBytes) >>> 5;
      this.#level.mark(place, page, leaf);
    }
    return page;
  }

  /** Changes the number of elements; new ones are zero, or, in a record's field, still to be written. */
  resize(length: number): void {
    if (length === this.length) return;
    if (this.tree === undefined) {
      const places = Math.ceil(length / (1 << this.shift));
      this.store.truncate(places);
      while (this.store.pages.length < places) this.store.append();
    } else {
      const leaves = Math.ceil((length * this.elementBytes) / 32);
      const over = (length * this.elementBytes) % 32;
      if (length < this.length && over !== 0) {
        const start = length + this.bias;
        const page = this.pageFor(start);
        const from = (start & ((1 << this.shift) - 1)) * this.elementBytes;
        page.bytes.fill(0, from, from - over + 32);
      }
      this.tree.resize(leaves);
    }
    this.setLength(length);
  }

  serializeInto(target: Uint8Array, offset: number): void {
    this.eachRun((page, from, bytes, done) => {
      target.set(page.bytes.subarray(from, from + bytes), offset + done);
    });
  }

  load(bytes: Uint8Array): void {
    if (bytes.length % this.elementBytes !== 0)
      throw new ColumnError(`${this.form.name}: ${bytes.length} bytes are no whole elements of ${this.elementBytes}`);
    const length = bytes.length / this.elementBytes;
    this.checkLength(length);
    this.checkBytes(bytes);
    this.resize(0);
    this.resize(length);
    this.changed();
    let previous: Page | undefined;
    this.eachRun((page, from, count, done, place) => {
      page.bytes.set(bytes.subarray(done, done + count), from);
      if (previous !== undefined && sameWords(previous.words, page.words)) this.store.put(place, previous);
      else previous = page;
    });
  }

  /** Checks serialized elements' values. Throws `ColumnError`. */
  protected checkBytes(_bytes: Uint8Array): void {}

  /** For the public ways to change the length: a field's column is as long as its records are many. */
  protected resizeAlone(length: number): void {
    if (length === this.length) return;
    if (this.parent !== undefined) throw new ColumnError(`${this.form.name}: its length is that of its records`);
    this.checkLength(length);
    this.resize(length);
  }

  /** Writes all elements, whose number stays, as they are serialized. Touches only what differs. */
  protected rewrite(serialized: Uint8Array): void {
    let changed = false;
    this.eachRun((page, from, bytes, done, place) => {
      const run = serialized.subarray(done, done + bytes);
      if (Buffer.compare(run, page.bytes.subarray(from, from + bytes)) === 0) return;
      if (!changed) this.changed();
      changed = true;
      const own = this.store.writable(place);
      const old = own.bytes.subarray(from, from + bytes);
      if (this.#level === undefined) this.#touchChanged(old, run, done / this.elementBytes);
      else markChanged(this.#level, place, own, from, old, run);
      old.set(run);
    });
  }

  /** Tells the parent of the elements that differ. */
  #touchChanged(old: Uint8Array, run: Uint8Array, first: number): void {
    const size = this.elementBytes;
    for (let at = 0; at < run.length; at += size) {
      let same = true;
      for (let i = at; i < at + size && same; i++) same = old[i] === run[i];
      if (!same) this.parent?.touch(first + at / size);
    }
  }

  /** Visits the pages' stretches that hold elements: the page, where in it, how many bytes, how many came before. */
  protected eachRun(visit: (page: Page, from: number, bytes: number, done: number, place: number) => void): void {
    const perPage = 1 << this.shift;
    const end = this.length + this.bias;
    for (let at = this.bias; at < end; ) {
      const place = at >>> this.shift;
      const next = Math.min(end, (place + 1) * perPage);
      const from = (at & (perPage - 1)) * this.elementBytes;
      visit(
        this.store.pages[place]!,
        from,
        (next - at) * this.elementBytes,
        (at - this.bias) * this.elementBytes,
        place,
      );
      at = next;
    }
  }

  /** As `load`, of one field of records that are `stride` bytes each; its length is set already. */
  loadField(bytes: Uint8Array, offset: number, stride: number): void {
    const size = this.elementBytes;
    let previous: Page | undefined;
    this.eachRun((page, from, count, done, place) => {
      const target = page.bytes;
      let source = (done / size) * stride + offset;
      for (let to = from; to < from + count; to += size, source += stride)
        for (let i = 0; i < size; i++) target[to + i] = bytes[source + i]!;
      this.checkBytes(target.subarray(from, from + count));
      if (previous !== undefined && sameWords(previous.words, page.words)) this.store.put(place, previous);
      else previous = page;
    });
  }

  /** Writes the elements as one field of serialized records that are `stride` bytes each. */
  serializeField(bytes: Uint8Array, offset: number, stride: number): void {
    const size = this.elementBytes;
    this.eachRun((page, from, count, done) => {
      const source = page.bytes;
      let target = (done / size) * stride + offset;
      for (let at = from; at < from + count; at += size, target += stride)
        for (let i = 0; i < size; i++) bytes[target + i] = source[at + i]!;
    });
  }

  /** Writes the roots of elements into every `stride`th word of `target`, which is zero there. */
  rootsInto(indexes: Uint32Array, count: number, target: Uint32Array, offset: number, stride: number): void {
    if (this.elementBytes <= 32) {
      for (let i = 0; i < count; i++) this.#copyElement(indexes[i]!, target, offset + i * stride);
      return;
    }
    const depth = Math.ceil(Math.log2(this.elementBytes / 32));
    const words = 8 << depth;
    const scratch = new Uint32Array(count * words);
    for (let i = 0; i < count; i++) this.#copyElement(indexes[i]!, scratch, i * words);
    hashDown(scratch, count, depth);
    for (let i = 0; i < count; i++) for (let k = 0; k < 8; k++) target[offset + i * stride + k] = scratch[i * 8 + k]!;
  }

  #copyElement(index: number, target: Uint32Array, to: number): void {
    const page = this.store.pages[index >>> this.shift]!;
    const size = this.elementBytes;
    const from = (index & ((1 << this.shift) - 1)) * size;
    if (size % 4 === 0) {
      const words = page.words;
      for (let k = 0; k < size / 4; k++) target[to + k] = words[from / 4 + k]!;
    } else {
      const bytes = page.bytes;
      for (let k = 0; k < size; k++) target[to + (k >>> 2)]! |= bytes[from + k]! << ((k & 3) * 8);
    }
  }

  /** Takes over another column's content, sharing its pages. */
  protected shareFrom(other: PagedColumn<T>): this {
    if (this.tree === undefined) this.store.shareFrom(other.store);
    else this.tree.shareFrom(other.tree!);
    return this.copyFrom(other);
  }
}

/** Marks the leaves in which a run of bytes, which begins with one, differs. */
function markChanged(
  level: MerkleLevel,
  place: number,
  page: Page,
  from: number,
  old: Uint8Array,
  run: Uint8Array,
): void {
  for (let at = 0; at < run.length; at += 32) {
    const end = Math.min(at + 32, run.length);
    let same = true;
    for (let i = at; i < end && same; i++) same = old[i] === run[i];
    if (!same) level.mark(place, page, (from + at) >>> 5);
  }
}
