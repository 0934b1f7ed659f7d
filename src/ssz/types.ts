import { setHasher } from "@chainsafe/persistent-merkle-tree";
import { hasher } from "@chainsafe/persistent-merkle-tree/hasher/hashtree";
import {
  BitListType,
  BitVectorType,
  BooleanType,
  ByteListType,
  ByteVectorType,
  type CompositeType,
  ContainerType,
  isBasicType,
  ListBasicType,
  ListCompositeType,
  ProgressiveBitListType,
  ProgressiveByteListType,
  ProgressiveContainerType,
  ProgressiveListBasicType,
  ProgressiveListCompositeType,
  type Type,
  UintBigintType,
  UintNumberType,
  VectorBasicType,
  VectorCompositeType,
} from "@chainsafe/ssz";
import { Uint64Type } from "./uint64.ts";

// Native SHA-256 for the roots of plain values; the library's own default is many times slower.
setHasher(hasher);

/** What the rest of the program sees of an SSZ type: bytes, roots, JSON (snake_case, decimal strings) of plain values. */
export type SszType<V> = Type<V>;

/** A type whose values the declarations do not follow: their TypeScript side is in `spec/values.ts`. */
export type AnyType = Type<unknown>;

type AnyComposite = CompositeType<unknown, unknown, unknown>;

export const uint8: AnyType = new UintNumberType(1);
export const uint16: AnyType = new UintNumberType(2);
export const uint64: AnyType = new Uint64Type();
export const uint256: AnyType = new UintBigintType(32);
export const boolean: AnyType = new BooleanType();

/** ByteVector: `Uint8Array` of this length. */
export const bytes = (length: number): AnyType => new ByteVectorType(length);
export const byteList = (limit: number): AnyType => new ByteListType(limit);
export const bitVector = (length: number): AnyType => new BitVectorType(length);
export const bitList = (limit: number): AnyType => new BitListType(limit);
export const progressiveBitList = (): AnyType => new ProgressiveBitListType();

export const list = (element: AnyType, limit: number): AnyType =>
  isBasicType(element) ? new ListBasicType(element, limit) : new ListCompositeType(element as AnyComposite, limit);

export const vector = (element: AnyType, length: number): AnyType =>
  isBasicType(element)
    ? new VectorBasicType(element, length)
    : new VectorCompositeType(element as AnyComposite, length);

/** EIP-7916 list of bytes without a limit: `Uint8Array`. */
export const progressiveByteList = (): AnyType => new ProgressiveByteListType();

/** EIP-7916 list without a limit: an array, also of numbers below 256. */
export const progressiveList = (element: AnyType): AnyType =>
  isBasicType(element)
    ? new ProgressiveListBasicType(element)
    : new ProgressiveListCompositeType(element as AnyComposite);

export const container = (typeName: string, fields: Record<string, AnyType>): AnyType =>
  new ContainerType(fields, { typeName });

/** EIP-7495 container: `active` says for each position of its tree whether a field stands there. */
export const progressiveContainer = (typeName: string, fields: Record<string, AnyType>, active: boolean[]): AnyType =>
  new ProgressiveContainerType(fields, active, { typeName });

/** All of `width` positions but the `gaps`, as the specification's `active_fields`. */
export const activeFields = (width: number, gaps: readonly number[] = []): boolean[] =>
  Array.from({ length: width }, (_, position) => !gaps.includes(position));
