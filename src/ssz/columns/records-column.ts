import { type ColumnForm, type ColumnParent, StateColumn } from "./base-column.ts";
import { FixedBytesColumn } from "./bytes-column.ts";
import { ColumnError, type RecordsColumn } from "./column.ts";
import { forEachStaleLeaf, hashDown, MerkleTree } from "./merkle-tree.ts";
import { Uint8Column, Uint64Column } from "./number-column.ts";
import type { Page } from "./page.ts";
import type { RecordField, RecordShape } from "./record-shape.ts";

/** How many elements' roots are computed at once. */
const BATCH = 256;

type InnerColumn = Uint64Column | Uint8Column | FixedBytesColumn | ContainerColumn<object>;

/** A view of one element: its prototype has an accessor for every field. */
type View = object;
type ViewClass = new (column: ContainerColumn<never>, index: number) => View;

/** A list or vector of fixed-size containers, every field in pages of its own, with the roots of the elements. */
export class ContainerColumn<T extends object> extends StateColumn<T> implements RecordsColumn<T>, ColumnParent {
  readonly shape: RecordShape;
  readonly columns: RecordsColumn<T>["columns"];
  readonly #fields: readonly InnerColumn[];
  readonly #View: ViewClass;

  constructor(form: ColumnForm, shape: RecordShape, parent?: ColumnParent, from?: ContainerColumn<T>) {
    super(form, parent === undefined ? new MerkleTree(form.tree) : undefined, parent);
    this.shape = shape;
    this.#fields = shape.fields.map((field, i) =>
      innerColumn(form, field, this, from === undefined ? undefined : from.#fields[i]),
    );
    this.columns = Object.fromEntries(
      shape.fields.map(({ name }, i) => [name, this.#fields[i]]),
    ) as unknown as typeof this.columns;
    this.#View = viewClass(shape);
    if (from !== undefined) {
      this.tree?.shareFrom(from.tree!);
      this.copyFrom(from);
    }
  }

  clone(parent?: ColumnParent): ContainerColumn<T> {
    return new ContainerColumn<T>(this.form, this.shape, parent, this);
  }

  get(index: number): T {
    if (index >>> 0 !== index || index >= this.length) throw this.outside(index);
    return new this.#View(this as unknown as ContainerColumn<never>, index) as T;
  }

  value(index: number): T {
    this.check(index);
    const value: Record<string, unknown> = {};
    for (let i = 0; i < this.#fields.length; i++) {
      const { name, kind } = this.shape.fields[i]!;
      const inner = this.#fields[i]!.value(index);
      value[name] = kind === "boolean" ? inner === 1 : inner;
    }
    return value as T;
  }

  set(index: number, value: T): void {
    this.check(index);
    for (let i = 0; i < this.#fields.length; i++) {
      const { name } = this.shape.fields[i]!;
      setField(this.#fields[i]!, index, (value as Record<string, unknown>)[name]);
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

  touch(index: number): void {
    this.changed();
    if (this.parent !== undefined) this.parent.touch(index);
    else this.tree!.markLeaf(index);
  }

  /** Changes the number of elements; new ones are still to be written. */
  resize(length: number): void {
    const before = this.length;
    if (length === before) return;
    for (const field of this.#fields) field.resize(length);
    this.setLength(length);
    if (this.tree === undefined) return;
    this.tree.resize(length);
    for (let i = before; i < length; i++) this.tree.markLeaf(i);
  }

  get byteLength(): number {
    return this.length * this.shape.size;
  }

  serializeInto(target: Uint8Array, offset: number): void {
    this.serializeField(target, offset, this.shape.size);
  }

  load(bytes: Uint8Array): void {
    const { size } = this.shape;
    if (bytes.length % size !== 0)
      throw new ColumnError(`${this.form.name}: ${bytes.length} bytes are no whole elements of ${size}`);
    const length = bytes.length / size;
    this.checkLength(length);
    this.resize(0);
    this.resize(length);
    this.loadField(bytes, 0, size);
  }

  loadField(bytes: Uint8Array, offset: number, stride: number): void {
    this.shape.fields.forEach((field, i) => {
      this.#fields[i]!.loadField(bytes, offset + field.offset, stride);
    });
  }

  serializeField(bytes: Uint8Array, offset: number, stride: number): void {
    this.shape.fields.forEach((field, i) => {
      this.#fields[i]!.serializeField(bytes, offset + field.offset, stride);
    });
  }

  updateLeaves(): void {
    const indexes = new Uint32Array(BATCH);
    const targets: Page[] = [];
    const leaves = new Uint32Array(BATCH);
    const roots = new Uint32Array(BATCH * 8);
    const run = () => {
      this.rootsInto(indexes, targets.length, roots, 0, 8);
      for (let i = 0; i < targets.length; i++) {
        const words = targets[i]!.words;
        const to = leaves[i]! * 8;
        for (let k = 0; k < 8; k++) words[to + k] = roots[i * 8 + k]!;
      }
      targets.length = 0;
    };
    forEachStaleLeaf(this.tree!, (index, page, leaf) => {
      indexes[targets.length] = index;
      leaves[targets.length] = leaf;
      targets.push(page);
      if (targets.length === BATCH) run();
    });
    if (targets.length > 0) run();
  }

  rootsInto(indexes: Uint32Array, count: number, target: Uint32Array, offset: number, stride: number): void {
    const words = 8 << this.shape.depth;
    const scratch = new Uint32Array(count * words);
    for (let i = 0; i < this.#fields.length; i++) this.#fields[i]!.rootsInto(indexes, count, scratch, i * 8, words);
    hashDown(scratch, count, this.shape.depth);
    for (let i = 0; i < count; i++) for (let k = 0; k < 8; k++) target[offset + i * stride + k] = scratch[i * 8 + k]!;
  }

  #resizeAlone(length: number): void {
    if (length === this.length) return;
    if (this.parent !== undefined) throw new ColumnError(`${this.form.name}: its length is that of its records`);
    this.checkLength(length);
    this.resize(length);
  }
}

function innerColumn(form: ColumnForm, field: RecordField, parent: ColumnParent, from?: InnerColumn): InnerColumn {
  if (from !== undefined) return from.clone(parent);
  const inner: ColumnForm = { ...form, name: `${form.name}.${field.name}` };
  if (field.kind === "uint64") return new Uint64Column(inner, parent);
  if (field.kind === "bytes") return new FixedBytesColumn(inner, field.size, parent);
  if (field.kind === "record") return new ContainerColumn<object>(inner, field.shape!, parent);
  return new Uint8Column(inner, field.kind === "boolean" ? 1 : 255, parent);
}

function setField(column: InnerColumn, index: number, value: unknown): void {
  (column as StateColumn<unknown>).set(index, typeof value === "boolean" ? Number(value) : value);
}

const viewClasses = new WeakMap<RecordShape, ViewClass>();

/** The class of the shape's views, made once. */
function viewClass(shape: RecordShape): ViewClass {
  const known = viewClasses.get(shape);
  if (known !== undefined) return known;
  class RecordView {
    readonly $column: ContainerColumn<never>;
    readonly $index: number;

    constructor(column: ContainerColumn<never>, index: number) {
      this.$column = column;
      this.$index = index;
    }
  }
  for (const { name, kind } of shape.fields) {
    const columnOf = (view: RecordView) => (view.$column.columns as Record<string, InnerColumn>)[name]!;
    Object.defineProperty(RecordView.prototype, name, {
      get(this: RecordView) {
        const value = columnOf(this).get(this.$index);
        return kind === "boolean" ? value === 1 : value;
      },
      set(this: RecordView, value: unknown) {
        setField(columnOf(this), this.$index, value);
      },
      enumerable: true,
    });
  }
  viewClasses.set(shape, RecordView);
  return RecordView;
}
