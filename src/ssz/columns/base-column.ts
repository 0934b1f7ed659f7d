import type { Type } from "@chainsafe/ssz";
import { ColumnError } from "./column.ts";
import { type HashSteps, runSteps } from "./hash-steps.ts";
import { hashTrees } from "./hash-trees.ts";
import type { MerkleTree, TreeForm } from "./merkle-tree.ts";
import { nextVersion } from "./page.ts";

/** What kind of list or vector a column is. */
export interface ColumnForm {
  /** For errors: `state.balances`. */
  readonly name: string;
  /** Most elements: a list's limit or a vector's length; `Infinity` in a progressive list. */
  readonly limit: number;
  /** Whether it always has `limit` elements. */
  readonly isVector: boolean;
  readonly tree: TreeForm;
  /** The SSZ type of the whole list or vector. */
  readonly type: Type<unknown>;
}

/** A field's column inside a column of records, told of every write. */
export interface ColumnParent {
  /** An element is about to change, or has been appended. */
  touch(index: number): void;
}

/** What all columns have: elements in order, a version, and, where it is no record's field, a Merkle tree. */
export abstract class StateColumn<T> implements Iterable<T> {
  readonly form: ColumnForm;
  /** Undefined in a column of a record's field. */
  readonly tree: MerkleTree | undefined;
  readonly parent: ColumnParent | undefined;
  /** Number of elements; to be written with `resized` only. */
  length = 0;
  #version = nextVersion();
  /** Whether there were writes since `#version` was given. */
  #written = false;
  #root: Uint8Array | undefined;
  #rootVersion = -1;

  constructor(form: ColumnForm, tree: MerkleTree | undefined, parent: ColumnParent | undefined) {
    this.form = form;
    this.tree = tree;
    this.parent = parent;
  }

  get version(): number {
    if (this.#written) {
      this.#written = false;
      this.#version = nextVersion();
    }
    return this.#version;
  }

  /** An isolated copy sharing all pages. */
  abstract clone(): StateColumn<T>;
  abstract get(index: number): T;
  /** A plain copy of an element. */
  abstract value(index: number): T;
  abstract set(index: number, value: T): void;
  abstract push(value: T): void;
  abstract replace(values: ArrayLike<T>): void;
  /** Removes `count` elements at the start. Throws `ColumnError`. */
  abstract dropFirst(count: number): void;
  /** Bytes of the serialized elements. */
  abstract readonly byteLength: number;
  /** Writes the serialized elements. */
  abstract serializeInto(target: Uint8Array, offset: number): void;
  /** Replaces everything by serialized elements, checked. Throws `ColumnError`. */
  abstract load(bytes: Uint8Array): void;
  /** Brings leaves that elements' roots make up to date, before the tree is hashed. */
  abstract updateLeaves(): void;

  /** Plain copies of the elements in this range, as `Array.slice` takes it. */
  slice(start: number, end: number = this.length): T[] {
    const from = start < 0 ? Math.max(0, this.length + start) : start;
    const to = Math.min(this.length, end < 0 ? this.length + end : end);
    const values: T[] = [];
    for (let i = from; i < to; i++) values.push(this.value(i));
    return values;
  }

  toArray(): T[] {
    return this.slice(0);
  }

  *[Symbol.iterator](): Iterator<T> {
    for (let i = 0; i < this.length; i++) yield this.get(i);
  }

  /** Whether the root is known already. */
  get isHashed(): boolean {
    return this.#rootVersion === this.version;
  }

  hashTreeRoot(): Uint8Array {
    if (!this.isHashed) hashColumns([this]);
    return this.#root!;
  }

  /** The way to the root, once `updateLeaves` and `hashTrees` have been there. */
  *rootSteps(): HashSteps {
    const root = yield* this.tree!.rootSteps();
    return this.form.isVector ? root : yield [root, lengthNode(this.length)];
  }

  /** Notes the root of the present content. */
  keepRoot(root: Uint8Array): void {
    this.#root = root;
    this.#rootVersion = this.version;
  }

  /** What a debugger or a failing test shows. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `<${this.form.name}: ${this.length} elements>`;
  }

  /** Throws `ColumnError` where there is no such element. */
  protected check(index: number): void {
    if (index >>> 0 !== index || index >= this.length) throw this.outside(index);
  }

  protected outside(index: number): ColumnError {
    return new ColumnError(`${this.form.name}[${index}]: there are ${this.length} elements`);
  }

  /** Checks a number of elements against the limit or the vector's length. Throws `ColumnError`. */
  protected checkLength(length: number): void {
    const { name, limit, isVector } = this.form;
    if (isVector && length !== limit) throw new ColumnError(`${name}: ${length} elements in a vector of ${limit}`);
    if (length > limit) throw new ColumnError(`${name}: ${length} elements exceed the limit of ${limit}`);
  }

  /** Checks a number of elements to be dropped. Throws `ColumnError`. */
  protected checkDrop(count: number): void {
    const { name, isVector } = this.form;
    if (this.parent !== undefined) throw new ColumnError(`${name}: its length is that of its records`);
    if (count >>> 0 !== count || count > this.length || (isVector && count > 0))
      throw new ColumnError(`${name}: cannot drop ${count} of ${this.length} elements`);
  }

  /** Sets the number of elements, which has been checked. */
  protected resized(length: number): void {
    this.length = length;
    this.changed();
  }

  /** To be called at every write. */
  protected changed(): void {
    this.#written = true;
  }

  /** Takes over another column's length, version and root. */
  protected copyFrom(other: StateColumn<T>): this {
    this.length = other.length;
    this.#version = other.version;
    this.#root = other.#root;
    this.#rootVersion = other.#rootVersion;
    return this;
  }
}

/** Computes the roots of columns together, in large batches. */
export function hashColumns(columns: readonly StateColumn<unknown>[]): void {
  const stale = columns.filter((column) => !column.isHashed);
  for (const column of stale) column.updateLeaves();
  hashTrees(stale.map((column) => column.tree!));
  runSteps(stale.map((column) => column.rootSteps())).forEach((root, i) => {
    stale[i]!.keepRoot(root);
  });
}

/** A list's length as the node that is mixed into its root. */
export function lengthNode(length: number): Uint8Array {
  const node = new Uint8Array(32);
  const view = new DataView(node.buffer);
  view.setUint32(0, length >>> 0, true);
  view.setUint32(4, Math.floor(length / 2 ** 32), true);
  return node;
}
