import type { Config } from "../../config/config.ts";
import type { Preset } from "../../config/preset.ts";
import { bitList, bytes, container, list, uint64, vector } from "../../ssz/types.ts";
import { BYTES_PER_FIELD_ELEMENT } from "../deneb/constants.ts";
import type { TypeDefinitions } from "../type-definitions.ts";

/**
 * SSZ types that fulu adds or modifies, each a function of the composed fork's types `t`, so that a container
 * defined here holds the newest version of what it names.
 * https://github.com/ethereum/consensus-specs/tree/v1.7.0-beta.4/specs/fulu
 */
export const fuluTypes = (p: Preset, c: Config): TypeDefinitions => ({
  // beacon-chain.md
  ProposerIndices: (t) => vector(t.ValidatorIndex, p.SLOTS_PER_EPOCH),
  ProposerLookahead: (t) => vector(t.ValidatorIndex, (p.MIN_SEED_LOOKAHEAD + 1) * p.SLOTS_PER_EPOCH),
  BeaconState: (t) =>
    container("BeaconState", {
      genesis_time: uint64,
      genesis_validators_root: t.Root,
      slot: t.Slot,
      fork: t.Fork,
      latest_block_header: t.BeaconBlockHeader,
      block_roots: t.BlockRoots,
      state_roots: t.StateRoots,
      historical_roots: t.HistoricalRoots,
      eth1_data: t.Eth1Data,
      eth1_data_votes: t.Eth1DataVotes,
      eth1_deposit_index: uint64,
      validators: t.Validators,
      balances: t.Balances,
      randao_mixes: t.RandaoMixes,
      slashings: t.Slashings,
      previous_epoch_participation: t.EpochParticipation,
      current_epoch_participation: t.EpochParticipation,
      justification_bits: t.JustificationBits,
      previous_justified_checkpoint: t.Checkpoint,
      current_justified_checkpoint: t.Checkpoint,
      finalized_checkpoint: t.Checkpoint,
      inactivity_scores: t.InactivityScores,
      current_sync_committee: t.SyncCommittee,
      next_sync_committee: t.SyncCommittee,
      latest_execution_payload_header: t.ExecutionPayloadHeader,
      next_withdrawal_index: t.WithdrawalIndex,
      next_withdrawal_validator_index: t.ValidatorIndex,
      historical_summaries: t.HistoricalSummaries,
      deposit_requests_start_index: uint64,
      deposit_balance_to_consume: t.Gwei,
      exit_balance_to_consume: t.Gwei,
      earliest_exit_epoch: t.Epoch,
      consolidation_balance_to_consume: t.Gwei,
      earliest_consolidation_epoch: t.Epoch,
      pending_deposits: t.PendingDeposits,
      pending_partial_withdrawals: t.PendingPartialWithdrawals,
      pending_consolidations: t.PendingConsolidations,
      proposer_lookahead: t.ProposerLookahead,
    }),
  // das-core.md
  Cell: () => bytes(BYTES_PER_FIELD_ELEMENT * p.FIELD_ELEMENTS_PER_CELL),
  CellIndex: () => uint64,
  Cells: (t) => vector(t.Cell, p.CELLS_PER_EXT_BLOB),
  ColumnIndex: () => uint64,
  CustodyIndex: () => uint64,
  DataColumn: (t) => list(t.Cell, p.MAX_BLOB_COMMITMENTS_PER_BLOCK),
  KZGCommitmentsInclusionProof: () => vector(bytes(32), p.KZG_COMMITMENTS_INCLUSION_PROOF_DEPTH),
  Proofs: (t) => vector(t.KZGProof, p.CELLS_PER_EXT_BLOB),
  RowIndex: () => uint64,
  DataColumnSidecar: (t) =>
    container("DataColumnSidecar", {
      index: t.ColumnIndex,
      column: t.DataColumn,
      kzg_commitments: t.BlobKZGCommitments,
      kzg_proofs: t.KZGProofs,
      signed_block_header: t.SignedBeaconBlockHeader,
      kzg_commitments_inclusion_proof: t.KZGCommitmentsInclusionProof,
    }),
  MatrixEntry: (t) =>
    container("MatrixEntry", {
      cell: t.Cell,
      kzg_proof: t.KZGProof,
      column_index: t.ColumnIndex,
      row_index: t.RowIndex,
    }),
  // validator.md
  CellKZGProofs: (t) => list(t.KZGProof, p.FIELD_ELEMENTS_PER_EXT_BLOB * p.MAX_BLOB_COMMITMENTS_PER_BLOCK),
  // p2p-interface.md
  DataColumnIndices: (t) => list(t.ColumnIndex, p.NUMBER_OF_COLUMNS),
  DataColumnsByRootIdentifiers: (t) => list(t.DataColumnsByRootIdentifier, c.MAX_REQUEST_BLOCKS_DENEB),
  DataColumnSidecars: (t) => list(t.DataColumnSidecar, c.MAX_REQUEST_BLOCKS_DENEB * p.NUMBER_OF_COLUMNS),
  DataColumnsByRootIdentifier: (t) =>
    container("DataColumnsByRootIdentifier", { block_root: t.Root, columns: t.DataColumnIndices }),
  // partial-columns/p2p-interface.md
  CellsBitList: () => bitList(p.MAX_BLOB_COMMITMENTS_PER_BLOCK),
  OptionalPartialDataColumnHeader: (t) => list(t.PartialDataColumnHeader, 1),
  PartialDataColumnSidecar: (t) =>
    container("PartialDataColumnSidecar", {
      cells_present_bitmap: t.CellsBitList,
      partial_column: t.DataColumn,
      kzg_proofs: t.KZGProofs,
      header: t.OptionalPartialDataColumnHeader,
    }),
  PartialDataColumnPartsMetadata: (t) =>
    container("PartialDataColumnPartsMetadata", { available: t.CellsBitList, requests: t.CellsBitList }),
  PartialDataColumnHeader: (t) =>
    container("PartialDataColumnHeader", {
      kzg_commitments: t.BlobKZGCommitments,
      signed_block_header: t.SignedBeaconBlockHeader,
      kzg_commitments_inclusion_proof: t.KZGCommitmentsInclusionProof,
    }),
  PartialDataColumnGroupID: (t) => container("PartialDataColumnGroupID", { beacon_block_root: t.Root }),
});
