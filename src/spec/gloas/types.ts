import type { Config } from "../../config/config.ts";
import type { Preset } from "../../config/preset.ts";
import {
  activeFields,
  bitVector,
  boolean,
  bytes,
  container,
  list,
  progressiveBitList,
  progressiveByteList,
  progressiveContainer,
  progressiveList,
  uint8,
  uint64,
  uint256,
  vector,
} from "../../ssz/types.ts";
import { floorlog2 } from "../math.ts";
import type { TypeDefinitions } from "../type-definitions.ts";
import {
  CURRENT_SYNC_COMMITTEE_GINDEX_GLOAS,
  EXECUTION_BLOCK_HASH_GINDEX_GLOAS,
  FINALIZED_ROOT_GINDEX_GLOAS,
  NEXT_SYNC_COMMITTEE_GINDEX_GLOAS,
} from "./constants.ts";

/**
 * SSZ types that gloas adds or modifies, each a function of the composed fork's types `t`, so that a container
 * defined here holds the newest version of what it names.
 * https://github.com/ethereum/consensus-specs/tree/v1.7.0-beta.4/specs/gloas
 */
export const gloasTypes = (p: Preset, c: Config): TypeDefinitions => ({
  // beacon-chain.md
  AggregationBits: () => progressiveBitList(),
  Attestations: (t) => progressiveList(t.Attestation),
  AttesterSlashings: (t) => progressiveList(t.AttesterSlashing),
  AttestingIndices: (t) => progressiveList(t.ValidatorIndex),
  Balances: (t) => progressiveList(t.Gwei),
  BlobKZGCommitments: (t) => progressiveList(t.KZGCommitment),
  BLSToExecutionChanges: (t) => progressiveList(t.SignedBLSToExecutionChange),
  ConsolidationRequests: (t) => progressiveList(t.ConsolidationRequest),
  DepositRequests: (t) => progressiveList(t.DepositRequest),
  Deposits: (t) => progressiveList(t.Deposit),
  EpochParticipation: (t) => progressiveList(t.ParticipationFlags),
  InactivityScores: () => progressiveList(uint64),
  PendingConsolidations: (t) => progressiveList(t.PendingConsolidation),
  PendingDeposits: (t) => progressiveList(t.PendingDeposit),
  PendingPartialWithdrawals: (t) => progressiveList(t.PendingPartialWithdrawal),
  ProposerSlashings: (t) => progressiveList(t.ProposerSlashing),
  Transaction: () => progressiveByteList(),
  Transactions: (t) => progressiveList(t.Transaction),
  Validators: (t) => progressiveList(t.Validator),
  VoluntaryExits: (t) => progressiveList(t.SignedVoluntaryExit),
  WithdrawalRequests: (t) => progressiveList(t.WithdrawalRequest),
  Withdrawals: (t) => progressiveList(t.Withdrawal),
  BlockAccessList: () => progressiveByteList(),
  BuilderDepositRequests: (t) => progressiveList(t.BuilderDepositRequest),
  BuilderExitRequests: (t) => progressiveList(t.BuilderExitRequest),
  BuilderIndex: () => uint64,
  BuilderPendingPayments: (t) => vector(t.BuilderPendingPayment, 2 * p.SLOTS_PER_EPOCH),
  BuilderPendingWithdrawals: (t) => progressiveList(t.BuilderPendingWithdrawal),
  Builders: (t) => progressiveList(t.Builder),
  ExecutionPayloadAvailability: () => bitVector(p.SLOTS_PER_HISTORICAL_ROOT),
  PayloadAttestations: (t) => progressiveList(t.PayloadAttestation),
  PayloadTimelinessCommittee: (t) => vector(t.ValidatorIndex, p.PTC_SIZE),
  PayloadTimelinessCommitteeIndices: (t) => list(t.ValidatorIndex, p.PTC_SIZE),
  PayloadTimelinessCommitteeBits: () => bitVector(p.PTC_SIZE),
  PayloadTimelinessCommitteeWindow: (t) =>
    vector(t.PayloadTimelinessCommittee, (p.MIN_SEED_LOOKAHEAD + 2) * p.SLOTS_PER_EPOCH),
  Builder: (t) =>
    container("Builder", {
      pubkey: t.BLSPubkey,
      version: uint8,
      execution_address: t.ExecutionAddress,
      balance: t.Gwei,
      deposit_epoch: t.Epoch,
      withdrawable_epoch: t.Epoch,
    }),
  BuilderPendingPayment: (t) =>
    container("BuilderPendingPayment", {
      weight: t.Gwei,
      withdrawal: t.BuilderPendingWithdrawal,
      proposer_index: t.ValidatorIndex,
    }),
  BuilderPendingWithdrawal: (t) =>
    container("BuilderPendingWithdrawal", {
      fee_recipient: t.ExecutionAddress,
      amount: t.Gwei,
      builder_index: t.BuilderIndex,
    }),
  BuilderDepositRequest: (t) =>
    container("BuilderDepositRequest", {
      pubkey: t.BLSPubkey,
      withdrawal_credentials: bytes(32),
      amount: t.Gwei,
      signature: t.BLSSignature,
    }),
  BuilderExitRequest: (t) =>
    container("BuilderExitRequest", { source_address: t.ExecutionAddress, pubkey: t.BLSPubkey }),
  PayloadAttestationData: (t) =>
    container("PayloadAttestationData", {
      beacon_block_root: t.Root,
      slot: t.Slot,
      payload_present: boolean,
      blob_data_available: boolean,
    }),
  PayloadAttestation: (t) =>
    progressiveContainer(
      "PayloadAttestation",
      { aggregation_bits: t.PayloadTimelinessCommitteeBits, data: t.PayloadAttestationData, signature: t.BLSSignature },
      activeFields(3),
    ),
  PayloadAttestationMessage: (t) =>
    container("PayloadAttestationMessage", {
      validator_index: t.ValidatorIndex,
      data: t.PayloadAttestationData,
      signature: t.BLSSignature,
    }),
  IndexedPayloadAttestation: (t) =>
    progressiveContainer(
      "IndexedPayloadAttestation",
      {
        attesting_indices: t.PayloadTimelinessCommitteeIndices,
        data: t.PayloadAttestationData,
        signature: t.BLSSignature,
      },
      activeFields(3),
    ),
  ExecutionPayloadBid: (t) =>
    progressiveContainer(
      "ExecutionPayloadBid",
      {
        parent_block_hash: t.Hash32,
        parent_block_root: t.Root,
        block_hash: t.Hash32,
        prev_randao: bytes(32),
        fee_recipient: t.ExecutionAddress,
        gas_limit: uint64,
        builder_index: t.BuilderIndex,
        slot: t.Slot,
        value: t.Gwei,
        execution_payment: t.Gwei,
        blob_kzg_commitments: t.BlobKZGCommitments,
        execution_requests_root: t.Root,
      },
      activeFields(12),
    ),
  SignedExecutionPayloadBid: (t) =>
    container("SignedExecutionPayloadBid", { message: t.ExecutionPayloadBid, signature: t.BLSSignature }),
  ExecutionPayloadEnvelope: (t) =>
    progressiveContainer(
      "ExecutionPayloadEnvelope",
      {
        payload: t.ExecutionPayload,
        execution_requests: t.ExecutionRequests,
        builder_index: t.BuilderIndex,
        beacon_block_root: t.Root,
        parent_beacon_block_root: t.Root,
      },
      activeFields(5),
    ),
  SignedExecutionPayloadEnvelope: (t) =>
    container("SignedExecutionPayloadEnvelope", { message: t.ExecutionPayloadEnvelope, signature: t.BLSSignature }),
  Attestation: (t) =>
    progressiveContainer(
      "Attestation",
      {
        aggregation_bits: t.AggregationBits,
        data: t.AttestationData,
        signature: t.BLSSignature,
        committee_bits: t.CommitteeBits,
      },
      activeFields(4),
    ),
  IndexedAttestation: (t) =>
    progressiveContainer(
      "IndexedAttestation",
      { attesting_indices: t.AttestingIndices, data: t.AttestationData, signature: t.BLSSignature },
      activeFields(3),
    ),
  BeaconBlockBody: (t) =>
    progressiveContainer(
      "BeaconBlockBody",
      {
        randao_reveal: t.BLSSignature,
        eth1_data: t.Eth1Data,
        graffiti: bytes(32),
        proposer_slashings: t.ProposerSlashings,
        attester_slashings: t.AttesterSlashings,
        attestations: t.Attestations,
        deposits: t.Deposits,
        voluntary_exits: t.VoluntaryExits,
        sync_aggregate: t.SyncAggregate,
        bls_to_execution_changes: t.BLSToExecutionChanges,
        signed_execution_payload_bid: t.SignedExecutionPayloadBid,
        payload_attestations: t.PayloadAttestations,
        parent_execution_requests: t.ExecutionRequests,
      },
      activeFields(13),
    ),
  BeaconState: (t) =>
    progressiveContainer(
      "BeaconState",
      {
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
        latest_block_hash: t.Hash32,
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
        builders: t.Builders,
        next_withdrawal_builder_index: t.BuilderIndex,
        execution_payload_availability: t.ExecutionPayloadAvailability,
        builder_pending_payments: t.BuilderPendingPayments,
        builder_pending_withdrawals: t.BuilderPendingWithdrawals,
        latest_execution_payload_bid: t.ExecutionPayloadBid,
        payload_expected_withdrawals: t.Withdrawals,
        ptc_window: t.PayloadTimelinessCommitteeWindow,
      },
      activeFields(46),
    ),
  ExecutionPayload: (t) =>
    progressiveContainer(
      "ExecutionPayload",
      {
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
        block_access_list: t.BlockAccessList,
        slot_number: uint64,
      },
      activeFields(19),
    ),
  ExecutionRequests: (t) =>
    progressiveContainer(
      "ExecutionRequests",
      {
        deposits: t.DepositRequests,
        withdrawals: t.WithdrawalRequests,
        consolidations: t.ConsolidationRequests,
        builder_deposits: t.BuilderDepositRequests,
        builder_exits: t.BuilderExitRequests,
      },
      activeFields(5),
    ),
  NewPayloadRequest: (t) =>
    progressiveContainer(
      "NewPayloadRequest",
      {
        execution_payload: t.ExecutionPayload,
        versioned_hashes: t.VersionedHashes,
        parent_beacon_block_root: t.Root,
        execution_requests: t.ExecutionRequests,
      },
      activeFields(4),
    ),
  // light-client/sync-protocol.md
  CurrentSyncCommitteeBranch: () => vector(bytes(32), floorlog2(CURRENT_SYNC_COMMITTEE_GINDEX_GLOAS)),
  ExecutionBranch: () => vector(bytes(32), floorlog2(EXECUTION_BLOCK_HASH_GINDEX_GLOAS)),
  FinalityBranch: () => vector(bytes(32), floorlog2(FINALIZED_ROOT_GINDEX_GLOAS)),
  NextSyncCommitteeBranch: () => vector(bytes(32), floorlog2(NEXT_SYNC_COMMITTEE_GINDEX_GLOAS)),
  LightClientHeader: (t) =>
    container("LightClientHeader", {
      beacon: t.BeaconBlockHeader,
      execution_block_hash: t.Hash32,
      execution_branch: t.ExecutionBranch,
    }),
  // fork-choice.md
  PayloadStatus: () => uint8,
  CustodyColumnBits: () => bitVector(p.NUMBER_OF_COLUMNS),
  // p2p-interface.md
  DataColumn: (t) => progressiveList(t.Cell),
  KZGProofs: (t) => progressiveList(t.KZGProof),
  ExecutionPayloadEnvelopeRoots: (t) => list(t.Root, c.MAX_REQUEST_PAYLOADS),
  SignedExecutionPayloadEnvelopes: (t) => list(t.SignedExecutionPayloadEnvelope, c.MAX_REQUEST_PAYLOADS),
  DataColumnSidecar: (t) =>
    container("DataColumnSidecar", {
      index: t.ColumnIndex,
      column: t.DataColumn,
      kzg_proofs: t.KZGProofs,
      slot: t.Slot,
      beacon_block_root: t.Root,
    }),
  ProposerPreferences: (t) =>
    container("ProposerPreferences", {
      dependent_root: t.Root,
      proposal_slot: t.Slot,
      validator_index: t.ValidatorIndex,
      fee_recipient: t.ExecutionAddress,
      target_gas_limit: uint64,
    }),
  SignedProposerPreferences: (t) =>
    container("SignedProposerPreferences", { message: t.ProposerPreferences, signature: t.BLSSignature }),
  // partial-columns/p2p-interface.md
  CellsBitList: () => progressiveBitList(),
  PartialDataColumnSidecar: (t) =>
    container("PartialDataColumnSidecar", {
      cells_present_bitmap: t.CellsBitList,
      partial_column: t.DataColumn,
      kzg_proofs: t.KZGProofs,
    }),
  PartialDataColumnPartsMetadata: (t) =>
    container("PartialDataColumnPartsMetadata", { available: t.CellsBitList, requests: t.CellsBitList }),
  PartialDataColumnGroupID: (t) => container("PartialDataColumnGroupID", { beacon_block_root: t.Root, slot: t.Slot }),
});
