import { type CellsAndKzgProofs, type Kzg, kzgHolds } from "./kzg.ts";

/** Cells with their proofs, each with its commitment: lists of one length. */
export interface CellChecks {
  readonly commitments: Uint8Array[];
  readonly cellIndices: number[];
  readonly cells: Uint8Array[];
  readonly proofs: Uint8Array[];
}

/** Blobs with their commitments and proofs: lists of one length. */
export interface BlobChecks {
  readonly blobs: Uint8Array[];
  readonly commitments: Uint8Array[];
  readonly proofs: Uint8Array[];
}

/** The proofs that one run of specification functions asked to verify. */
export class KzgBatch {
  readonly cells: CellChecks = { commitments: [], cellIndices: [], cells: [], proofs: [] };
  readonly blobs: BlobChecks = { blobs: [], commitments: [], proofs: [] };
  /** Lists did not belong together, so that the batch cannot hold. */
  malformed = false;

  /** Whether there is nothing to verify. */
  get isEmpty(): boolean {
    return !this.malformed && this.cells.cells.length === 0 && this.blobs.blobs.length === 0;
  }

  /** Verifies everything with `kzg`, here and now. */
  verifyWith(kzg: Kzg): boolean {
    if (this.malformed) return false;
    const { cells, blobs } = this;
    return kzgHolds(
      () =>
        (cells.cells.length === 0 ||
          kzg.verify_cell_kzg_proof_batch(cells.commitments, cells.cellIndices, cells.cells, cells.proofs)) &&
        (blobs.blobs.length === 0 || kzg.verify_blob_kzg_proof_batch(blobs.blobs, blobs.commitments, blobs.proofs)),
    );
  }
}

/** What `collect` gives: the run's result, and the proofs that it took as valid and that are still to be verified. */
export interface CollectedProofs<T> {
  readonly result: T;
  readonly batch: KzgBatch;
}

/**
 * KZG that can put off verifying blobs and cells: during `collect` it answers true and gathers the proofs, to be
 * verified as one batch here or in a worker. Outside of it, it verifies at once.
 */
export class BatchKzg implements Kzg {
  readonly #inner: Kzg;
  #batch: KzgBatch | undefined;

  constructor(inner: Kzg) {
    this.#inner = inner;
  }

  /** Runs `run`, which must not return before it has asked for all its proofs: nothing asynchronous. */
  collect<T>(run: () => T): CollectedProofs<T> {
    const outer = this.#batch;
    const batch = new KzgBatch();
    this.#batch = batch;
    try {
      return { result: run(), batch };
    } finally {
      this.#batch = outer;
    }
  }

  verify_cell_kzg_proof_batch(
    commitments_bytes: readonly Uint8Array[],
    cell_indices: readonly number[],
    cells: readonly Uint8Array[],
    proofs_bytes: readonly Uint8Array[],
  ): boolean {
    if (this.#batch === undefined)
      return this.#inner.verify_cell_kzg_proof_batch(commitments_bytes, cell_indices, cells, proofs_bytes);
    const { length } = cells;
    if ([commitments_bytes, cell_indices, proofs_bytes].some((list) => list.length !== length))
      this.#batch.malformed = true;
    const { cells: collected } = this.#batch;
    collected.commitments.push(...commitments_bytes);
    collected.cellIndices.push(...cell_indices);
    collected.cells.push(...cells);
    collected.proofs.push(...proofs_bytes);
    return true;
  }

  verify_blob_kzg_proof(blob: Uint8Array, commitment_bytes: Uint8Array, proof_bytes: Uint8Array): boolean {
    if (this.#batch === undefined) return this.#inner.verify_blob_kzg_proof(blob, commitment_bytes, proof_bytes);
    return this.verify_blob_kzg_proof_batch([blob], [commitment_bytes], [proof_bytes]);
  }

  verify_blob_kzg_proof_batch(
    blobs: readonly Uint8Array[],
    commitments_bytes: readonly Uint8Array[],
    proofs_bytes: readonly Uint8Array[],
  ): boolean {
    if (this.#batch === undefined)
      return this.#inner.verify_blob_kzg_proof_batch(blobs, commitments_bytes, proofs_bytes);
    const { length } = blobs;
    if (commitments_bytes.length !== length || proofs_bytes.length !== length) this.#batch.malformed = true;
    const { blobs: collected } = this.#batch;
    collected.blobs.push(...blobs);
    collected.commitments.push(...commitments_bytes);
    collected.proofs.push(...proofs_bytes);
    return true;
  }

  /** Verified at once even while collecting: no document asks for it. */
  verify_kzg_proof(
    commitment_bytes: Uint8Array,
    z_bytes: Uint8Array,
    y_bytes: Uint8Array,
    proof_bytes: Uint8Array,
  ): boolean {
    return this.#inner.verify_kzg_proof(commitment_bytes, z_bytes, y_bytes, proof_bytes);
  }

  blob_to_kzg_commitment(blob: Uint8Array): Uint8Array {
    return this.#inner.blob_to_kzg_commitment(blob);
  }

  compute_kzg_proof(blob: Uint8Array, z_bytes: Uint8Array): [Uint8Array, Uint8Array] {
    return this.#inner.compute_kzg_proof(blob, z_bytes);
  }

  compute_blob_kzg_proof(blob: Uint8Array, commitment_bytes: Uint8Array): Uint8Array {
    return this.#inner.compute_blob_kzg_proof(blob, commitment_bytes);
  }

  compute_cells(blob: Uint8Array): Uint8Array[] {
    return this.#inner.compute_cells(blob);
  }

  compute_cells_and_kzg_proofs(blob: Uint8Array): CellsAndKzgProofs {
    return this.#inner.compute_cells_and_kzg_proofs(blob);
  }

  recover_cells_and_kzg_proofs(cell_indices: readonly number[], cells: readonly Uint8Array[]): CellsAndKzgProofs {
    return this.#inner.recover_cells_and_kzg_proofs(cell_indices, cells);
  }
}
