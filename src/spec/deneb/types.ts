import type { Config } from "../../config/config.ts";
import type { Preset } from "../../config/preset.ts";
import { bytes, container, list, uint64, uint256, vector } from "../../ssz/types.ts";
import type { TypeDefinitions } from "../type-definitions.ts";
import { BYTES_PER_FIELD_ELEMENT } from "./constants.ts";

/**
 * SSZ types that deneb adds or modifies, each a function of the composed fork's types `t`, so that a container
 * defined here holds the newest version of what it names.
 * https://github.com/ethereum/consensus-specs/tree/v1.7.0-beta.4/specs/deneb
 */
export const denebTypes = (p: Preset, c: Config): TypeDefinitions => ({
  // beacon-chain.md
  Blob: () => bytes(BYTES_PER_FIELD_ELEMENT * p.FIELD_ELEMENTS_PER_BLOB),
  BlobIndex: () => uint64,
  BlobKZGCommitments: (t) => list(t.KZGCommitment, p.MAX_BLOB_COMMITMENTS_PER_BLOCK),
  KZGCommitment: () => bytes(48),
  KZGProof: () => bytes(48),
  VersionedHash: () => bytes(32),
  VersionedHashes: (t) => list(t.VersionedHash, p.MAX_BLOB_COMMITMENTS_PER_BLOCK),
  BeaconBlockBody: (t) =>
    container("BeaconBlockBody", {
      randao_reveal: t.BLSSignature,
      eth1_data: t.Eth1Data,
      graffiti: bytes(32),
      proposer_slashings: t.ProposerSlashings,
      attester_slashings: t.AttesterSlashings,
      attestations: t.Attestations,
      deposits: t.Deposits,
      voluntary_exits: t.VoluntaryExits,
      sync_aggregate: t.SyncAggregate,
      execution_payload: t.ExecutionPayload,
      bls_to_execution_changes: t.BLSToExecutionChanges,
      blob_kzg_commitments: t.BlobKZGCommitments,
    }),
  ExecutionPayload: (t) =>
    container("ExecutionPayload", {
      parent_hash: t.Hash32,
      fee_recipient: t.ExecutionAddress,
      state_root: bytes(32),
      receipts_root: bytes(32),
      logs_bloom: t.LogsBloom,
      prev_randao: bytes(32),
      block_number: uint64,
      gas_limit: uint64,
      gas_used: uint64,
      timestamp: uint64,
      extra_data: t.ExtraData,
      base_fee_per_gas: uint256,
      block_hash: t.Hash32,
      transactions: t.Transactions,
      withdrawals: t.Withdrawals,
      blob_gas_used: uint64,
      excess_blob_gas: uint64,
    }),
  ExecutionPayloadHeader: (t) =>
    container("ExecutionPayloadHeader", {
      parent_hash: t.Hash32,
      fee_recipient: t.ExecutionAddress,
      state_root: bytes(32),
      receipts_root: bytes(32),
      logs_bloom: t.LogsBloom,
      prev_randao: bytes(32),
      block_number: uint64,
      gas_limit: uint64,
      gas_used: uint64,
      timestamp: uint64,
      extra_data: t.ExtraData,
      base_fee_per_gas: uint256,
      block_hash: t.Hash32,
      transactions_root: t.Root,
      withdrawals_root: t.Root,
      blob_gas_used: uint64,
      excess_blob_gas: uint64,
    }),
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
    }),
  NewPayloadRequest: (t) =>
    container("NewPayloadRequest", {
      execution_payload: t.ExecutionPayload,
      versioned_hashes: t.VersionedHashes,
      parent_beacon_block_root: t.Root,
    }),
  // validator.md
  Blobs: (t) => list(t.Blob, p.MAX_BLOB_COMMITMENTS_PER_BLOCK),
  KZGProofs: (t) => list(t.KZGProof, p.MAX_BLOB_COMMITMENTS_PER_BLOCK),
  // p2p-interface.md
  BeaconBlockRoots: (t) => list(t.Root, c.MAX_REQUEST_BLOCKS_DENEB),
  SignedBeaconBlocks: (t) => list(t.SignedBeaconBlock, c.MAX_REQUEST_BLOCKS_DENEB),
  BlobIdentifiers: (t) => list(t.BlobIdentifier, c.MAX_REQUEST_BLOCKS_DENEB * c.MAX_BLOBS_PER_BLOCK),
  BlobSidecars: (t) => list(t.BlobSidecar, c.MAX_REQUEST_BLOCKS_DENEB * c.MAX_BLOBS_PER_BLOCK),
  KZGCommitmentInclusionProof: () => vector(bytes(32), p.KZG_COMMITMENT_INCLUSION_PROOF_DEPTH),
  BlobSidecar: (t) =>
    container("BlobSidecar", {
      index: t.BlobIndex,
      blob: t.Blob,
      kzg_commitment: t.KZGCommitment,
      kzg_proof: t.KZGProof,
      signed_block_header: t.SignedBeaconBlockHeader,
      kzg_commitment_inclusion_proof: t.KZGCommitmentInclusionProof,
    }),
  BlobIdentifier: (t) => container("BlobIdentifier", { block_root: t.Root, index: t.BlobIndex }),
});
