import { generalizedIndex } from "../../ssz/gindex.ts";
import { assert } from "../errors.ts";
import { div } from "../math.ts";
import type { BeaconState } from "../state.ts";
import type {
  BlobKZGCommitments,
  Cells,
  DataColumnSidecar,
  KZGCommitmentsInclusionProof,
  Proofs,
  SignedBeaconBlock,
  SignedBeaconBlockHeader,
  Uint64,
  ValidatorIndex,
} from "../values.ts";
import { FuluForkChoice } from "./fork-choice.ts";

/** The cells of one blob, and a proof for each. */
export type CellsAndProofs = readonly [cells: Cells, proofs: Proofs];

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/fulu/validator.md */
export abstract class FuluValidator extends FuluForkChoice {
  /** Custody groups that a node with these validators has to keep, by their effective balance. */
  get_validators_custody_requirement(state: BeaconState, validator_indices: readonly ValidatorIndex[]): Uint64 {
    const { BALANCE_PER_ADDITIONAL_CUSTODY_GROUP, NUMBER_OF_CUSTODY_GROUPS, VALIDATOR_CUSTODY_REQUIREMENT } =
      this.config;
    const { effective_balance } = state.validators.columns;
    let total_node_balance = 0;
    for (const index of validator_indices) total_node_balance += effective_balance.get(index);
    const count = div(total_node_balance, BALANCE_PER_ADDITIONAL_CUSTODY_GROUP);
    return Math.min(Math.max(count, VALIDATOR_CUSTODY_REQUIREMENT), NUMBER_OF_CUSTODY_GROUPS);
  }

  /** A sidecar for each column of the blobs' cells. */
  get_data_column_sidecars(
    signed_block_header: SignedBeaconBlockHeader,
    kzg_commitments: BlobKZGCommitments,
    kzg_commitments_inclusion_proof: KZGCommitmentsInclusionProof,
    cells_and_kzg_proofs: readonly CellsAndProofs[],
  ): DataColumnSidecar[] {
    this.assertCellsOfAll("get_data_column_sidecars", kzg_commitments, cells_and_kzg_proofs);
    return Array.from({ length: this.preset.NUMBER_OF_COLUMNS }, (_, index) => {
      const sidecar: FuluDataColumnSidecar = {
        index,
        column: cells_and_kzg_proofs.map(([cells]) => cells[index]),
        kzg_commitments,
        kzg_proofs: cells_and_kzg_proofs.map(([, proofs]) => proofs[index]),
        signed_block_header,
        kzg_commitments_inclusion_proof,
      };
      return sidecar as DataColumnSidecar;
    });
  }

  /** The sidecars of a block, out of its blobs' cells. */
  get_data_column_sidecars_from_block(
    signed_block: SignedBeaconBlock,
    cells_and_kzg_proofs: readonly CellsAndProofs[],
  ): DataColumnSidecar[] {
    const { body } = signed_block.message;
    const { BeaconBlockBody } = this.types;
    return this.get_data_column_sidecars(
      this.compute_signed_block_header(signed_block),
      body.blob_kzg_commitments,
      this.compute_merkle_proof(BeaconBlockBody, body, generalizedIndex(BeaconBlockBody, "blob_kzg_commitments")),
      cells_and_kzg_proofs,
    );
  }

  /** All sidecars of a block, out of one of them and the blobs' cells. */
  get_data_column_sidecars_from_column_sidecar(
    sidecar: DataColumnSidecar,
    cells_and_kzg_proofs: readonly CellsAndProofs[],
  ): DataColumnSidecar[] {
    const { signed_block_header, kzg_commitments, kzg_commitments_inclusion_proof } = sidecar;
    this.assertCellsOfAll("get_data_column_sidecars_from_column_sidecar", kzg_commitments, cells_and_kzg_proofs);
    return this.get_data_column_sidecars(
      signed_block_header,
      kzg_commitments,
      kzg_commitments_inclusion_proof,
      cells_and_kzg_proofs,
    );
  }

  private assertCellsOfAll(
    name: string,
    kzg_commitments: BlobKZGCommitments,
    cells_and_kzg_proofs: readonly CellsAndProofs[],
  ): void {
    assert(
      cells_and_kzg_proofs.length === kzg_commitments.length,
      name,
      "len(cells_and_kzg_proofs) == len(kzg_commitments)",
      () => ({ cells: cells_and_kzg_proofs.length, kzg_commitments: kzg_commitments.length }),
    );
  }
}

/** The fields that a data column's sidecar has until gloas. */
type FuluDataColumnSidecar = Omit<DataColumnSidecar, "slot" | "beacon_block_root">;
