import type { CompositeType } from "@chainsafe/ssz";
import { type ColumnForm, StateColumn } from "./base-column.ts";
import { ColumnError, type ValuesColumn } from "./column.ts";
import { MerkleTree } from "./merkle-tree.ts";

/** The SSZ type of a column's elements. */
export type ElementType<T> = Pick<
  CompositeType<T, unknown, unknown>,
  "typeName" | "fixedSize" | "deserialize" | "serialize" | "hashTreeRoot" | "value_serializedSize"
>;

/** A list or vector of anything: plain values, which nobody changes, with the roots of each. */
export class PlainValuesColumn<T> extends StateColumn<T> implements ValuesColumn<T> {
  readonly element: ElementType<T>;
  declare readonly tree: MerkleTree;
  #values: T[] = [];
  #owned = true;
  /** Roots of elements that have been hashed, for those that come back at another place or in a clone. */
  #roots = new WeakMap<object, Uint8Array>();

  constructor(form: ColumnForm, element: ElementType<T>) {
    super(form, new MerkleTree(form.tree), undefined);
    this.element = element;
  }

  clone(): PlainValuesColumn<T> {
    const copy = new PlainValuesColumn<T>(this.form, this.element).copyFrom(this);
    copy.tree.shareFrom(this.tree);
    copy.#values = this.#values;
    copy.#owned = false;
    copy.#roots = this.#roots;
    this.#owned = false;
    return copy;
  }

  get(index: number): T {
    this.check(index);
    return this.#values[index]!;
  }

  value(index: number): T {
    return this.get(index);
  }

  set(index: number, value: T): void {
    this.check(index);
    this.#write(index, value);
  }

  push(value: T): void {
    const index = this.length;
    this.checkLength(index + 1);
    this.#resize(index + 1);
    this.#write(index, value);
  }

  replace(values: ArrayLike<T>): void {
    this.checkLength(values.length);
    this.#resize(values.length);
    for (let i = 0; i < values.length; i++) if (values[i] !== this.#values[i]) this.#write(i, values[i]!);
  }

  dropFirst(count: number): void {
    this.checkDrop(count);
    if (count === 0) return;
    this.updateLeaves();
    this.tree.dropFirst(count);
    this.#own().splice(0, count);
    this.resized(this.length - count);
  }

  get byteLength(): number {
    let size = 0;
    const { fixedSize } = this.element;
    for (const value of this.#values) size += fixedSize ?? 4 + this.element.value_serializedSize(value);
    return size;
  }

  serializeInto(target: Uint8Array, offset: number): void {
    const { fixedSize } = this.element;
    const view = new DataView(target.buffer, target.byteOffset + offset);
    let at = fixedSize === null ? this.length * 4 : 0;
    for (let i = 0; i < this.length; i++) {
      if (fixedSize === null) view.setUint32(i * 4, at, true);
      const bytes = this.element.serialize(this.#values[i]!);
      target.set(bytes, offset + at);
      at += bytes.length;
    }
  }

  load(bytes: Uint8Array): void {
    const bounds = this.#bounds(bytes);
    this.checkLength(bounds.length - 1);
    const values: T[] = [];
    for (let i = 0; i + 1 < bounds.length; i++) {
      try {
        values.push(this.element.deserialize(bytes.subarray(bounds[i]!, bounds[i + 1]!)));
      } catch (cause) {
        throw new ColumnError(`${this.form.name}[${i}]: ${(cause as Error).message}`, { cause });
      }
    }
    this.replace(values);
  }

  updateLeaves(): void {
    this.tree.forEachMarked((index, page, leaf) => {
      page.bytes.set(this.#rootOf(this.#values[index]!), leaf * 32);
    });
  }

  #rootOf(value: T): Uint8Array {
    if (typeof value !== "object" || value === null) return this.element.hashTreeRoot(value);
    let root = this.#roots.get(value);
    if (root === undefined) {
      root = this.element.hashTreeRoot(value);
      this.#roots.set(value, root);
    }
    return root;
  }

  /** Where each serialized element begins, and the last one's end. */
  #bounds(bytes: Uint8Array): number[] {
    const { fixedSize } = this.element;
    const { name } = this.form;
    const bounds: number[] = [];
    if (fixedSize !== null) {
      if (bytes.length % fixedSize !== 0)
        throw new ColumnError(`${name}: ${bytes.length} bytes are no whole elements of ${fixedSize}`);
      for (let at = 0; at <= bytes.length; at += fixedSize) bounds.push(at);
      return bounds;
    }
    if (bytes.length === 0) return [0];
    if (bytes.length < 4) throw new ColumnError(`${name}: no room for an offset`);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const first = view.getUint32(0, true);
    if (first === 0 || first % 4 !== 0 || first > bytes.length)
      throw new ColumnError(`${name}: first offset is ${first}`);
    this.checkLength(first / 4);
    for (let i = 0; i < first / 4; i++) {
      const offset = view.getUint32(i * 4, true);
      if (offset > bytes.length || offset < (bounds[i - 1] ?? first))
        throw new ColumnError(`${name}[${i}]: offset ${offset} is out of order`);
      bounds.push(offset);
    }
    bounds.push(bytes.length);
    return bounds;
  }

  #resize(length: number): void {
    if (length === this.length) return;
    this.#own().length = length;
    this.tree.resize(length);
    this.resized(length);
  }

  #own(): T[] {
    if (!this.#owned) {
      this.#values = this.#values.slice();
      this.#owned = true;
    }
    return this.#values;
  }

  #write(index: number, value: T): void {
    this.changed();
    this.#own()[index] = value;
    this.tree.markLeaf(index);
  }
}
