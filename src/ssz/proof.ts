import { createProof, ProofType, type SingleProof } from "@chainsafe/persistent-merkle-tree";
import { type CompositeType, isCompositeType } from "@chainsafe/ssz";
import type { SszType } from "./types.ts";

/**
 * The branch of the node at this generalized index of a value's tree, leaf's sibling first: the specification's
 * `compute_merkle_proof`. Throws `TypeError` for a basic type.
 */
export function merkleProof<T>(type: SszType<T>, value: T, gindex: number | bigint): Uint8Array[] {
  if (!isCompositeType(type)) throw new TypeError(`a value of ${type.typeName} has no parts`);
  const composite = type as unknown as CompositeType<T, unknown, unknown>;
  const node = composite.commitViewDU(composite.toViewDU(value));
  const proof = createProof(node, { type: ProofType.single, gindex: BigInt(gindex) }) as SingleProof;
  return proof.witnesses;
}
