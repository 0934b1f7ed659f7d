import type { DasContextJs } from "@crate-crypto/node-eth-kzg";

/** An extended blob: its cells, and a proof for each. */
export interface CellsAndKzgProofs {
  readonly cells: Uint8Array[];
  readonly proofs: Uint8Array[];
}

/**
 * KZG as the specification's documents call it. Every function throws `KzgError` where an input is malformed: of a
 * wrong length, no curve point, no field element, or lists that do not belong together. A `verify_…` answers false for
 * well-formed inputs that do not hold.
 * https://github.com/ethereum/cryptography-specs
 */
export interface Kzg {
  blob_to_kzg_commitment(blob: Uint8Array): Uint8Array;
  compute_kzg_proof(blob: Uint8Array, z_bytes: Uint8Array): [Uint8Array, Uint8Array];
  compute_blob_kzg_proof(blob: Uint8Array, commitment_bytes: Uint8Array): Uint8Array;
  verify_kzg_proof(
    commitment_bytes: Uint8Array,
    z_bytes: Uint8Array,
    y_bytes: Uint8Array,
    proof_bytes: Uint8Array,
  ): boolean;
  verify_blob_kzg_proof(blob: Uint8Array, commitment_bytes: Uint8Array, proof_bytes: Uint8Array): boolean;
  verify_blob_kzg_proof_batch(
    blobs: readonly Uint8Array[],
    commitments_bytes: readonly Uint8Array[],
    proofs_bytes: readonly Uint8Array[],
  ): boolean;
  compute_cells(blob: Uint8Array): Uint8Array[];
  compute_cells_and_kzg_proofs(blob: Uint8Array): CellsAndKzgProofs;
  recover_cells_and_kzg_proofs(cell_indices: readonly number[], cells: readonly Uint8Array[]): CellsAndKzgProofs;
  verify_cell_kzg_proof_batch(
    commitments_bytes: readonly Uint8Array[],
    cell_indices: readonly number[],
    cells: readonly Uint8Array[],
    proofs_bytes: readonly Uint8Array[],
  ): boolean;
}

/** Raised where an input of a KZG function is malformed; `operation` is the function's name. */
export class KzgError extends Error {
  override name = "KzgError";
  readonly operation: string;

  constructor(operation: string, options: ErrorOptions) {
    super(`${operation}: ${options.cause instanceof Error ? options.cause.message : String(options.cause)}`, options);
    this.operation = operation;
  }
}

/** The outcome of a KZG check, false where an input is malformed, as a commitment that is no curve point. */
export function kzgHolds(check: () => boolean): boolean {
  try {
    return check();
  } catch (error) {
    if (error instanceof KzgError) return false;
    throw error;
  }
}

/**
 * KZG with the ceremony's trusted setup. The native library and the setup, seconds of work, are loaded by the first
 * call of any function, or by `load()`.
 */
export class EthKzg implements Kzg {
  readonly #usePrecomp: boolean;
  #context: DasContextJs | undefined;

  /** `usePrecomp` trades memory and a slower start for faster proofs. */
  constructor({ usePrecomp = false }: { usePrecomp?: boolean } = {}) {
    this.#usePrecomp = usePrecomp;
  }

  /** Whether the trusted setup is in memory. */
  get loaded(): boolean {
    return this.#context !== undefined;
  }

  /** Loads the trusted setup now, if it is not there yet; blocks for seconds. */
  load(): void {
    this.#das();
  }

  blob_to_kzg_commitment(blob: Uint8Array): Uint8Array {
    return this.#run("blob_to_kzg_commitment", (das) => das.blobToKzgCommitment(blob));
  }

  compute_kzg_proof(blob: Uint8Array, z_bytes: Uint8Array): [Uint8Array, Uint8Array] {
    const [proof, y] = this.#run("compute_kzg_proof", (das) => das.computeKzgProof(blob, z_bytes));
    return [proof!, y!];
  }

  compute_blob_kzg_proof(blob: Uint8Array, commitment_bytes: Uint8Array): Uint8Array {
    return this.#run("compute_blob_kzg_proof", (das) => das.computeBlobKzgProof(blob, commitment_bytes));
  }

  verify_kzg_proof(
    commitment_bytes: Uint8Array,
    z_bytes: Uint8Array,
    y_bytes: Uint8Array,
    proof_bytes: Uint8Array,
  ): boolean {
    return this.#run("verify_kzg_proof", (das) => das.verifyKzgProof(commitment_bytes, z_bytes, y_bytes, proof_bytes));
  }

  verify_blob_kzg_proof(blob: Uint8Array, commitment_bytes: Uint8Array, proof_bytes: Uint8Array): boolean {
    return this.#run("verify_blob_kzg_proof", (das) => das.verifyBlobKzgProof(blob, commitment_bytes, proof_bytes));
  }

  verify_blob_kzg_proof_batch(
    blobs: readonly Uint8Array[],
    commitments_bytes: readonly Uint8Array[],
    proofs_bytes: readonly Uint8Array[],
  ): boolean {
    return this.#run("verify_blob_kzg_proof_batch", (das) =>
      das.verifyBlobKzgProofBatch([...blobs], [...commitments_bytes], [...proofs_bytes]),
    );
  }

  compute_cells(blob: Uint8Array): Uint8Array[] {
    return this.#run("compute_cells", (das) => das.computeCells(blob));
  }

  compute_cells_and_kzg_proofs(blob: Uint8Array): CellsAndKzgProofs {
    return this.#run("compute_cells_and_kzg_proofs", (das) => das.computeCellsAndKzgProofs(blob));
  }

  recover_cells_and_kzg_proofs(cell_indices: readonly number[], cells: readonly Uint8Array[]): CellsAndKzgProofs {
    return this.#run("recover_cells_and_kzg_proofs", (das) =>
      das.recoverCellsAndKzgProofs([...cell_indices], [...cells]),
    );
  }

  verify_cell_kzg_proof_batch(
    commitments_bytes: readonly Uint8Array[],
    cell_indices: readonly number[],
    cells: readonly Uint8Array[],
    proofs_bytes: readonly Uint8Array[],
  ): boolean {
    return this.#run("verify_cell_kzg_proof_batch", (das) =>
      das.verifyCellKzgProofBatch([...commitments_bytes], [...cell_indices], [...cells], [...proofs_bytes]),
    );
  }

  #das(): DasContextJs {
    if (this.#context === undefined) {
      const { DasContextJs } = require("@crate-crypto/node-eth-kzg") as typeof import("@crate-crypto/node-eth-kzg");
      this.#context = DasContextJs.create({ usePrecomp: this.#usePrecomp });
    }
    return this.#context;
  }

  #run<T>(operation: string, call: (das: DasContextJs) => T): T {
    const das = this.#das();
    try {
      return call(das);
    } catch (cause) {
      throw new KzgError(operation, { cause });
    }
  }
}

/** The process's KZG: the trusted setup is one and never changes, so every specification shares it. */
export const ethKzg = new EthKzg();
