import { type ColumnForm, type ColumnParent, StateColumn } from "./base-column.ts";
import { FixedBytesColumn } from "./bytes-column.ts";
import { ColumnError, type RecordsColumn } from "./column.ts";
import { hashDown } from "./hash-trees.ts";
import { MerkleTree } from "./merkle-tree.ts";
import { Uint8Column, Uint64Column } from "./number-column.ts";
import { copyWords, type Page } from "./page.ts";
import { FIELD_BLOCK, type RecordBytes } from "./paged-column.ts";
import type { RecordField, RecordShape } from "./record-shape.ts";
import { type RecordViewClass, recordViewClass } from "./record-view.ts";
import { withScratch } from "./scratch.ts";

/** How many elements' roots are computed at once. */
const BATCH = 256;

/** The column of a record's field. */
export type InnerColumn = Uint64Column | Uint8Column | FixedBytesColumn | ContainerColumn<object>;

/** A list or vector of fixed-size containers, every field in pages of its own, with the roots of the elements. */
export class ContainerColumn<T extends object> extends StateColumn<T> implements RecordsColumn<T>, ColumnParent {
  readonly shape: RecordShape;
  /** The fields' columns in the container's order. */
  readonly inner: readonly InnerColumn[];
  readonly #View: RecordViewClass;
  #columns: RecordsColumn<T>["columns"] | undefined;

  constructor(form: ColumnForm, shape: RecordShape, parent?: ColumnParent, from?: ContainerColumn<T>) {
    super(form, parent === undefined ? new MerkleTree(form.tree) : undefined, parent);
    this.shape = shape;
    this.inner =
      from === undefined
        ? shape.fields.map((field) => innerColumn(form, field, this))
        : from.inner.map((column) => column.clone(this));
    this.#View = recordViewClass(shape);
    if (from !== undefined) {
      this.tree?.shareFrom(from.tree!);
      this.copyFrom(from);
    }
  }

  get columns(): RecordsColumn<T>["columns"] {
    this.#columns ??= Object.fromEntries(
      this.shape.fields.map(({ name }, i) => [name, this.inner[i]]),
    ) as unknown as RecordsColumn<T>["columns"];
    return this.#columns;
  }

  clone(parent?: ColumnParent): ContainerColumn<T> {
    return new ContainerColumn<T>(this.form, this.shape, parent, this);
  }

  get(index: number): T {
    if (index >>> 0 !== index || index >= this.length) throw this.outside(index);
    return new this.#View(this.inner, index) as T;
  }

  value(index: number): T {
    this.check(index);
    const value: Record<string, unknown> = {};
    for (let i = 0; i < this.inner.length; i++) {
      const { name, kind } = this.shape.fields[i]!;
      const inner = this.inner[i]!.value(index);
      value[name] = kind === "boolean" ? inner === 1 : inner;
    }
    return value as T;
  }

  set(index: number, value: T): void {
    this.check(index);
    for (let i = 0; i < this.inner.length; i++) {
      const { name, kind } = this.shape.fields[i]!;
      const inner = (value as Record<string, unknown>)[name];
      const column = this.inner[i] as StateColumn<unknown>;
      column.set(index, kind === "boolean" && typeof inner === "boolean" ? Number(inner) : inner);
    }
  }

  push(value: T): void {
    const index = this.length;
    this.#resizeAlone(index + 1);
    this.set(index, value);
  }

  replace(values: ArrayLike<T>): void {
    this.#resizeAlone(values.length);
    for (let i = 0; i < values.length; i++) this.set(i, values[i]!);
  }

  dropFirst(count: number): void {
    this.checkDrop(count);
    if (count === 0) return;
    this.updateLeaves();
    this.tree!.dropFirst(count);
    this.moveDown(count);
  }

  /** Drops elements at the start, which has been checked. */
  moveDown(count: number): void {
    for (const column of this.inner) column.moveDown(count);
    this.resized(this.length - count);
  }

  touch(index: number): void {
    this.changed();
    if (this.parent !== undefined) this.parent.touch(index);
    else this.tree!.markLeaf(index);
  }

  /** Changes the number of elements; new ones are still to be written. */
  resize(length: number): void {
    const before = this.length;
    if (length === before) return;
    for (const column of this.inner) column.resize(length);
    this.resized(length);
    if (this.tree === undefined) return;
    this.tree.resize(length);
    for (let i = before; i < length; i++) this.tree.markLeaf(i);
  }

  get byteLength(): number {
    return this.length * this.shape.size;
  }

  serializeInto(target: Uint8Array, offset: number): void {
    const view = new DataView(target.buffer, target.byteOffset + offset, this.byteLength);
    this.#eachBlock((start, stop) => this.serializeField({ view, stride: this.shape.size }, 0, start, stop));
  }

  load(bytes: Uint8Array): void {
    const { size } = this.shape;
    if (bytes.length % size !== 0)
      throw new ColumnError(`${this.form.name}: ${bytes.length} bytes are no whole elements of ${size}`);
    const length = bytes.length / size;
    this.checkLength(length);
    this.resize(0);
    this.resize(length);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#eachBlock((start, stop) => this.loadField({ view, stride: size }, 0, start, stop));
  }

  loadField(records: RecordBytes, offset: number, start: number, stop: number): void {
    this.shape.fields.forEach((field, i) => {
      this.inner[i]!.loadField(records, offset + field.offset, start, stop);
    });
  }

  serializeField(records: RecordBytes, offset: number, start: number, stop: number): void {
    this.shape.fields.forEach((field, i) => {
      this.inner[i]!.serializeField(records, offset + field.offset, start, stop);
    });
  }

  /** Visits the elements in blocks whose serialization stays in the processor's cache while all fields are copied. */
  #eachBlock(visit: (start: number, stop: number) => void): void {
    for (let start = 0; start < this.length; start += FIELD_BLOCK)
      visit(start, Math.min(this.length, start + FIELD_BLOCK));
  }

  updateLeaves(): void {
    const indexes = new Uint32Array(BATCH);
    const leaves = new Uint32Array(BATCH);
    const targets: Page[] = [];
    const run = () => {
      withScratch(BATCH * 8, (roots) => {
        this.rootsInto(indexes, targets.length, roots, 0, 8);
        for (let i = 0; i < targets.length; i++) copyWords(roots, i * 8, targets[i]!.words, leaves[i]! * 8, 8);
      });
      targets.length = 0;
    };
    this.tree!.forEachMarked((index, page, leaf) => {
      indexes[targets.length] = index;
      leaves[targets.length] = leaf;
      targets.push(page);
      if (targets.length === BATCH) run();
    });
    if (targets.length > 0) run();
  }

  rootsInto(indexes: Uint32Array, count: number, target: Uint32Array, offset: number, stride: number): void {
    const words = 8 << this.shape.depth;
    withScratch(count * words, (scratch) => {
      for (let i = 0; i < this.inner.length; i++) this.inner[i]!.rootsInto(indexes, count, scratch, i * 8, words);
      hashDown(scratch, count, this.shape.depth);
      for (let i = 0; i < count; i++) copyWords(scratch, i * 8, target, offset + i * stride, 8);
    });
  }

  #resizeAlone(length: number): void {
    if (length === this.length) return;
    if (this.parent !== undefined) throw new ColumnError(`${this.form.name}: its length is that of its records`);
    this.checkLength(length);
    this.resize(length);
  }
}

function innerColumn(form: ColumnForm, field: RecordField, parent: ColumnParent): InnerColumn {
  const inner: ColumnForm = { ...form, name: `${form.name}.${field.name}` };
  if (field.kind === "uint64") return new Uint64Column(inner, parent);
  if (field.kind === "bytes") return new FixedBytesColumn(inner, field.size, parent);
  if (field.kind === "record") return new ContainerColumn<object>(inner, field.shape!, parent);
  return new Uint8Column(inner, field.kind === "boolean" ? 1 : 255, parent);
}
