import { type CompositeType, isCompositeType } from "@chainsafe/ssz";
import type { AnyType } from "./types.ts";

/**
 * Generalized index of a node in a type's tree, `path` being fields' names and elements' positions: the
 * specification's `get_generalized_index`. Throws `TypeError` for a basic type.
 */
export function generalizedIndex(type: AnyType, ...path: (string | number)[]): number {
  if (!isCompositeType(type)) throw new TypeError(`a value of ${type.typeName} has no parts`);
  return Number((type as CompositeType<unknown, unknown, unknown>).getPathInfo(path).gindex);
}
