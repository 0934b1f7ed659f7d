import type { Spec } from "../src/spec/index.ts";
import { fromHex } from "../src/ssz/bytes.ts";
import { merkleProof } from "../src/ssz/proof.ts";
import type { SszType } from "../src/ssz/types.ts";
import { sameBytes } from "./compare.ts";
import { Mismatch, type Runner, type TestCase } from "./runner.ts";
import { specFor } from "./support.ts";

/** Merkle branches of parts of values. */
export const runner: Runner = { name: "merkle_proof", handlers: { single_merkle_proof: checkMerkleProof } };

/** Makes the case's branch, from the value and, of a state, from its columns, and verifies it. */
export function checkMerkleProof(testCase: TestCase): void {
  const spec = specFor(testCase);
  const type = spec.types[testCase.suite as keyof Spec["types"]] as SszType<unknown>;
  const bytes = testCase.ssz("object");
  const value = type.deserialize(bytes);
  const expected = testCase.yaml("proof.yaml") as { leaf: string; leaf_index: string; branch: string[] };
  const gindex = Number(expected.leaf_index);
  const branch = expected.branch.map(fromHex);
  sameBranch("branch", branch, merkleProof(type, value, gindex));
  if (testCase.suite === "BeaconState")
    sameBranch("branch of the columns", branch, spec.stateType.deserialize(bytes).merkleProof(BigInt(gindex)));
  const root = spec.compute_merkle_branch_root(
    fromHex(expected.leaf),
    branch,
    branch.length,
    gindex - 2 ** branch.length,
  );
  sameBytes("root of leaf and branch", type.hashTreeRoot(value), root);
}

function sameBranch(what: string, expected: readonly Uint8Array[], actual: readonly Uint8Array[]): void {
  if (expected.length !== actual.length)
    throw new Mismatch(`${what}.length`, String(expected.length), String(actual.length));
  expected.forEach((node, i) => {
    sameBytes(`${what}[${i}]`, node, actual[i]!);
  });
}
