import { Tree } from "@chainsafe/persistent-merkle-tree";
import {
  BooleanType,
  ByteVectorType,
  type CompositeType,
  ContainerType,
  isCompositeType,
  ListBasicType,
  ListCompositeType,
  ProgressiveContainerType,
  ProgressiveListBasicType,
  ProgressiveListCompositeType,
  type Type,
  UintNumberType,
  VectorBasicType,
  VectorCompositeType,
} from "@chainsafe/ssz";
import { setUint64, Uint64Type } from "../uint64.ts";
import { type ColumnForm, lengthNode, StateColumn } from "./base-column.ts";
import { FixedBytesColumn } from "./bytes-column.ts";
import { ColumnError } from "./column.ts";
import { Uint8Column, Uint64Column } from "./number-column.ts";
import { type Leaves, leafNode, type ProofNode, pairNode, progressiveNode, rangeNode, treeNode } from "./proof.ts";
import { recordShape } from "./record-shape.ts";
import { ContainerColumn } from "./records-column.ts";
import { type ElementType, PlainValuesColumn } from "./values-column.ts";

/** What a state does with one of its fields: how it is made, decoded, encoded, hashed and taken over. */
export interface FieldPlan {
  readonly type: Type<unknown>;
  initial(): unknown;
  fromValue(value: unknown): unknown;
  toValue(slot: unknown): unknown;
  deserialize(bytes: Uint8Array): unknown;
  byteLength(slot: unknown): number;
  serializeInto(slot: unknown, target: Uint8Array, offset: number): void;
  hashTreeRoot(slot: unknown): Uint8Array;
  /** What to keep of a value that is assigned to the field. Throws `ColumnError`. */
  assigned(value: unknown): unknown;
  /** What an upgraded state has in this field, of a state that held it as another type. */
  adopt(slot: unknown, type: Type<unknown>): unknown;
  /** The field's tree. */
  node(slot: unknown): ProofNode;
}

/** How to hold a field of this type; lists and vectors are columns, unless `plain`. */
export function planField(name: string, type: Type<unknown>, plain: boolean): FieldPlan {
  const make = plain ? undefined : columnMaker(name, type);
  return make === undefined ? valuePlan(name, type) : columnPlan(name, type, make);
}

type AnyColumn = StateColumn<unknown>;

/** Makes empty columns of a type, or undefined for a type that is no list or vector. */
function columnMaker(name: string, type: Type<unknown>): (() => AnyColumn) | undefined {
  const list = type instanceof ListBasicType || type instanceof ListCompositeType;
  const vector = type instanceof VectorBasicType || type instanceof VectorCompositeType;
  const progressive = type instanceof ProgressiveListBasicType || type instanceof ProgressiveListCompositeType;
  if (!list && !vector && !progressive) return undefined;
  const form: ColumnForm = {
    name,
    type,
    limit: list ? type.limit : vector ? type.length : Number.POSITIVE_INFINITY,
    isVector: vector,
    tree: progressive ? "progressive" : Math.ceil(Math.log2(type.maxChunkCount)),
  };
  const element = type.elementType as unknown as Type<unknown>;
  if (element instanceof Uint64Type) return () => new Uint64Column(form) as AnyColumn;
  if (element instanceof UintNumberType && element.byteLength === 1)
    return () => new Uint8Column(form, 255) as AnyColumn;
  if (element instanceof BooleanType) return () => new Uint8Column(form, 1) as AnyColumn;
  if (element instanceof ByteVectorType && element.lengthBytes === 32)
    return () => new FixedBytesColumn(form, 32) as AnyColumn;
  const shape = recordShape(element);
  if (shape !== undefined) return () => new ContainerColumn<object>(form, shape) as unknown as AnyColumn;
  if (isCompositeType(element)) return () => new PlainValuesColumn<unknown>(form, element as ElementType<unknown>);
  return undefined;
}

function columnPlan(name: string, type: Type<unknown>, make: () => AnyColumn): FieldPlan {
  const column = (slot: unknown) => slot as AnyColumn;
  const load = (bytes: Uint8Array) => {
    const made = make();
    made.load(bytes);
    return made;
  };
  const Column = make().constructor;
  let first: AnyColumn | undefined;
  const initial = () => {
    first ??= load(type.serialize(type.defaultValue()));
    return first.clone();
  };
  const shape = shapeOf(type);
  const adopt = (slot: unknown, from: Type<unknown>) => {
    if (shapeOf(from) === shape) return column(slot).clone();
    const bytes = new Uint8Array(column(slot).byteLength);
    column(slot).serializeInto(bytes, 0);
    return load(bytes);
  };
  return {
    type,
    initial,
    fromValue: (value) => {
      const made = initial();
      const values = value as unknown[];
      made.replace(isBooleans(type) ? values.map(Number) : values);
      return made;
    },
    toValue: (slot) => {
      const values = column(slot).toArray();
      return isBooleans(type) ? values.map(Boolean) : values;
    },
    deserialize: load,
    byteLength: (slot) => column(slot).byteLength,
    serializeInto: (slot, target, offset) => column(slot).serializeInto(target, offset),
    hashTreeRoot: (slot) => column(slot).hashTreeRoot(),
    assigned: (value) => {
      if (!(value instanceof StateColumn) || value.parent !== undefined)
        throw new ColumnError(`${name}: only a state's column can be assigned; use replace() for values`);
      if (value.constructor !== Column) throw new ColumnError(`${name}: the column has other elements`);
      return adopt(value, value.form.type);
    },
    adopt,
    node: (slot) => columnNode(column(slot), type),
  };
}

function valuePlan(name: string, type: Type<unknown>): FieldPlan {
  return {
    type,
    initial: () => type.defaultValue(),
    fromValue: (value) => value,
    toValue: (slot) => slot,
    deserialize: (bytes) => type.deserialize(bytes),
    byteLength: (slot) =>
      type.fixedSize ?? (type as CompositeType<unknown, unknown, unknown>).value_serializedSize(slot),
    serializeInto: (slot, target, offset) => target.set(type.serialize(slot), offset),
    hashTreeRoot: (slot) => type.hashTreeRoot(slot),
    assigned: (value) => {
      if (type instanceof Uint64Type) checkUint64(name, value);
      if (type instanceof ByteVectorType && !(value instanceof Uint8Array && value.length === type.lengthBytes))
        throw new ColumnError(`${name}: not ${type.lengthBytes} bytes`);
      return value;
    },
    adopt: (slot) => {
      if (!(type instanceof ContainerType) && !(type instanceof ProgressiveContainerType)) return slot;
      const value = type.defaultValue() as Record<string, unknown>;
      for (const key of Object.keys(value)) {
        const kept = (slot as Record<string, unknown>)[key];
        if (kept !== undefined) value[key] = kept;
      }
      return value;
    },
    node: (slot) => valueNode(type, slot),
  };
}

const scratch = new DataView(new ArrayBuffer(8));

function checkUint64(name: string, value: unknown): void {
  try {
    setUint64(scratch, 0, value as number);
  } catch (cause) {
    throw new ColumnError(`${name}: not a uint64: ${String(value)}`, { cause });
  }
}

const isBooleans = (type: Type<unknown>): boolean =>
  (type as unknown as { elementType?: unknown }).elementType instanceof BooleanType;

const shapes = new WeakMap<Type<unknown>, string>();

/** A description that two types share exactly where they have one serialization and one tree. */
function shapeOf(type: Type<unknown>): string {
  let shape = shapes.get(type);
  if (shape === undefined) {
    shape = describe(type);
    shapes.set(type, shape);
  }
  return shape;
}

function describe(type: Type<unknown>): string {
  if (type instanceof ContainerType || type instanceof ProgressiveContainerType) {
    const fields = Object.entries(type.fields as Record<string, Type<unknown>>);
    const active = type instanceof ProgressiveContainerType ? type.activeFields.toBoolArray().map(Number).join("") : "";
    return `{${active}:${fields.map(([name, field]) => `${name}:${shapeOf(field)}`).join(",")}}`;
  }
  const { elementType, limit, length } = type as { elementType?: Type<unknown>; limit?: number; length?: number };
  if (elementType === undefined) return type.typeName;
  return `${type.constructor.name}[${shapeOf(elementType)},${limit ?? length ?? ""}]`;
}

const valueNode = (type: Type<unknown>, value: unknown): ProofNode =>
  isCompositeType(type)
    ? treeNode(new Tree((type as CompositeType<unknown, unknown, unknown>).value_toTree(value)).rootNode)
    : leafNode(type.hashTreeRoot(value));

function columnNode(column: AnyColumn, type: Type<unknown>): ProofNode {
  column.hashTreeRoot();
  const tree = column.tree!;
  const element = (type as unknown as { elementType: Type<unknown> }).elementType;
  const leaves: Leaves = {
    count: tree.count,
    node: (index) =>
      isCompositeType(element) ? valueNode(element, column.value(index)) : leafNode(tree.leafRoot(index)),
    root: (depth, start) => tree.rangeRoot(depth, start),
  };
  const data = tree.form === "progressive" ? progressiveNode(leaves) : rangeNode(leaves, tree.form, 0);
  return column.form.isVector ? data : pairNode(data, leafNode(lengthNode(column.length)));
}
