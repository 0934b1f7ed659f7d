import type { BytesColumn, NumberColumn, RecordsColumn, ValuesColumn } from "../ssz/columns/column.ts";
import type { StateType } from "../ssz/columns/state-type.ts";
import type { StateView } from "../ssz/columns/state-view.ts";
import type {
  BeaconBlockHeader,
  Builder,
  BuilderIndex,
  BuilderPendingPayment,
  BuilderPendingWithdrawal,
  Checkpoint,
  Epoch,
  Eth1Data,
  ExecutionPayloadAvailability,
  ExecutionPayloadBid,
  ExecutionPayloadHeader,
  Fork,
  Gwei,
  Hash32,
  HistoricalSummary,
  JustificationBits,
  PendingAttestation,
  PendingConsolidation,
  PendingDeposit,
  PendingPartialWithdrawal,
  Root,
  Slot,
  SyncCommittee,
  Uint64,
  Validator,
  ValidatorIndex,
  WithdrawalIndex,
  Withdrawals,
} from "./values.ts";

/**
 * The state of any fork: it has the fields that its own fork's `BeaconState` has, and reading another throws. Lists and
 * vectors are columns; everything else is a value to be assigned whole (`state.fork = {...state.fork, epoch}`), never
 * changed in place.
 */
export interface BeaconState extends StateView {
  readonly type: StateType<BeaconState>;
  genesis_time: Uint64;
  genesis_validators_root: Root;
  slot: Slot;
  fork: Readonly<Fork>;
  latest_block_header: Readonly<BeaconBlockHeader>;
  block_roots: BytesColumn;
  state_roots: BytesColumn;
  historical_roots: BytesColumn;
  eth1_data: Readonly<Eth1Data>;
  eth1_data_votes: RecordsColumn<Eth1Data>;
  eth1_deposit_index: Uint64;
  validators: RecordsColumn<Validator>;
  balances: NumberColumn;
  randao_mixes: BytesColumn;
  slashings: NumberColumn;
  previous_epoch_attestations: ValuesColumn<PendingAttestation>;
  current_epoch_attestations: ValuesColumn<PendingAttestation>;
  justification_bits: Readonly<JustificationBits>;
  previous_justified_checkpoint: Readonly<Checkpoint>;
  current_justified_checkpoint: Readonly<Checkpoint>;
  finalized_checkpoint: Readonly<Checkpoint>;
  /** altair */
  previous_epoch_participation: NumberColumn;
  /** altair */
  current_epoch_participation: NumberColumn;
  /** altair */
  inactivity_scores: NumberColumn;
  /** altair */
  current_sync_committee: Readonly<SyncCommittee>;
  /** altair */
  next_sync_committee: Readonly<SyncCommittee>;
  /** bellatrix */
  latest_execution_payload_header: Readonly<ExecutionPayloadHeader>;
  /** capella */
  next_withdrawal_index: WithdrawalIndex;
  /** capella */
  next_withdrawal_validator_index: ValidatorIndex;
  /** capella */
  historical_summaries: RecordsColumn<HistoricalSummary>;
  /** electra */
  deposit_requests_start_index: Uint64;
  /** electra */
  deposit_balance_to_consume: Gwei;
  /** electra */
  exit_balance_to_consume: Gwei;
  /** electra */
  earliest_exit_epoch: Epoch;
  /** electra */
  consolidation_balance_to_consume: Gwei;
  /** electra */
  earliest_consolidation_epoch: Epoch;
  /** electra */
  pending_deposits: RecordsColumn<PendingDeposit>;
  /** electra */
  pending_partial_withdrawals: RecordsColumn<PendingPartialWithdrawal>;
  /** electra */
  pending_consolidations: RecordsColumn<PendingConsolidation>;
  /** fulu */
  proposer_lookahead: NumberColumn;
  /** gloas */
  latest_block_hash: Hash32;
  /** gloas */
  builders: RecordsColumn<Builder>;
  /** gloas */
  next_withdrawal_builder_index: BuilderIndex;
  /** gloas */
  execution_payload_availability: Readonly<ExecutionPayloadAvailability>;
  /** gloas */
  builder_pending_payments: RecordsColumn<BuilderPendingPayment>;
  /** gloas */
  builder_pending_withdrawals: RecordsColumn<BuilderPendingWithdrawal>;
  /** gloas */
  latest_execution_payload_bid: Readonly<ExecutionPayloadBid>;
  /** gloas */
  payload_expected_withdrawals: Readonly<Withdrawals>;
  /** gloas */
  ptc_window: ValuesColumn<readonly ValidatorIndex[]>;
}

/** Every field that some fork's state has. */
export const STATE_FIELDS = [
  "genesis_time",
  "genesis_validators_root",
  "slot",
  "fork",
  "latest_block_header",
  "block_roots",
  "state_roots",
  "historical_roots",
  "eth1_data",
  "eth1_data_votes",
  "eth1_deposit_index",
  "validators",
  "balances",
  "randao_mixes",
  "slashings",
  "previous_epoch_attestations",
  "current_epoch_attestations",
  "justification_bits",
  "previous_justified_checkpoint",
  "current_justified_checkpoint",
  "finalized_checkpoint",
  "previous_epoch_participation",
  "current_epoch_participation",
  "inactivity_scores",
  "current_sync_committee",
  "next_sync_committee",
  "latest_execution_payload_header",
  "next_withdrawal_index",
  "next_withdrawal_validator_index",
  "historical_summaries",
  "deposit_requests_start_index",
  "deposit_balance_to_consume",
  "exit_balance_to_consume",
  "earliest_exit_epoch",
  "consolidation_balance_to_consume",
  "earliest_consolidation_epoch",
  "pending_deposits",
  "pending_partial_withdrawals",
  "pending_consolidations",
  "proposer_lookahead",
  "latest_block_hash",
  "builders",
  "next_withdrawal_builder_index",
  "execution_payload_availability",
  "builder_pending_payments",
  "builder_pending_withdrawals",
  "latest_execution_payload_bid",
  "payload_expected_withdrawals",
  "ptc_window",
] as const satisfies readonly (keyof BeaconState)[];

/** Lists that are no columns: short, and replaced whole. */
export const PLAIN_STATE_FIELDS = ["payload_expected_withdrawals"] as const satisfies readonly (keyof BeaconState)[];
