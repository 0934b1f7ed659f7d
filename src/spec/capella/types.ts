import type { Preset } from "../../config/preset.ts";
import { bytes, container, list, uint64, uint256, vector } from "../../ssz/types.ts";
import { floorlog2 } from "../math.ts";
import type { TypeDefinitions } from "../type-definitions.ts";
import { EXECUTION_PAYLOAD_GINDEX } from "./constants.ts";

/**
 * SSZ types that capella adds or modifies, each a function of the composed fork's types `t`, so that a container
 * defined here holds the newest version of what it names.
 * https://github.com/ethereum/consensus-specs/tree/v1.7.0-beta.4/specs/capella
 */
export const capellaTypes = (p: Preset): TypeDefinitions => ({
  // beacon-chain.md
  BLSToExecutionChanges: (t) => list(t.SignedBLSToExecutionChange, p.MAX_BLS_TO_EXECUTION_CHANGES),
  HistoricalSummaries: (t) => list(t.HistoricalSummary, p.HISTORICAL_ROOTS_LIMIT),
  WithdrawalIndex: () => uint64,
  Withdrawals: (t) => list(t.Withdrawal, p.MAX_WITHDRAWALS_PER_PAYLOAD),
  Withdrawal: (t) =>
    container("Withdrawal", {
      index: t.WithdrawalIndex,
      validator_index: t.ValidatorIndex,
      address: t.ExecutionAddress,
      amount: t.Gwei,
    }),
  BLSToExecutionChange: (t) =>
    container("BLSToExecutionChange", {
      validator_index: t.ValidatorIndex,
      from_bls_pubkey: t.BLSPubkey,
      to_execution_address: t.ExecutionAddress,
    }),
  SignedBLSToExecutionChange: (t) =>
    container("SignedBLSToExecutionChange", { message: t.BLSToExecutionChange, signature: t.BLSSignature }),
  HistoricalSummary: (t) => container("HistoricalSummary", { block_summary_root: t.Root, state_summary_root: t.Root }),
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
    }),
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
  // light-client/sync-protocol.md
  ExecutionBranch: () => vector(bytes(32), floorlog2(EXECUTION_PAYLOAD_GINDEX)),
  LightClientHeader: (t) =>
    container("LightClientHeader", {
      beacon: t.BeaconBlockHeader,
      execution: t.ExecutionPayloadHeader,
      execution_branch: t.ExecutionBranch,
    }),
  LightClientBootstrap: (t) =>
    container("LightClientBootstrap", {
      header: t.LightClientHeader,
      current_sync_committee: t.SyncCommittee,
      current_sync_committee_branch: t.CurrentSyncCommitteeBranch,
    }),
  LightClientUpdate: (t) =>
    container("LightClientUpdate", {
      attested_header: t.LightClientHeader,
      next_sync_committee: t.SyncCommittee,
      next_sync_committee_branch: t.NextSyncCommitteeBranch,
      finalized_header: t.LightClientHeader,
      finality_branch: t.FinalityBranch,
      sync_aggregate: t.SyncAggregate,
      signature_slot: t.Slot,
    }),
  LightClientFinalityUpdate: (t) =>
    container("LightClientFinalityUpdate", {
      attested_header: t.LightClientHeader,
      finalized_header: t.LightClientHeader,
      finality_branch: t.FinalityBranch,
      sync_aggregate: t.SyncAggregate,
      signature_slot: t.Slot,
    }),
  LightClientOptimisticUpdate: (t) =>
    container("LightClientOptimisticUpdate", {
      attested_header: t.LightClientHeader,
      sync_aggregate: t.SyncAggregate,
      signature_slot: t.Slot,
    }),
});
