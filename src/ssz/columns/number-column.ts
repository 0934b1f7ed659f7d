import { setUint64, uint64FromHalves } from "../uint64.ts";
import type { ColumnForm, ColumnParent } from "./base-column.ts";
import { ColumnError, type NumberColumn } from "./column.ts";
import { PagedColumn } from "./paged-column.ts";

const TWO_POW_32 = 2 ** 32;

const wide = new DataView(new ArrayBuffer(8));

/** Low and high half of the last value that `split` took. */
let low = 0;
let high = 0;

/** Splits a uint64 into halves. Throws `ColumnError` for a value that is none. */
function split(column: PagedColumn<number>, index: number, value: number): void {
  if (value >= 0 && value <= Number.MAX_SAFE_INTEGER && value % 1 === 0 && typeof value === "number") {
    low = value >>> 0;
    high = (value - low) / TWO_POW_32;
    return;
  }
  try {
    setUint64(wide, 0, value);
  } catch (cause) {
    throw new ColumnError(`${column.form.name}[${index}]: not a uint64: ${String(value)}`, { cause });
  }
  low = wide.getUint32(0, true);
  high = wide.getUint32(4, true);
}

/** A list or vector of uint64. */
export class Uint64Column extends PagedColumn<number> implements NumberColumn {
  constructor(form: ColumnForm, parent?: ColumnParent) {
    super(form, 8, parent);
  }

  clone(parent?: ColumnParent): Uint64Column {
    return new Uint64Column(this.form, parent).shareFrom(this);
  }

  get(index: number): number {
    if (index >>> 0 !== index || index >= this.length) throw this.outside(index);
    const at = index + this.bias;
    const words = this.store.pages[at >>> this.shift]!.words;
    const word = (at & ((1 << this.shift) - 1)) * 2;
    const upper = words[word + 1]!;
    return upper < 0x20_0000 ? upper * TWO_POW_32 + words[word]! : uint64FromHalves(words[word]!, upper);
  }

  value(index: number): number {
    return this.get(index);
  }

  set(index: number, value: number): void {
    this.check(index);
    split(this, index, value);
    this.#write(index);
  }

  push(value: number): void {
    const index = this.length;
    split(this, index, value);
    this.resizeAlone(index + 1);
    this.#write(index);
  }

  replace(values: ArrayLike<number>): void {
    this.checkLength(values.length);
    for (let i = 0; i < values.length; i++) split(this, i, values[i]!);
    this.resizeAlone(values.length);
    for (let i = 0; i < values.length; i++) {
      split(this, i, values[i]!);
      this.#write(i);
    }
  }

  toFloat64Array(): Float64Array {
    const values = new Float64Array(this.length);
    for (let i = 0; i < values.length; i++) {
      const value = this.get(i);
      if (typeof value !== "number")
        throw new ColumnError(`${this.form.name}[${i}]: ${String(value)} is no exact number`);
      values[i] = value;
    }
    return values;
  }

  /** Writes `low` and `high`, unless they are there already. */
  #write(index: number): void {
    const at = index + this.bias;
    const words = this.store.pages[at >>> this.shift]!.words;
    const word = (at & ((1 << this.shift) - 1)) * 2;
    if (words[word] === low && words[word + 1] === high) return;
    this.written(index);
    const own = this.pageFor(at).words;
    own[word] = low;
    own[word + 1] = high;
  }
}

/** A list or vector of uint8, or of booleans as 0 and 1. */
export class Uint8Column extends PagedColumn<number> implements NumberColumn {
  /** The largest value: 255, or 1 for booleans. */
  readonly max: number;

  constructor(form: ColumnForm, max: number, parent?: ColumnParent) {
    super(form, 1, parent);
    this.max = max;
  }

  clone(parent?: ColumnParent): Uint8Column {
    return new Uint8Column(this.form, this.max, parent).shareFrom(this);
  }

  get(index: number): number {
    if (index >>> 0 !== index || index >= this.length) throw this.outside(index);
    const at = index + this.bias;
    return this.store.pages[at >>> this.shift]!.bytes[at & ((1 << this.shift) - 1)]!;
  }

  value(index: number): number {
    return this.get(index);
  }

  set(index: number, value: number): void {
    this.check(index);
    this.#checkValue(index, value);
    this.#write(index, value);
  }

  push(value: number): void {
    const index = this.length;
    this.#checkValue(index, value);
    this.resizeAlone(index + 1);
    this.#write(index, value);
  }

  replace(values: ArrayLike<number>): void {
    this.checkLength(values.length);
    for (let i = 0; i < values.length; i++) this.#checkValue(i, values[i]!);
    this.resizeAlone(values.length);
    for (let i = 0; i < values.length; i++) this.#write(i, values[i]!);
  }

  toFloat64Array(): Float64Array {
    return Float64Array.from(this);
  }

  #checkValue(index: number, value: number): void {
    if (value >>> 0 !== value || value > this.max)
      throw new ColumnError(`${this.form.name}[${index}]: not from 0 to ${this.max}: ${String(value)}`);
  }

  protected override checkBytes(bytes: Uint8Array): void {
    if (this.max === 255) return;
    for (let i = 0; i < bytes.length; i++) this.#checkValue(i, bytes[i]!);
  }

  #write(index: number, value: number): void {
    const at = index + this.bias;
    const byte = at & ((1 << this.shift) - 1);
    if (this.store.pages[at >>> this.shift]!.bytes[byte] === value) return;
    this.written(index);
    this.pageFor(at).bytes[byte] = value;
  }
}
