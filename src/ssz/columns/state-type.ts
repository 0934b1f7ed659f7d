import { ContainerType, ProgressiveContainerType, type Type } from "@chainsafe/ssz";
import { hashPair, merkleize, merkleizeProgressive } from "../../crypto/hash.ts";
import { hashColumns, StateColumn } from "./base-column.ts";
import { type FieldPlan, planField } from "./field-plan.ts";
import { branch, leafNode, leavesOf, type ProofNode, pairNode, progressiveNode, rangeNode } from "./proof.ts";
import type { StateView } from "./state-view.ts";

/** Raised for bytes that are no serialized state; `field` is the one that is malformed. */
export class StateDecodeError extends Error {
  override name = "StateDecodeError";
  readonly field: string;

  constructor(field: string, reason: string, options?: ErrorOptions) {
    super(`state.${field}: ${reason}`, options);
    this.field = field;
  }
}

/** Raised for a field that the state's fork does not have. */
export class UnknownFieldError extends TypeError {
  override name = "UnknownFieldError";

  constructor(field: string) {
    super(`this fork's state has no field ${field}`);
  }
}

/** What is not to be seen in the SSZ type. */
export interface StateTypeOptions {
  /** Lists that are held as plain values, not in columns. */
  readonly plain?: readonly string[];
  /** Names of fields that other forks have: reading or writing them throws `UnknownFieldError`. */
  readonly foreign?: readonly string[];
}

type Field = FieldPlan & { readonly name: string };

/** A `BeaconState` type compiled to columns: it makes, decodes and upgrades states. `S` is the interface of its states. */
export class StateType<S extends StateView = StateView> {
  /** The SSZ type. */
  readonly type: Type<unknown>;
  readonly fields: readonly Field[];
  /** Position of each field by its name. */
  readonly positions: ReadonlyMap<string, number>;
  /** Place of each field among the leaves of the container's tree. */
  readonly leaves: readonly number[];
  /** Leaf that is mixed into a progressive container's root. */
  readonly activeFields: Uint8Array | undefined;
  readonly #State: new (
    type: StateType,
    slots: unknown[],
  ) => ColumnState;
  readonly #fixedEnd: number;

  constructor(type: Type<unknown>, options: StateTypeOptions = {}) {
    if (!(type instanceof ContainerType) && !(type instanceof ProgressiveContainerType))
      throw new TypeError(`${type.typeName} is no container`);
    this.type = type as Type<unknown>;
    const entries = Object.entries(type.fields as Record<string, Type<unknown>>);
    this.fields = entries.map(([name, fieldType]) => ({
      name,
      ...planField(`state.${name}`, fieldType, options.plain?.includes(name) ?? false),
    }));
    this.positions = new Map(this.fields.map(({ name }, i) => [name, i]));
    if (type instanceof ProgressiveContainerType) {
      const bits = new Uint8Array(32);
      bits.set(type.activeFields.uint8Array);
      this.activeFields = bits;
      this.leaves = type.activeFields.getTrueBitIndexes();
    } else {
      this.leaves = entries.map((_entry, i) => i);
    }
    this.#fixedEnd = this.fields.reduce((sum, field) => sum + (field.type.fixedSize ?? 4), 0);
    this.#State = stateClass(this.fields, options.foreign ?? []);
  }

  /** The state whose every field is its type's default. */
  defaultState(): S {
    return this.#make(this.fields.map((field) => field.initial()));
  }

  /** A state of the plain value that `type` has. Throws `ColumnError`. */
  fromValue(value: unknown): S {
    const fields = value as Record<string, unknown>;
    return this.#make(this.fields.map((field) => field.fromValue(fields[field.name])));
  }

  /** Throws `StateDecodeError`. */
  deserialize(bytes: Uint8Array): S {
    const slots: unknown[] = [];
    const bounds = this.#bounds(bytes);
    this.fields.forEach((field, i) => {
      try {
        slots.push(field.deserialize(bytes.subarray(...bounds[i]!)));
      } catch (cause) {
        throw new StateDecodeError(field.name, (cause as Error).message, { cause });
      }
    });
    return this.#make(slots);
  }

  /**
   * A state with every field that `pre` has too, the others default. Columns of one type share their pages; the rest is
   * built anew.
   */
  upgradeFrom(pre: StateView): S {
    const from = pre as unknown as ColumnState;
    return this.#make(
      this.fields.map((field) => {
        const position = from.type.positions.get(field.name);
        if (position === undefined) return field.initial();
        return field.adopt(from.slots[position], from.type.fields[position]!.type);
      }),
    );
  }

  /** A state of these slots; for the states themselves. */
  make(slots: unknown[]): S {
    return this.#make(slots);
  }

  #make(slots: unknown[]): S {
    return new this.#State(this as unknown as StateType, slots) as unknown as S;
  }

  /** Start and end of each field's bytes. */
  #bounds(bytes: Uint8Array): [number, number][] {
    if (bytes.length < this.#fixedEnd)
      throw new StateDecodeError(
        this.fields[0]!.name,
        `${bytes.length} bytes where the fixed part has ${this.#fixedEnd}`,
      );
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const bounds: [number, number][] = [];
    let open: [number, number] | undefined;
    let at = 0;
    for (const field of this.fields) {
      const { fixedSize } = field.type;
      if (fixedSize !== null) {
        bounds.push([at, at + fixedSize]);
        at += fixedSize;
        continue;
      }
      const offset = view.getUint32(at, true);
      at += 4;
      if (open === undefined ? offset !== this.#fixedEnd : offset < open[0])
        throw new StateDecodeError(field.name, `offset ${offset} is out of order`);
      if (offset > bytes.length) throw new StateDecodeError(field.name, `offset ${offset} is past the end`);
      if (open !== undefined) open[1] = offset;
      open = [offset, bytes.length];
      bounds.push(open);
    }
    if (open === undefined && bytes.length !== this.#fixedEnd)
      throw new StateDecodeError(this.fields.at(-1)!.name, `${bytes.length - this.#fixedEnd} bytes too many`);
    return bounds;
  }
}

/** What all states are: values and columns in slots, and the roots of those that were asked for. */
class ColumnState implements StateView {
  readonly type: StateType;
  readonly slots: unknown[];
  derived = new Map<unknown, unknown>();
  /** Roots of the values. */
  #roots: (Uint8Array | undefined)[] = [];
  /** The state's own root, and the columns' versions that it is of; cleared with every value. */
  #root: Uint8Array | undefined;
  #versions: readonly number[] = [];

  constructor(type: StateType, slots: unknown[]) {
    this.type = type;
    this.slots = slots;
  }

  /** Takes a new value, or a column to share, into a slot. */
  assign(position: number, value: unknown): void {
    if (value === this.slots[position] && value instanceof StateColumn) return;
    this.slots[position] = this.type.fields[position]!.assigned(value);
    this.#roots[position] = undefined;
    this.#root = undefined;
  }

  clone(): this {
    const slots = this.slots.map((slot) => (slot instanceof StateColumn ? slot.clone() : slot));
    const copy = this.type.make(slots) as unknown as ColumnState;
    copy.derived = this.derived;
    copy.#roots = this.#roots.slice();
    copy.#root = this.#root;
    copy.#versions = this.#versions;
    return copy as this;
  }

  hashTreeRoot(): Uint8Array {
    const columns = this.slots.filter((slot) => slot instanceof StateColumn);
    if (this.#root === undefined || columns.some((column, i) => column.version !== this.#versions[i])) {
      hashColumns(columns);
      this.#root = this.#hashFields();
      this.#versions = columns.map((column) => column.version);
    }
    return this.#root.slice();
  }

  #hashFields(): Uint8Array {
    const { leaves, activeFields } = this.type;
    const nodes = new Uint8Array((leaves.at(-1)! + 1) * 32);
    leaves.forEach((leaf, position) => {
      nodes.set(this.#fieldRoot(position), leaf * 32);
    });
    if (activeFields !== undefined) return hashPair(merkleizeProgressive(nodes), activeFields);
    return merkleize(nodes, depthOf(leaves.length));
  }

  serialize(): Uint8Array {
    const { fields } = this.type;
    const sizes = fields.map((field, i) => field.byteLength(this.slots[i]));
    let fixed = 0;
    let size = 0;
    fields.forEach((field, i) => {
      fixed += field.type.fixedSize ?? 4;
      size += sizes[i]! + (field.type.fixedSize === null ? 4 : 0);
    });
    const bytes = new Uint8Array(size);
    const view = new DataView(bytes.buffer);
    let at = 0;
    fields.forEach((field, i) => {
      if (field.type.fixedSize === null) {
        view.setUint32(at, fixed, true);
        field.serializeInto(this.slots[i], bytes, fixed);
        fixed += sizes[i]!;
        at += 4;
      } else {
        field.serializeInto(this.slots[i], bytes, at);
        at += sizes[i]!;
      }
    });
    return bytes;
  }

  toValue(): unknown {
    return Object.fromEntries(this.type.fields.map((field, i) => [field.name, field.toValue(this.slots[i])]));
  }

  fieldRoot(field: string): Uint8Array {
    const position = this.type.positions.get(field);
    if (position === undefined) throw new UnknownFieldError(field);
    return this.#fieldRoot(position).slice();
  }

  merkleProof(gindex: bigint): Uint8Array[] {
    return branch(this.#node(), gindex);
  }

  #node(): ProofNode {
    const { fields, leaves, activeFields } = this.type;
    const nodes: ProofNode[] = new Array(leaves.at(-1)! + 1).fill(leafNode(new Uint8Array(32)));
    leaves.forEach((leaf, position) => {
      nodes[leaf] = {
        root: this.#fieldRoot(position),
        children: () => fields[position]!.node(this.slots[position]).children(),
      };
    });
    if (activeFields !== undefined) return pairNode(progressiveNode(leavesOf(nodes)), leafNode(activeFields));
    return rangeNode(leavesOf(nodes), depthOf(nodes.length), 0);
  }

  #fieldRoot(position: number): Uint8Array {
    const slot = this.slots[position];
    if (slot instanceof StateColumn) return slot.hashTreeRoot();
    this.#roots[position] ??= this.type.fields[position]!.hashTreeRoot(slot);
    return this.#roots[position]!;
  }
}

const depthOf = (leaves: number): number => Math.ceil(Math.log2(leaves));

function stateClass(
  fields: readonly Field[],
  foreign: readonly string[],
): new (
  type: StateType,
  slots: unknown[],
) => ColumnState {
  class CompiledState extends ColumnState {}
  fields.forEach(({ name }, position) => {
    Object.defineProperty(CompiledState.prototype, name, {
      get(this: ColumnState) {
        return this.slots[position];
      },
      set(this: ColumnState, value: unknown) {
        this.assign(position, value);
      },
      enumerable: true,
    });
  });
  const own = new Set(fields.map(({ name }) => name));
  for (const name of foreign) {
    if (own.has(name)) continue;
    const unknown = () => {
      throw new UnknownFieldError(name);
    };
    Object.defineProperty(CompiledState.prototype, name, { get: unknown, set: unknown });
  }
  return CompiledState;
}
