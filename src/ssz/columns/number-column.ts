import { setUint64, uint64FromHalves } from "../uint64.ts";
import type { ColumnForm, ColumnParent } from "./base-column.ts";
import { ColumnError, type NumberColumn } from "./column.ts";
import type { Page } from "./page.ts";
import { byteAt, PagedColumn } from "./paged-column.ts";

const TWO_POW_32 = 2 ** 32;

const wide = new DataView(new ArrayBuffer(8));

/** Low and high half of the last value that `split` took. */
let low = 0;
let high = 0;

const isPlain = (value: number): boolean =>
  value >= 0 && value <= Number.MAX_SAFE_INTEGER && Math.floor(value) === value;

/** Splits a uint64 into halves. Throws `Uint64Error` for a value that is none. */
function split(value: number): void {
  if (typeof value === "number" && isPlain(value)) {
    low = value >>> 0;
    high = (value - low) / TWO_POW_32;
    return;
  }
  setUint64(wide, 0, value);
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
    const word = (at & this.mask) * 2;
    const upper = words[word + 1]!;
    return upper < 0x20_0000 ? upper * TWO_POW_32 + words[word]! : uint64FromHalves(words[word]!, upper);
  }

  value(index: number): number {
    return this.get(index);
  }

  set(index: number, value: number): void {
    this.check(index);
    this.#split(index, value);
    this.#write(index);
  }

  push(value: number): void {
    const index = this.length;
    this.#split(index, value);
    this.resizeAlone(index + 1);
    this.#write(index);
  }

  replace(values: ArrayLike<number>): void {
    this.checkLength(values.length);
    for (let i = 0; i < values.length; i++) if (!isPlain(values[i]!)) this.#split(i, values[i]!);
    this.resizeAlone(values.length);
    this.eachRun((page, first, count, index, place) => {
      const same = sameCount(page.words, first * 2, values, index, count);
      if (same < count) this.#rewrite(place, first + same, values, index + same, count - same);
    });
  }

  override toArray(): number[] {
    const values: number[] = new Array(this.length);
    for (let i = 0; i < values.length; i++) values[i] = this.get(i);
    return values;
  }

  toFloat64Array(): Float64Array {
    const values = new Float64Array(this.length);
    let before: Page | undefined;
    this.eachRun((page, first, count, index) => {
      if (page === before && count === this.mask + 1) values.copyWithin(index, index - count, index);
      else if (!copyNumbers(page.words, first * 2, values, index, count)) throw this.#inexact(index, count);
      before = first === 0 ? page : undefined;
    });
    return values;
  }

  toUint8Array(): Uint8Array {
    return Uint8Array.from(this, (value, i) => {
      if (value <= 255) return value;
      throw new ColumnError(`${this.form.name}[${i}]: ${String(value)} is no byte`);
    });
  }

  #split(index: number, value: number): void {
    try {
      split(value);
    } catch (cause) {
      throw new ColumnError(`${this.form.name}[${index}]: not a uint64: ${String(value)}`, { cause });
    }
  }

  #inexact(index: number, count: number): ColumnError {
    const at = this.slice(index, index + count).findIndex((value) => typeof value !== "number");
    return new ColumnError(`${this.form.name}[${index + at}]: ${String(this.get(index + at))} is no exact number`);
  }

  /** Writes `low` and `high`, unless they are there already. */
  #write(index: number): void {
    const at = index + this.bias;
    const words = this.store.pages[at >>> this.shift]!.words;
    const word = (at & this.mask) * 2;
    if (words[word] === low && words[word + 1] === high) return;
    const own = this.pageFor(index, at).words;
    own[word] = low;
    own[word + 1] = high;
  }

  /** Writes what differs of a page's elements. */
  #rewrite(place: number, first: number, values: ArrayLike<number>, index: number, count: number): void {
    const page = this.store.writable(place);
    const words = page.words;
    let marked = -1;
    for (let i = 0; i < count; i++) {
      split(values[index + i]!);
      const word = (first + i) * 2;
      if (words[word] === low && words[word + 1] === high) continue;
      words[word] = low;
      words[word + 1] = high;
      // A leaf of the tree holds four elements.
      if (this.level !== undefined && (first + i) >>> 2 === marked) continue;
      marked = (first + i) >>> 2;
      this.mark(page, place, first + i, index + i);
    }
    this.changed();
  }
}

/** How many values at the start of a run are in its words already. */
function sameCount(words: Uint32Array, word: number, values: ArrayLike<number>, index: number, count: number): number {
  for (let i = 0; i < count; i++) {
    const low = words[word + 2 * i]!;
    const high = words[word + 2 * i + 1]!;
    const value = values[index + i]!;
    if (high < 0x20_0000 ? high * TWO_POW_32 + low !== value : uint64FromHalves(low, high) !== value) return i;
  }
  return count;
}

/** Copies uint64 values that are exact numbers; answers whether all are. */
function copyNumbers(words: Uint32Array, word: number, values: Float64Array, index: number, count: number): boolean {
  for (let i = 0; i < count; i++) {
    const low = words[word + 2 * i]!;
    const high = words[word + 2 * i + 1]!;
    if (high < 0x20_0000) values[index + i] = high * TWO_POW_32 + low;
    else if (high === 0xffff_ffff && low === 0xffff_ffff) values[index + i] = Number.POSITIVE_INFINITY;
    else return false;
  }
  return true;
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
    return byteAt(this.store.pages[at >>> this.shift]!, at & this.mask);
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
    const bytes = values instanceof Uint8Array ? values : Uint8Array.from(values);
    this.resizeAlone(bytes.length);
    let before: Page | undefined;
    this.eachRun((page, first, count, index, place) => {
      const run = bytes.subarray(index, index + count);
      if (before !== undefined && count === this.mask + 1 && holds(before, 0, run)) {
        if (page !== before) this.#shareBefore(place, before, index, count);
        return;
      }
      if (!holds(page, first, run)) this.#rewrite(place, first, run, index);
      before = first === 0 ? this.store.pages[place] : undefined;
    });
  }

  override toArray(): number[] {
    return Array.from(this.toUint8Array());
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

  protected override checkBytes(page: Page, first: number, count: number): void {
    if (this.max === 255) return;
    for (let i = first; i < first + count; i++) if (byteAt(page, i) > this.max) this.#checkValue(i, byteAt(page, i));
  }

  #write(index: number, value: number): void {
    const at = index + this.bias;
    const byte = at & this.mask;
    const old = byteAt(this.store.pages[at >>> this.shift]!, byte);
    if (old === value) return;
    this.pageFor(index, at).words[byte >>> 2]! ^= (old ^ value) << ((byte & 3) * 8);
  }

  /** Puts the page before in a page's stead, which is to hold the same. */
  #shareBefore(place: number, before: Page, index: number, count: number): void {
    const page = this.store.pages[place]!;
    if (this.parent !== undefined)
      for (let i = 0; i < count; i++) if (byteAt(page, i) !== byteAt(before, i)) this.parent.touch(index + i);
    this.store.put(place, before);
    this.changed();
  }

  /** Writes what differs of a page's elements. */
  #rewrite(place: number, first: number, run: Uint8Array, index: number): void {
    const page = this.store.writable(place);
    for (let i = 0; i < run.length; i++) {
      if (byteAt(page, first + i) === run[i]) continue;
      page.bytes[first + i] = run[i]!;
      this.mark(page, place, first + i, index + i);
    }
    this.changed();
  }
}

/** Whether a page has these bytes there. */
const holds = (page: Page, first: number, run: Uint8Array): boolean =>
  Buffer.compare(page.bytes.subarray(first, first + run.length), run) === 0;
