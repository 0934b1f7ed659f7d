import { BitArray } from "@chainsafe/ssz";
import { hashPair } from "../crypto/hash.ts";
import { isAtLeast } from "../spec/forks.ts";
import type { Spec } from "../spec/index.ts";
import {
  DEPOSIT_CONTRACT_TREE_DEPTH,
  ETH1_ADDRESS_WITHDRAWAL_PREFIX,
  GENESIS_EPOCH,
} from "../spec/phase0/constants.ts";
import type { BeaconState } from "../spec/state.ts";
import type {
  BLSPubkey,
  Builder,
  ExecutionAddress,
  ExecutionPayloadHeader,
  Gwei,
  Hash32,
  Root,
  Validator,
  Version,
} from "../spec/values.ts";
import { concatBytes, ZERO_ROOT } from "../ssz/bytes.ts";

/** A validator of a development genesis; active from the first epoch. */
export interface GenesisValidator {
  readonly pubkey: BLSPubkey;
  /** Where its withdrawals go. */
  readonly withdrawalAddress: ExecutionAddress;
  readonly balance: Gwei;
}

/** A builder of a development genesis (gloas); active as soon as an epoch after the first is final. */
export interface GenesisBuilder {
  readonly pubkey: BLSPubkey;
  readonly executionAddress: ExecutionAddress;
  readonly balance: Gwei;
}

/** The header of an execution chain's first block, which holds nothing, as far as every fork from bellatrix on has it. */
export type GenesisExecutionHeader = Omit<
  ExecutionPayloadHeader,
  "transactions_root" | "withdrawals_root" | "blob_gas_used" | "excess_blob_gas"
>;

/** What a development genesis is made of. */
export interface DevGenesisOptions {
  /** The specification of the fork that the chain begins with. */
  readonly spec: Spec;
  /** Version of the fork before it, its own for phase0. */
  readonly previousVersion: Version;
  readonly currentVersion: Version;
  /** Seconds since the Unix epoch. */
  readonly genesisTime: number;
  readonly validators: readonly GenesisValidator[];
  readonly builders: readonly GenesisBuilder[];
  /** The execution chain's first block. */
  readonly executionBlockHash: Hash32;
  readonly executionHeader: GenesisExecutionHeader;
}

/**
 * A genesis state of any fork, with everybody active and the merge behind it: the same options give the same state. No
 * deposits are behind it, as none of the specification's own genesis functions knows a fork after phase0.
 */
export function createDevGenesis(options: DevGenesisOptions): BeaconState {
  const { spec, validators } = options;
  const { fork, preset, types } = spec;
  const state = spec.stateType.defaultState();
  state.genesis_time = options.genesisTime;
  state.fork = {
    previous_version: options.previousVersion,
    current_version: options.currentVersion,
    epoch: GENESIS_EPOCH,
  };
  state.randao_mixes.replace(
    Array.from({ length: preset.EPOCHS_PER_HISTORICAL_VECTOR }, () => options.executionBlockHash),
  );
  // The deposit contract of the execution genesis knows no deposits; heze has done away with what blocks said of it.
  if (!isAtLeast(fork, "heze")) {
    state.eth1_data = { deposit_root: emptyDepositRoot(), deposit_count: 0, block_hash: options.executionBlockHash };
    // Equal to the index of the next deposit by blocks, so that there is none, and heze may begin.
    if (isAtLeast(fork, "electra")) state.deposit_requests_start_index = 0;
  }
  state.validators.replace(validators.map((validator) => registryEntry(spec, validator)));
  state.balances.replace(validators.map(({ balance }) => balance));
  state.genesis_validators_root = state.fieldRoot("validators");
  const body = types.BeaconBlockBody.defaultValue();

  if (isAtLeast(fork, "altair")) {
    const zeros = validators.map(() => 0);
    state.previous_epoch_participation.replace(zeros);
    state.current_epoch_participation.replace(zeros);
    state.inactivity_scores.replace(zeros);
    state.current_sync_committee = spec.get_next_sync_committee(state);
    state.next_sync_committee = state.current_sync_committee;
  }
  if (isAtLeast(fork, "bellatrix") && !isAtLeast(fork, "gloas"))
    state.latest_execution_payload_header = {
      ...types.ExecutionPayloadHeader.defaultValue(),
      ...options.executionHeader,
      transactions_root: types.Transactions.hashTreeRoot([]),
      ...(isAtLeast(fork, "capella") && { withdrawals_root: types.Withdrawals.hashTreeRoot([]) }),
    };
  if (isAtLeast(fork, "gloas")) {
    state.latest_block_hash = options.executionBlockHash;
    state.latest_execution_payload_bid = {
      ...types.ExecutionPayloadBid.defaultValue(),
      parent_block_hash: options.executionBlockHash,
      execution_requests_root: types.ExecutionRequests.hashTreeRoot(types.ExecutionRequests.defaultValue()),
    };
    body.signed_execution_payload_bid = { message: state.latest_execution_payload_bid, signature: new Uint8Array(96) };
    state.builders.replace(options.builders.map(builderEntry));
    state.execution_payload_availability = BitArray.fromBoolArray(
      Array.from({ length: preset.SLOTS_PER_HISTORICAL_ROOT }, () => true),
    );
    state.ptc_window.replace(spec.initialize_ptc_window(state));
  }
  if (isAtLeast(fork, "fulu")) state.proposer_lookahead.replace(spec.initialize_proposer_lookahead(state));
  state.latest_block_header = {
    ...types.BeaconBlockHeader.defaultValue(),
    body_root: types.BeaconBlockBody.hashTreeRoot(body),
  };
  return state;
}

function registryEntry(spec: Spec, { pubkey, withdrawalAddress, balance }: GenesisValidator): Validator {
  const { EFFECTIVE_BALANCE_INCREMENT, MAX_EFFECTIVE_BALANCE } = spec.preset;
  return {
    pubkey,
    withdrawal_credentials: concatBytes(ETH1_ADDRESS_WITHDRAWAL_PREFIX, new Uint8Array(11), withdrawalAddress),
    effective_balance: Math.min(balance - (balance % EFFECTIVE_BALANCE_INCREMENT), MAX_EFFECTIVE_BALANCE),
    slashed: false,
    activation_eligibility_epoch: GENESIS_EPOCH,
    activation_epoch: GENESIS_EPOCH,
    exit_epoch: Number.POSITIVE_INFINITY,
    withdrawable_epoch: Number.POSITIVE_INFINITY,
  };
}

function builderEntry({ pubkey, executionAddress, balance }: GenesisBuilder): Builder {
  return {
    pubkey,
    version: 0,
    execution_address: executionAddress,
    balance,
    deposit_epoch: GENESIS_EPOCH,
    withdrawable_epoch: Number.POSITIVE_INFINITY,
  };
}

/** Root that a deposit contract without deposits gives: the empty tree's, with the number of leaves mixed in. */
function emptyDepositRoot(): Root {
  let root = ZERO_ROOT;
  for (let height = 0; height < DEPOSIT_CONTRACT_TREE_DEPTH; height++) root = hashPair(root, root);
  return hashPair(root, ZERO_ROOT);
}
