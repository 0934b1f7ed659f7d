import { setUint64, uint64FromHalves } from "../uint64.ts";
import type { ColumnForm, ColumnParent } from "./base-column.ts";
import { ColumnError, type NumberColumn } from "./column.ts";
import { PagedColumn } from "./paged-column.ts";

const TWO_POW_32 = 2 ** 32;
const TWO_POW_52 = 2 ** 52;

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

/** Serializes uint64 values. Throws `ColumnError` for one that is none. */
function encode(column: Uint64Column, values: ArrayLike<number>): Uint8Array {
  const doubles = new Float64Array(values.length);
  const words = new Uint32Array(doubles.buffer);
  if (values instanceof Float64Array) {
    encodeDoubles(column, values, doubles, words);
  } else {
    for (let i = 0; i < values.length; i++) {
      split(column, i, values[i]!);
      words[2 * i] = low;
      words[2 * i + 1] = high;
    }
  }
  return new Uint8Array(doubles.buffer);
}

/** The same without branches for nearly all values; `words` are of the memory of `doubles`. */
function encodeDoubles(column: Uint64Column, values: Float64Array, doubles: Float64Array, words: Uint32Array): void {
  const others: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    // The mantissa of a double between 2^52 and 2^53 is the integer above 2^52.
    if (value >= 0 && value < TWO_POW_52 && Math.floor(value) === value) doubles[i] = value + TWO_POW_52;
    else others.push(i);
  }
  for (let word = 1; word < words.length; word += 2) words[word]! &= 0xf_ffff;
  for (const i of others) {
    split(column, i, values[i]!);
    words[2 * i] = low;
    words[2 * i + 1] = high;
  }
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
    const serialized = encode(this, values);
    this.resizeAlone(values.length);
    this.rewrite(serialized);
  }

  toFloat64Array(): Float64Array {
    const values = new Float64Array(this.length);
    this.serializeInto(new Uint8Array(values.buffer), 0);
    const words = new Uint32Array(values.buffer);
    for (let i = 0; i < values.length; i++) {
      const upper = words[2 * i + 1]!;
      if (upper < 0x20_0000) values[i] = upper * TWO_POW_32 + words[2 * i]!;
      else if (upper === 0xffff_ffff && words[2 * i] === 0xffff_ffff) values[i] = Number.POSITIVE_INFINITY;
      else throw new ColumnError(`${this.form.name}[${i}]: ${String(this.get(i))} is no exact number`);
    }
    return values;
  }

  toUint8Array(): Uint8Array {
    return Uint8Array.from(this, (value, i) => {
      if (value <= 255) return value;
      throw new ColumnError(`${this.form.name}[${i}]: ${String(value)} is no byte`);
    });
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
    if (!(values instanceof Uint8Array) || this.max < 255)
      for (let i = 0; i < values.length; i++) this.#checkValue(i, values[i]!);
    this.resizeAlone(values.length);
    this.rewrite(values instanceof Uint8Array ? values : Uint8Array.from(values));
  }

  toFloat64Array(): Float64Array {
    return new Float64Array(this.toUint8Array());
  }

  toUint8Array(): Uint8Array {
    const bytes = new Uint8Array(this.length);
    this.serializeInto(bytes, 0);
    return bytes;
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
