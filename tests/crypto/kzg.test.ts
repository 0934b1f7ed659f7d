import { expect, test } from "bun:test";
import { EthKzg, KzgError, kzgHolds } from "../../src/crypto/kzg.ts";

const kzg = new EthKzg();
const INFINITY = new Uint8Array(48);
INFINITY[0] = 0xc0;

test("nothing is loaded before the first call", () => {
  expect(new EthKzg().loaded).toBe(false);
});

test("a blob's commitment, proof and cells belong together, and to no other blob", () => {
  const blob = new Uint8Array(131072);
  blob[31] = 5;
  const other = new Uint8Array(131072);
  other[63] = 5;
  const commitment = kzg.blob_to_kzg_commitment(blob);
  const proof = kzg.compute_blob_kzg_proof(blob, commitment);
  expect(kzg.loaded).toBe(true);
  expect(kzg.verify_blob_kzg_proof(blob, commitment, proof)).toBe(true);
  expect(kzg.verify_blob_kzg_proof(other, commitment, proof)).toBe(false);
  expect(kzg.verify_blob_kzg_proof_batch([blob], [commitment], [proof])).toBe(true);
  const { cells, proofs } = kzg.compute_cells_and_kzg_proofs(blob);
  expect(kzg.compute_cells(blob)).toEqual(cells);
  expect(kzg.verify_cell_kzg_proof_batch([commitment], [3], [cells[3]!], [proofs[3]!])).toBe(true);
  expect(kzg.verify_cell_kzg_proof_batch([commitment], [4], [cells[3]!], [proofs[3]!])).toBe(false);
}, 120_000);

test("malformed input throws a KzgError, which a check takes for false", () => {
  const noPoint = new Uint8Array(48).fill(1);
  const check = () => kzg.verify_blob_kzg_proof(new Uint8Array(131072), noPoint, INFINITY);
  expect(check).toThrow(KzgError);
  expect(check).toThrow(/^verify_blob_kzg_proof: /);
  expect(kzgHolds(check)).toBe(false);
  expect(() => kzg.blob_to_kzg_commitment(new Uint8Array(5))).toThrow(KzgError);
  const bug = new Error("no KZG matter");
  expect(() =>
    kzgHolds(() => {
      throw bug;
    }),
  ).toThrow(bug);
}, 120_000);
