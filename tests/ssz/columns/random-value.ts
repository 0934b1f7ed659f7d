import { BitArray, BitListType, BitVectorType, type Type } from "@chainsafe/ssz";
import { Uint64Type, uint64FromHalves } from "../../../src/ssz/uint64.ts";

/** Reproducible random numbers (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  bits(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  }

  /** From 0 to `end - 1`. */
  below(end: number): number {
    return this.bits() % end;
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.bits() & 0xff);
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }
}

interface TypeFields {
  readonly fields?: Record<string, Type<unknown>>;
  readonly elementType?: Type<unknown>;
  readonly length?: number;
  readonly limit?: number;
}

/** A random value of an SSZ type; lists have at most `most` elements. */
export function randomValue(type: Type<unknown>, random: Random, most = 5): unknown {
  const { fields, elementType, length, limit } = type as unknown as TypeFields;
  if (fields !== undefined)
    return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, randomValue(field, random, most)]));
  if (type instanceof Uint64Type) return randomUint64(random);
  if (type instanceof BitVectorType) return randomBits(random, type.lengthBits);
  if (type instanceof BitListType) return randomBits(random, random.below(Math.min(most, type.limitBits) + 1));
  if (elementType === undefined) return type.deserialize(randomLeaf(type, random));
  const count = length ?? random.below(Math.min(most, limit ?? most) + 1);
  return Array.from({ length: count }, () => randomValue(elementType, random, most));
}

/** Every sort of uint64: small, of the size of balances, 2^53 - 1, 2^64 - 1 and wider than a number is exact. */
export function randomUint64(random: Random): number {
  const sort = random.below(6);
  if (sort === 0) return random.below(4);
  if (sort === 1) return Number.POSITIVE_INFINITY;
  if (sort === 2) return Number.MAX_SAFE_INTEGER;
  if (sort === 3) return random.below(2048) * 10 ** 9 + random.bits();
  return uint64FromHalves(random.bits(), sort === 4 ? random.below(0x20_0000) : random.bits());
}

function randomBits(random: Random, length: number): BitArray {
  return BitArray.fromBoolArray(Array.from({ length }, () => random.below(2) === 1));
}

/** Bytes of a type without inner types: booleans, small integers, byte vectors and lists. */
function randomLeaf(type: Type<unknown>, random: Random): Uint8Array {
  if (type.typeName === "boolean") return Uint8Array.of(random.below(2));
  return random.bytes(type.fixedSize ?? random.below(Math.min(type.maxSize, 40) + 1));
}
