/**
 * Genesis states of development chains, at any fork: the state that `initialize_beacon_state_from_eth1` would make of
 * deposits, had the chain always been at this fork, and with every validator active.
 */

import { createHash } from "node:crypto";
import type { ExecutionHeader } from "../../execution/block-hash.ts";
import { FORKS, type ForkName, isAtLeast } from "../../spec/forks.ts";
import { PAYLOAD_BUILDER_VERSION } from "../../spec/gloas/constants.ts";
import type { Spec } from "../../spec/index.ts";
import { GENESIS_EPOCH } from "../../spec/phase0/constants.ts";
import type { BeaconState } from "../../spec/state.ts";
import type { BeaconBlockBody, ExecutionPayloadHeader, Validator, Version } from "../../spec/values.ts";
import { concatBytes, ZERO_ROOT } from "../../ssz/bytes.ts";

const DEPOSIT_TREE_DEPTH = 32;

/** A validator at genesis. */
export interface GenesisValidator {
  readonly pubkey: Uint8Array;
  readonly withdrawalCredentials: Uint8Array;
  /** Gwei. */
  readonly balance: number;
}

/** A builder at genesis (gloas). */
export interface GenesisBuilder {
  readonly pubkey: Uint8Array;
  readonly executionAddress: Uint8Array;
  /** Gwei. */
  readonly balance: number;
}

/** What a genesis state is made of. */
export interface GenesisStateOptions {
  /** The specification of the genesis fork. */
  readonly spec: Spec;
  /** Seconds since the Unix epoch. */
  readonly genesisTime: number;
  readonly validators: readonly GenesisValidator[];
  /** Only from gloas on. */
  readonly builders?: readonly GenesisBuilder[];
  /** The execution chain's first block. */
  readonly execution: { readonly header: ExecutionHeader; readonly hash: Uint8Array };
}

/** Makes a genesis state: the same values give the same state. */
export function createGenesisState(options: GenesisStateOptions): BeaconState {
  const { spec, genesisTime, execution } = options;
  const from = (fork: ForkName) => isAtLeast(spec.fork, fork);
  const state = spec.stateType.defaultState() as BeaconState;
  state.genesis_time = genesisTime;
  state.fork = { ...forkVersions(spec), epoch: GENESIS_EPOCH };
  const { EPOCHS_PER_HISTORICAL_VECTOR } = spec.preset;
  state.randao_mixes.replace(new Array<Uint8Array>(EPOCHS_PER_HISTORICAL_VECTOR).fill(execution.hash));
  // No deposit has been made on the execution chain, whose contract knows none.
  if (!from("heze")) {
    state.eth1_data = { deposit_root: emptyDepositRoot(), deposit_count: 0, block_hash: execution.hash };
    if (from("fulu")) state.deposit_requests_start_index = 0;
    else if (from("electra")) state.deposit_requests_start_index = Number.POSITIVE_INFINITY;
  }
  fillRegistry(options, state);
  if (from("altair")) {
    state.current_sync_committee = spec.get_next_sync_committee(state);
    state.next_sync_committee = spec.get_next_sync_committee(state);
  }
  if (from("gloas")) fillGloas(options, state);
  else if (from("bellatrix")) state.latest_execution_payload_header = payloadHeader(spec, execution);
  if (from("electra")) state.earliest_exit_epoch = GENESIS_EPOCH;
  if (from("fulu")) state.proposer_lookahead.replace(spec.initialize_proposer_lookahead(state));
  if (from("gloas")) state.ptc_window.replace(spec.initialize_ptc_window(state));
  state.latest_block_header = {
    slot: 0,
    proposer_index: 0,
    parent_root: ZERO_ROOT,
    state_root: ZERO_ROOT,
    body_root: spec.types.BeaconBlockBody.hashTreeRoot(genesisBody(spec, state)),
  };
  return state;
}

/** The body of the block that a genesis state's header stands for: empty, but for the state's own bid from gloas on. */
function genesisBody(spec: Spec, state: BeaconState): BeaconBlockBody {
  const body = spec.types.BeaconBlockBody.defaultValue();
  if (!isAtLeast(spec.fork, "gloas")) return body;
  const message = state.latest_execution_payload_bid;
  return { ...body, signed_execution_payload_bid: { ...body.signed_execution_payload_bid, message } };
}

function forkVersions({ fork, config }: Spec): { previous_version: Version; current_version: Version } {
  const versionOf = (name: ForkName) =>
    name === "phase0"
      ? config.GENESIS_FORK_VERSION
      : config[`${name.toUpperCase() as Uppercase<Exclude<ForkName, "phase0">>}_FORK_VERSION`];
  const previous = FORKS[Math.max(0, FORKS.indexOf(fork) - 1)]!;
  return { previous_version: versionOf(previous), current_version: versionOf(fork) };
}

function fillRegistry({ spec, validators }: GenesisStateOptions, state: BeaconState): void {
  const { EFFECTIVE_BALANCE_INCREMENT } = spec.preset;
  state.balances.replace(validators.map(({ balance }) => balance));
  state.validators.replace(
    validators.map(({ pubkey, withdrawalCredentials, balance }): Validator => {
      const most = maxEffectiveBalance(spec, withdrawalCredentials);
      const effective = Math.min(balance - (balance % EFFECTIVE_BALANCE_INCREMENT), most);
      const isActive = effective >= activationBalance(spec);
      return {
        pubkey,
        withdrawal_credentials: withdrawalCredentials,
        effective_balance: effective,
        slashed: false,
        activation_eligibility_epoch: isActive ? GENESIS_EPOCH : Number.POSITIVE_INFINITY,
        activation_epoch: isActive ? GENESIS_EPOCH : Number.POSITIVE_INFINITY,
        exit_epoch: Number.POSITIVE_INFINITY,
        withdrawable_epoch: Number.POSITIVE_INFINITY,
      };
    }),
  );
  state.genesis_validators_root = state.fieldRoot("validators");
  if (!isAtLeast(spec.fork, "altair")) return;
  const zeros = new Array<number>(validators.length).fill(0);
  state.previous_epoch_participation.replace(zeros);
  state.current_epoch_participation.replace(zeros);
  state.inactivity_scores.replace(zeros);
}

function maxEffectiveBalance(spec: Spec, withdrawalCredentials: Uint8Array): number {
  if (!isAtLeast(spec.fork, "electra")) return spec.preset.MAX_EFFECTIVE_BALANCE;
  const isCompounding = spec.is_compounding_withdrawal_credential(withdrawalCredentials);
  return isCompounding ? spec.preset.MAX_EFFECTIVE_BALANCE_ELECTRA : spec.preset.MIN_ACTIVATION_BALANCE;
}

function activationBalance({ fork, preset }: Spec): number {
  return isAtLeast(fork, "electra") ? preset.MIN_ACTIVATION_BALANCE : preset.MAX_EFFECTIVE_BALANCE;
}

function fillGloas({ spec, execution, builders = [] }: GenesisStateOptions, state: BeaconState): void {
  state.latest_block_hash = execution.hash;
  // The genesis block has no payload of its own: its bid names none, and the first block builds on what came before.
  state.latest_execution_payload_bid = {
    ...spec.types.ExecutionPayloadBid.defaultValue(),
    parent_block_hash: execution.hash,
    execution_requests_root: spec.types.ExecutionRequests.hashTreeRoot(spec.types.ExecutionRequests.defaultValue()),
  };
  const availability = spec.types.ExecutionPayloadAvailability.defaultValue();
  for (let i = 0; i < spec.preset.SLOTS_PER_HISTORICAL_ROOT; i++) availability.set(i, true);
  state.execution_payload_availability = availability;
  state.builders.replace(
    builders.map(({ pubkey, executionAddress, balance }) => ({
      pubkey,
      version: PAYLOAD_BUILDER_VERSION,
      execution_address: executionAddress,
      balance,
      deposit_epoch: GENESIS_EPOCH,
      withdrawable_epoch: Number.POSITIVE_INFINITY,
    })),
  );
}

function payloadHeader(spec: Spec, { header, hash }: GenesisStateOptions["execution"]): ExecutionPayloadHeader {
  const { types } = spec;
  const from = (fork: ForkName) => isAtLeast(spec.fork, fork);
  return {
    ...types.ExecutionPayloadHeader.defaultValue(),
    parent_hash: header.parentHash,
    fee_recipient: header.feeRecipient,
    state_root: header.stateRoot,
    receipts_root: header.receiptsRoot,
    logs_bloom: header.logsBloom,
    prev_randao: header.prevRandao,
    block_number: header.number,
    gas_limit: header.gasLimit,
    gas_used: header.gasUsed,
    timestamp: header.timestamp,
    extra_data: header.extraData,
    base_fee_per_gas: header.baseFeePerGas,
    block_hash: hash,
    transactions_root: types.Transactions.hashTreeRoot([]),
    ...(from("capella") && { withdrawals_root: types.Withdrawals.hashTreeRoot([]) }),
  };
}

/** `deposit_root` of a deposit contract without deposits: the empty tree's root with their number mixed in. */
function emptyDepositRoot(): Uint8Array {
  let root = ZERO_ROOT;
  for (let i = 0; i <= DEPOSIT_TREE_DEPTH; i++) {
    const right = i === DEPOSIT_TREE_DEPTH ? ZERO_ROOT : root;
    root = new Uint8Array(createHash("sha256").update(concatBytes(root, right)).digest());
  }
  return root;
}
