import {
  BitListType,
  BitVectorType,
  BooleanType,
  ByteListType,
  ByteVectorType,
  ContainerType,
  ListBasicType,
  ListCompositeType,
  ProgressiveBitListType,
  ProgressiveByteListType,
  ProgressiveContainerType,
  ProgressiveListBasicType,
  ProgressiveListCompositeType,
  UintBigintType,
  UintNumberType,
  VectorBasicType,
  VectorCompositeType,
} from "@chainsafe/ssz";
import { Uint64Type } from "../../src/ssz/uint64.ts";
import { ExpressionError, evaluate, type Scope } from "./expression.ts";
import type { SpecClass } from "./markdown.ts";

/**
 * One notation for SSZ types of both sides: `List[uint64, 1024]`, and for a container its name, at the top with its
 * fields: `Fork { epoch: uint64 }`.
 */
export function describeOurs(type: unknown): string {
  if (type instanceof ContainerType) return `${type.typeName} ${fieldsOf(type.fields)}`;
  if (type instanceof ProgressiveContainerType) {
    const active = Array.from({ length: type.activeFields.bitLen }, (_, i) => (type.activeFields.get(i) ? "1" : "0"));
    return `${type.typeName} (${active.join("")}) ${fieldsOf(type.fields)}`;
  }
  return nestedOurs(type);
}

const fieldsOf = (fields: Readonly<Record<string, unknown>>): string =>
  `{ ${Object.entries(fields)
    .map(([name, type]) => `${name}: ${nestedOurs(type)}`)
    .join(", ")} }`;

function nestedOurs(type: unknown): string {
  if (type instanceof ContainerType || type instanceof ProgressiveContainerType) return type.typeName;
  if (type instanceof Uint64Type) return "uint64";
  if (type instanceof UintNumberType || type instanceof UintBigintType) return `uint${8 * type.byteLength}`;
  if (type instanceof BooleanType) return "boolean";
  if (type instanceof ByteVectorType) return `ByteVector[${type.lengthBytes}]`;
  if (type instanceof ByteListType) return `ByteList[${type.limitBytes}]`;
  if (type instanceof ProgressiveByteListType) return "ProgressiveList[uint8]";
  if (type instanceof BitVectorType) return `BitVector[${type.lengthBits}]`;
  if (type instanceof BitListType) return `BitList[${type.limitBits}]`;
  if (type instanceof ProgressiveBitListType) return "ProgressiveBitList";
  if (type instanceof ListBasicType || type instanceof ListCompositeType)
    return `List[${nestedOurs(type.elementType)}, ${type.limit}]`;
  if (type instanceof VectorBasicType || type instanceof VectorCompositeType)
    return `Vector[${nestedOurs(type.elementType)}, ${type.length}]`;
  if (type instanceof ProgressiveListBasicType || type instanceof ProgressiveListCompositeType)
    return `ProgressiveList[${nestedOurs(type.elementType)}]`;
  throw new TypeError(`an SSZ type of an unknown class: ${String(type)}`);
}

/** The specification's class in the same notation. `classes` are those of the fork, `scope` its values. */
export function describeTheirs(type: SpecClass, classes: ReadonlyMap<string, SpecClass>, scope: Scope): string {
  if (type.base === "Container") return `${type.name} ${fieldsTheirs(type, classes, scope)}`;
  if (type.base === "ProgressiveContainer") {
    const active = /^active_fields\(width=(\d+)(?:, gaps=\(([\d, ]*)\))?\)$/.exec(type.size ?? "");
    if (active === null) throw new ExpressionError(`${type.name}: ${type.size}`);
    const gaps = (active[2] ?? "").split(",").map((gap) => gap.trim());
    const bits = Array.from({ length: Number(active[1]) }, (_, i) => (gaps.includes(String(i)) ? "0" : "1"));
    return `${type.name} (${bits.join("")}) ${fieldsTheirs(type, classes, scope)}`;
  }
  return nestedTheirs(type.name, classes, scope);
}

const fieldsTheirs = (type: SpecClass, classes: ReadonlyMap<string, SpecClass>, scope: Scope): string =>
  `{ ${type.fields.map((field) => `${field.name}: ${nestedTheirs(field.type, classes, scope)}`).join(", ")} }`;

function nestedTheirs(name: string, classes: ReadonlyMap<string, SpecClass>, scope: Scope): string {
  const uint = /^Uint(\d+)$/.exec(name);
  if (uint !== null) return `uint${uint[1]}`;
  const bytes = /^Bytes(\d+)$/.exec(name);
  if (bytes !== null) return `ByteVector[${bytes[1]}]`;
  if (name === "Boolean") return "boolean";
  if (name === "Byte") return "uint8";
  const type = classes.get(name);
  if (type === undefined) throw new ExpressionError(`unknown type ${name}`);
  if (type.base === "Container" || type.base === "ProgressiveContainer") return name;
  const size = (): string => String(evaluate(type.size ?? "", scope));
  const [, outer, element] = /^(\w+)(?:\[(\w+)\])?$/.exec(type.base) ?? [];
  switch (outer) {
    case "ByteVector":
    case "ByteList":
    case "BitVector":
    case "BitList":
      return `${outer}[${size()}]`;
    case "ProgressiveBitList":
      return outer;
    case "ProgressiveList":
      return `${outer}[${nestedTheirs(element, classes, scope)}]`;
    case "List":
    case "Vector":
      // A list of bytes is a list of uint8 by its encoding and its root.
      if (element === "Byte") return `Byte${outer}[${size()}]`;
      return `${outer}[${nestedTheirs(element, classes, scope)}, ${size()}]`;
    default:
      return nestedTheirs(type.base, classes, scope);
  }
}
