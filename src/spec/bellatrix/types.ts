import type { Preset } from "../../config/preset.ts";
import { byteList, bytes, container, list, uint8, uint64, uint256 } from "../../ssz/types.ts";
import type { TypeDefinitions } from "../type-definitions.ts";

/**
 * SSZ types that bellatrix adds or modifies, each a function of the composed fork's types `t`, so that a container
 * defined here holds the newest version of what it names.
 * https://github.com/ethereum/consensus-specs/tree/v1.7.0-beta.4/specs/bellatrix
 */
export const bellatrixTypes = (p: Preset): TypeDefinitions => ({
  // beacon-chain.md
  ExtraData: () => byteList(p.MAX_EXTRA_DATA_BYTES),
  LogsBloom: () => bytes(p.BYTES_PER_LOGS_BLOOM),
  Transaction: () => byteList(p.MAX_BYTES_PER_TRANSACTION),
  Transactions: (t) => list(t.Transaction, p.MAX_TRANSACTIONS_PER_PAYLOAD),
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
    }),
  NewPayloadRequest: (t) => container("NewPayloadRequest", { execution_payload: t.ExecutionPayload }),
  // fork-choice.md
  PayloadId: () => bytes(8),
  PowBlock: (t) => container("PowBlock", { block_hash: t.Hash32, parent_hash: t.Hash32, total_difficulty: uint256 }),
  // p2p-interface.md
  PayloadValidationStatus: () => uint8,
});
