import type { ColumnParent } from "./base-column.ts";
import { type BytesColumn, ColumnError } from "./column.ts";
import { PagedColumn } from "./paged-column.ts";

/** A list or vector of byte strings of one length. */
export class FixedBytesColumn extends PagedColumn<Uint8Array> implements BytesColumn {
  clone(parent?: ColumnParent): FixedBytesColumn {
    return new FixedBytesColumn(this.form, this.elementBytes, parent).shareFrom(this);
  }

  get(index: number): Uint8Array {
    if (index >>> 0 !== index || index >= this.length) throw this.outside(index);
    const at = index + this.bias;
    const from = (at & this.mask) * this.elementBytes;
    return this.store.pages[at >>> this.shift]!.bytes.slice(from, from + this.elementBytes);
  }

  value(index: number): Uint8Array {
    return this.get(index);
  }

  equals(index: number, value: Uint8Array): boolean {
    this.check(index);
    return value.length === this.elementBytes && this.#holds(index, value);
  }

  set(index: number, value: Uint8Array): void {
    this.check(index);
    this.#checkValue(index, value);
    this.#write(index, value);
  }

  push(value: Uint8Array): void {
    const index = this.length;
    this.#checkValue(index, value);
    this.resizeAlone(index + 1);
    this.#write(index, value);
  }

  replace(values: ArrayLike<Uint8Array>): void {
    this.checkLength(values.length);
    for (let i = 0; i < values.length; i++) this.#checkValue(i, values[i]!);
    this.resizeAlone(values.length);
    for (let i = 0; i < values.length; i++) this.#write(i, values[i]!);
  }

  #checkValue(index: number, value: Uint8Array): void {
    if (!(value instanceof Uint8Array) || value.length !== this.elementBytes)
      throw new ColumnError(`${this.form.name}[${index}]: not ${this.elementBytes} bytes`);
  }

  #holds(index: number, value: Uint8Array): boolean {
    const at = index + this.bias;
    const bytes = this.store.pages[at >>> this.shift]!.bytes;
    const from = (at & this.mask) * this.elementBytes;
    for (let i = 0; i < value.length; i++) if (bytes[from + i] !== value[i]) return false;
    return true;
  }

  #write(index: number, value: Uint8Array): void {
    if (this.#holds(index, value)) return;
    const at = index + this.bias;
    this.pageFor(index, at).bytes.set(value, (at & this.mask) * this.elementBytes);
  }
}
