import type { AnyType, SszType } from "../ssz/types.ts";
import type { ValueTypes } from "./values.ts";

/** A fork's own types by name: each a function of all types of the fork they are composed for. */
export type TypeDefinitions = Record<string, (t: Record<string, AnyType>) => AnyType>;

/** Every type of a fork by the specification's name. Reading one that the fork does not have throws. */
export type SpecTypes = { readonly [K in keyof ValueTypes]: SszType<ValueTypes[K]> } & {
  readonly BeaconState: AnyType;
};

/**
 * Composes forks' definitions, oldest first: a later fork's type of one name replaces the earlier, also inside
 * containers that are not declared again, as in the specification's own executable form.
 */
export function composeTypes(definitions: readonly TypeDefinitions[]): SpecTypes {
  const merged: TypeDefinitions = Object.assign({}, ...definitions);
  const made = new Map<string, AnyType>();
  const types = new Proxy(Object.create(null) as Record<string, AnyType>, {
    get(_target, name) {
      if (typeof name !== "string") return undefined;
      const known = made.get(name);
      if (known !== undefined) return known;
      const define = merged[name];
      if (define === undefined) throw new TypeError(`this fork has no SSZ type ${name}`);
      const type = define(types);
      made.set(name, type);
      return type;
    },
    has: (_target, name) => typeof name === "string" && name in merged,
    ownKeys: () => Object.keys(merged),
    getOwnPropertyDescriptor: (_target, name) =>
      typeof name === "string" && name in merged ? { enumerable: true, configurable: true } : undefined,
  });
  return types as unknown as SpecTypes;
}
