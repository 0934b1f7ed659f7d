import { afterAll, expect, test } from "bun:test";
import { BatchKzg } from "../../src/crypto/batch-kzg.ts";
import { EthKzg, KzgError } from "../../src/crypto/kzg.ts";
import { KzgPool, KzgPoolError } from "../../src/crypto/kzg-pool.ts";

const direct = new EthKzg();
const pool = new KzgPool();
afterAll(() => pool.close());

const blob = new Uint8Array(131072);
blob[31] = 5;

test("a worker computes what the library does here", async () => {
  const commitment = direct.blob_to_kzg_commitment(blob);
  expect(await pool.run("blob_to_kzg_commitment", blob)).toEqual(commitment);
  const { cells, proofs } = direct.compute_cells_and_kzg_proofs(blob);
  expect(await pool.run("compute_cells_and_kzg_proofs", blob)).toEqual({ cells, proofs });
}, 120_000);

test("malformed input is the caller's error, and the worker goes on", async () => {
  const error = await pool.run("blob_to_kzg_commitment", new Uint8Array(5)).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(KzgError);
  expect((error as KzgError).operation).toBe("blob_to_kzg_commitment");
  expect(await pool.run("compute_cells", blob)).toHaveLength(128);
}, 120_000);

test("collected proofs are taken for valid and verified later, all at once", async () => {
  const kzg = new BatchKzg(direct);
  const commitment = kzg.blob_to_kzg_commitment(blob);
  const proof = kzg.compute_blob_kzg_proof(blob, commitment);
  const { cells, proofs } = kzg.compute_cells_and_kzg_proofs(blob);
  const verify = (column: number) => kzg.verify_cell_kzg_proof_batch([commitment], [column], [cells[3]!], [proofs[3]!]);

  const good = kzg.collect(() => verify(3) && kzg.verify_blob_kzg_proof(blob, commitment, proof));
  expect(good.result).toBe(true);
  expect(good.batch.cells.cells).toHaveLength(1);
  expect(good.batch.blobs.blobs).toHaveLength(1);
  expect(await pool.verify(good.batch)).toBe(true);
  expect(good.batch.verifyWith(direct)).toBe(true);

  const bad = kzg.collect(() => [verify(3), verify(4)]);
  expect(bad.result).toEqual([true, true]);
  expect(await pool.verify(bad.batch)).toBe(false);
  expect(bad.batch.verifyWith(direct)).toBe(false);
  expect(verify(4)).toBe(false);

  const lengths = kzg.collect(() => kzg.verify_cell_kzg_proof_batch([commitment], [], [cells[3]!], [proofs[3]!]));
  expect(await pool.verify(lengths.batch)).toBe(false);
  const noPoint = kzg.collect(() => kzg.verify_blob_kzg_proof(blob, new Uint8Array(48), proof));
  expect(await pool.verify(noPoint.batch)).toBe(false);
  expect(kzg.collect(() => undefined).batch.isEmpty).toBe(true);
}, 120_000);

test("a closed pool refuses, and rejects what it has not answered", async () => {
  const closing = new KzgPool();
  const call = closing.run("blob_to_kzg_commitment", blob);
  closing.close();
  await expect(call).rejects.toBeInstanceOf(KzgPoolError);
  await expect(closing.run("blob_to_kzg_commitment", blob)).rejects.toThrow("the pool is closed");
});
