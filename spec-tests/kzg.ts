import { ethKzg, KzgError } from "../src/crypto/kzg.ts";
import { fromHex, toHex } from "../src/ssz/bytes.ts";
import { sameTree } from "./compare.ts";
import type { GeneralCase, Runner } from "./runner.ts";

/** What the functions take: hex, as it stands in the file. */
interface Input {
  readonly blob: string;
  readonly blobs: readonly string[];
  readonly commitment: string;
  readonly commitments: readonly string[];
  readonly z: string;
  readonly y: string;
  readonly proof: string;
  readonly proofs: readonly string[];
  readonly cell_indices: readonly string[];
  readonly cells: readonly string[];
}

type Output = boolean | Uint8Array | readonly Output[];

/** A handler that computes `output` from `input`; an input that the function rejects has `null`. */
const handler =
  (compute: (input: Input) => Output) =>
  (testCase: GeneralCase): void => {
    const { input, output } = testCase.yaml("data.yaml") as { input: Input; output: unknown };
    sameTree(
      "output",
      output,
      attempt(() => plain(compute(input))),
    );
  };

function attempt(compute: () => unknown): unknown {
  try {
    return compute();
  } catch (error) {
    if (error instanceof KzgError) return "null";
    throw error;
  }
}

function plain(output: Output): unknown {
  if (output instanceof Uint8Array) return toHex(output);
  return typeof output === "boolean" ? String(output) : output.map(plain);
}

const all = (texts: readonly string[]): Uint8Array[] => texts.map(fromHex);

const INTERNAL = "a helper inside the KZG library, which does not export it";

/**
 * KZG vectors of the `general` preset, in releases up to v1.7.0-alpha.
 * https://github.com/ethereum/consensus-specs/tree/v1.6.0/tests/formats/kzg_7594
 */
export const runner: Runner<GeneralCase> = {
  name: "kzg",
  handlers: {
    blob_to_kzg_commitment: handler(({ blob }) => ethKzg.blob_to_kzg_commitment(fromHex(blob))),
    compute_blob_kzg_proof: handler(({ blob, commitment }) =>
      ethKzg.compute_blob_kzg_proof(fromHex(blob), fromHex(commitment)),
    ),
    compute_cells: handler(({ blob }) => ethKzg.compute_cells(fromHex(blob))),
    compute_cells_and_kzg_proofs: handler(({ blob }) => {
      const { cells, proofs } = ethKzg.compute_cells_and_kzg_proofs(fromHex(blob));
      return [cells, proofs];
    }),
    compute_kzg_proof: handler(({ blob, z }) => ethKzg.compute_kzg_proof(fromHex(blob), fromHex(z))),
    recover_cells_and_kzg_proofs: handler((input) => {
      const { cells, proofs } = ethKzg.recover_cells_and_kzg_proofs(input.cell_indices.map(Number), all(input.cells));
      return [cells, proofs];
    }),
    verify_blob_kzg_proof: handler(({ blob, commitment, proof }) =>
      ethKzg.verify_blob_kzg_proof(fromHex(blob), fromHex(commitment), fromHex(proof)),
    ),
    verify_blob_kzg_proof_batch: handler(({ blobs, commitments, proofs }) =>
      ethKzg.verify_blob_kzg_proof_batch(all(blobs), all(commitments), all(proofs)),
    ),
    verify_cell_kzg_proof_batch: handler(({ commitments, cell_indices, cells, proofs }) =>
      ethKzg.verify_cell_kzg_proof_batch(all(commitments), cell_indices.map(Number), all(cells), all(proofs)),
    ),
    verify_kzg_proof: handler(({ commitment, z, y, proof }) =>
      ethKzg.verify_kzg_proof(fromHex(commitment), fromHex(z), fromHex(y), fromHex(proof)),
    ),
  },
  skipped: {
    compute_challenge: INTERNAL,
    compute_verify_cell_kzg_proof_batch_challenge: INTERNAL,
  },
};
