import type { Config } from "../../config/config.ts";
import type { Preset } from "../../config/preset.ts";
import {
  activeFields,
  bitVector,
  bytes,
  container,
  list,
  progressiveContainer,
  uint64,
  vector,
} from "../../ssz/types.ts";
import type { TypeDefinitions } from "../type-definitions.ts";

/**
 * SSZ types that heze adds or modifies, each a function of the composed fork's types `t`, so that a container
 * defined here holds the newest version of what it names.
 * https://github.com/ethereum/consensus-specs/tree/v1.7.0-beta.4/specs/heze
 */
export const hezeTypes = (p: Preset, c: Config): TypeDefinitions => ({
  // beacon-chain.md
  InclusionListBits: () => bitVector(p.INCLUSION_LIST_COMMITTEE_SIZE),
  InclusionListCommittee: (t) => vector(t.ValidatorIndex, p.INCLUSION_LIST_COMMITTEE_SIZE),
  InclusionList: (t) =>
    container("InclusionList", {
      slot: t.Slot,
      validator_index: t.ValidatorIndex,
      dependent_root: t.Root,
      transactions: t.Transactions,
    }),
  SignedInclusionList: (t) => container("SignedInclusionList", { message: t.InclusionList, signature: t.BLSSignature }),
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
        inclusion_list_bits: t.InclusionListBits,
      },
      activeFields(13),
    ),
  SignedExecutionPayloadBid: (t) =>
    container("SignedExecutionPayloadBid", { message: t.ExecutionPayloadBid, signature: t.BLSSignature }),
  BeaconBlockBody: (t) =>
    progressiveContainer(
      "BeaconBlockBody",
      {
        randao_reveal: t.BLSSignature,
        graffiti: bytes(32),
        proposer_slashings: t.ProposerSlashings,
        attester_slashings: t.AttesterSlashings,
        attestations: t.Attestations,
        voluntary_exits: t.VoluntaryExits,
        sync_aggregate: t.SyncAggregate,
        bls_to_execution_changes: t.BLSToExecutionChanges,
        signed_execution_payload_bid: t.SignedExecutionPayloadBid,
        payload_attestations: t.PayloadAttestations,
        parent_execution_requests: t.ExecutionRequests,
      },
      activeFields(13, [1, 6]),
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
      activeFields(46, [8, 9, 10, 28]),
    ),
  // p2p-interface.md
  SignedInclusionLists: (t) => list(t.SignedInclusionList, c.MAX_REQUEST_INCLUSION_LIST),
});
