import type { Config } from "../../config/config.ts";
import type { Preset } from "../../config/preset.ts";
import { bitList, bitVector, bytes, container, list, uint64, vector } from "../../ssz/types.ts";
import { floorlog2 } from "../math.ts";
import type { TypeDefinitions } from "../type-definitions.ts";
import {
  CURRENT_SYNC_COMMITTEE_GINDEX_ELECTRA,
  FINALIZED_ROOT_GINDEX_ELECTRA,
  NEXT_SYNC_COMMITTEE_GINDEX_ELECTRA,
} from "./constants.ts";

/**
 * SSZ types that electra adds or modifies, each a function of the composed fork's types `t`, so that a container
 * defined here holds the newest version of what it names.
 * https://github.com/ethereum/consensus-specs/tree/v1.7.0-beta.4/specs/electra
 */
export const electraTypes = (p: Preset, c: Config): TypeDefinitions => ({
  // beacon-chain.md
  AggregationBits: () => bitList(p.MAX_VALIDATORS_PER_COMMITTEE * p.MAX_COMMITTEES_PER_SLOT),
  Attestations: (t) => list(t.Attestation, p.MAX_ATTESTATIONS_ELECTRA),
  AttesterSlashings: (t) => list(t.AttesterSlashing, p.MAX_ATTESTER_SLASHINGS_ELECTRA),
  AttestingIndices: (t) => list(t.ValidatorIndex, p.MAX_VALIDATORS_PER_COMMITTEE * p.MAX_COMMITTEES_PER_SLOT),
  CommitteeBits: () => bitVector(p.MAX_COMMITTEES_PER_SLOT),
  ConsolidationRequests: (t) => list(t.ConsolidationRequest, p.MAX_CONSOLIDATION_REQUESTS_PER_PAYLOAD),
  DepositRequests: (t) => list(t.DepositRequest, p.MAX_DEPOSIT_REQUESTS_PER_PAYLOAD),
  PendingConsolidations: (t) => list(t.PendingConsolidation, p.PENDING_CONSOLIDATIONS_LIMIT),
  PendingDeposits: (t) => list(t.PendingDeposit, p.PENDING_DEPOSITS_LIMIT),
  PendingPartialWithdrawals: (t) => list(t.PendingPartialWithdrawal, p.PENDING_PARTIAL_WITHDRAWALS_LIMIT),
  WithdrawalRequests: (t) => list(t.WithdrawalRequest, p.MAX_WITHDRAWAL_REQUESTS_PER_PAYLOAD),
  PendingDeposit: (t) =>
    container("PendingDeposit", {
      pubkey: t.BLSPubkey,
      withdrawal_credentials: bytes(32),
      amount: t.Gwei,
      signature: t.BLSSignature,
      slot: t.Slot,
    }),
  PendingPartialWithdrawal: (t) =>
    container("PendingPartialWithdrawal", {
      validator_index: t.ValidatorIndex,
      amount: t.Gwei,
      withdrawable_epoch: t.Epoch,
    }),
  PendingConsolidation: (t) =>
    container("PendingConsolidation", { source_index: t.ValidatorIndex, target_index: t.ValidatorIndex }),
  DepositRequest: (t) =>
    container("DepositRequest", {
      pubkey: t.BLSPubkey,
      withdrawal_credentials: bytes(32),
      amount: t.Gwei,
      signature: t.BLSSignature,
      index: uint64,
    }),
  WithdrawalRequest: (t) =>
    container("WithdrawalRequest", {
      source_address: t.ExecutionAddress,
      validator_pubkey: t.BLSPubkey,
      amount: t.Gwei,
    }),
  ConsolidationRequest: (t) =>
    container("ConsolidationRequest", {
      source_address: t.ExecutionAddress,
      source_pubkey: t.BLSPubkey,
      target_pubkey: t.BLSPubkey,
    }),
  ExecutionRequests: (t) =>
    container("ExecutionRequests", {
      deposits: t.DepositRequests,
      withdrawals: t.WithdrawalRequests,
      consolidations: t.ConsolidationRequests,
    }),
  SingleAttestation: (t) =>
    container("SingleAttestation", {
      committee_index: t.CommitteeIndex,
      attester_index: t.ValidatorIndex,
      data: t.AttestationData,
      signature: t.BLSSignature,
    }),
  AttesterSlashing: (t) =>
    container("AttesterSlashing", { attestation_1: t.IndexedAttestation, attestation_2: t.IndexedAttestation }),
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
      execution_requests: t.ExecutionRequests,
    }),
  Attestation: (t) =>
    container("Attestation", {
      aggregation_bits: t.AggregationBits,
      data: t.AttestationData,
      signature: t.BLSSignature,
      committee_bits: t.CommitteeBits,
    }),
  IndexedAttestation: (t) =>
    container("IndexedAttestation", {
      attesting_indices: t.AttestingIndices,
      data: t.AttestationData,
      signature: t.BLSSignature,
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
      deposit_requests_start_index: uint64,
      deposit_balance_to_consume: t.Gwei,
      exit_balance_to_consume: t.Gwei,
      earliest_exit_epoch: t.Epoch,
      consolidation_balance_to_consume: t.Gwei,
      earliest_consolidation_epoch: t.Epoch,
      pending_deposits: t.PendingDeposits,
      pending_partial_withdrawals: t.PendingPartialWithdrawals,
      pending_consolidations: t.PendingConsolidations,
    }),
  NewPayloadRequest: (t) =>
    container("NewPayloadRequest", {
      execution_payload: t.ExecutionPayload,
      versioned_hashes: t.VersionedHashes,
      parent_beacon_block_root: t.Root,
      execution_requests: t.ExecutionRequests,
    }),
  // light-client/sync-protocol.md
  CurrentSyncCommitteeBranch: () => vector(bytes(32), floorlog2(CURRENT_SYNC_COMMITTEE_GINDEX_ELECTRA)),
  FinalityBranch: () => vector(bytes(32), floorlog2(FINALIZED_ROOT_GINDEX_ELECTRA)),
  NextSyncCommitteeBranch: () => vector(bytes(32), floorlog2(NEXT_SYNC_COMMITTEE_GINDEX_ELECTRA)),
  // validator.md
  AggregateAndProof: (t) =>
    container("AggregateAndProof", {
      aggregator_index: t.ValidatorIndex,
      aggregate: t.Attestation,
      selection_proof: t.BLSSignature,
    }),
  SignedAggregateAndProof: (t) =>
    container("SignedAggregateAndProof", { message: t.AggregateAndProof, signature: t.BLSSignature }),
  // p2p-interface.md: the limit is compute_max_request_blob_sidecars(), which electra modifies
  BlobIdentifiers: (t) => list(t.BlobIdentifier, c.MAX_REQUEST_BLOCKS_DENEB * c.MAX_BLOBS_PER_BLOCK_ELECTRA),
  BlobSidecars: (t) => list(t.BlobSidecar, c.MAX_REQUEST_BLOCKS_DENEB * c.MAX_BLOBS_PER_BLOCK_ELECTRA),
});
