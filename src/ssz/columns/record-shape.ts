import { BooleanType, ByteVectorType, ContainerType, type Type, UintNumberType } from "@chainsafe/ssz";
import { Uint64Type } from "../uint64.ts";

/** How a field of a record is stored. */
export type FieldKind = "uint64" | "uint8" | "boolean" | "bytes" | "record";

/** A field of a fixed-size container. */
export interface RecordField {
  readonly name: string;
  readonly kind: FieldKind;
  /** Where the field begins in the serialized container. */
  readonly offset: number;
  readonly size: number;
  /** The inner container's fields, for a record. */
  readonly shape: RecordShape | undefined;
}

/** A fixed-size container of unsigned integers, booleans, byte vectors and such containers. */
export interface RecordShape {
  readonly type: ContainerType<Record<string, Type<unknown>>>;
  readonly size: number;
  readonly depth: number;
  readonly fields: readonly RecordField[];
}

/** The shape of a container, or undefined for a type that has another kind of field. */
export function recordShape(type: unknown): RecordShape | undefined {
  if (!(type instanceof ContainerType) || type.fixedSize === null) return undefined;
  const fields: RecordField[] = [];
  let offset = 0;
  for (const [name, fieldType] of Object.entries(type.fields as Record<string, Type<unknown>>)) {
    const kind = fieldKind(fieldType);
    if (kind === undefined) return undefined;
    const size = fieldType.fixedSize!;
    fields.push({ name, kind, offset, size, shape: kind === "record" ? recordShape(fieldType) : undefined });
    offset += size;
  }
  const depth = Math.ceil(Math.log2(fields.length));
  return { type: type as RecordShape["type"], size: offset, depth, fields };
}

function fieldKind(type: Type<unknown>): FieldKind | undefined {
  if (type instanceof Uint64Type) return "uint64";
  if (type instanceof UintNumberType && type.byteLength === 1) return "uint8";
  if (type instanceof BooleanType) return "boolean";
  if (type instanceof ByteVectorType) return "bytes";
  return recordShape(type) === undefined ? undefined : "record";
}
