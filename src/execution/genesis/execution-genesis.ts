/**
 * The execution chain's first block: its accounts, the root of their state, its header. The same values make the
 * `genesis.json` of an execution client and the embedded engine's first block.
 */

import type { Config } from "../../config/config.ts";
import type { Preset } from "../../config/preset.ts";
import { FORKS, type ForkName } from "../../spec/forks.ts";
import {
  EMPTY_BLOCK_ACCESS_LIST,
  type ExecutionHeader,
  hashExecutionHeader,
  isForkAtLeast,
  requestsHash,
} from "../block-hash.ts";
import { keccak256 } from "../keccak.ts";
import { rlpBytes, rlpList, rlpUint } from "../rlp.ts";
import { EMPTY_TRIE_ROOT, secureTrieRoot, type TrieEntry } from "../trie.ts";
import { DEV_ACCOUNT_BALANCE, devAccounts } from "./accounts.ts";
import { DEPOSIT_CONTRACT_CODE, depositContractStorage } from "./deposit-contract.ts";
import { SYSTEM_CONTRACTS } from "./system-contracts.ts";

/** Gas limit of the first block, if nothing else is asked for. */
export const DEFAULT_GAS_LIMIT = 60_000_000;

/** Base fee of the first block: 1 Gwei, EIP-1559's own. */
export const INITIAL_BASE_FEE = 1_000_000_000n;

/** An account as the first block's state has it. */
export interface GenesisAccount {
  readonly address: Uint8Array;
  readonly balance: bigint;
  readonly nonce: number;
  readonly code?: Uint8Array;
  /** Slots with their values, 32 bytes each, none of them zero. */
  readonly storage?: readonly (readonly [slot: Uint8Array, value: Uint8Array])[];
}

/** When a fork starts on the execution chain, in seconds since the Unix epoch; 0 for those that the genesis is past. */
export interface ExecutionForkTime {
  /** The consensus fork that starts at the same slot. */
  readonly fork: ForkName;
  readonly time: number;
}

/** A limit of blobs that starts at a time. */
export interface BlobLimit {
  readonly time: number;
  readonly max: number;
}

/** The first block of an execution chain and what its rules are. */
export interface ExecutionGenesis {
  readonly chainId: number;
  readonly depositContractAddress: Uint8Array;
  readonly accounts: readonly GenesisAccount[];
  readonly header: ExecutionHeader;
  readonly hash: Uint8Array;
  /** Forks from capella on that are scheduled, oldest first. */
  readonly forkTimes: readonly ExecutionForkTime[];
  /** Blobs a block until electra, from electra on, and by the config's `BLOB_SCHEDULE`. */
  readonly blobLimits: { readonly deneb: number; readonly electra: number; readonly scheduled: readonly BlobLimit[] };
}

/** What the first block is made of. */
export interface ExecutionGenesisOptions {
  readonly config: Config;
  readonly preset: Preset;
  /** Seconds since the Unix epoch, the consensus genesis time: the first block's timestamp too. */
  readonly genesisTime: number;
  /** Accounts besides the system contracts; the development accounts if not given. */
  readonly accounts?: readonly GenesisAccount[];
  readonly gasLimit?: number;
}

/** Makes the first block for a network's config: the same values give the same block. */
export function createExecutionGenesis(options: ExecutionGenesisOptions): ExecutionGenesis {
  const { config, preset, genesisTime } = options;
  const funded =
    options.accounts ?? devAccounts().map(({ address }) => ({ address, balance: DEV_ACCOUNT_BALANCE, nonce: 0 }));
  const accounts = [...systemAccounts(config.DEPOSIT_CONTRACT_ADDRESS), ...funded];
  const header = genesisHeader(
    genesisForkOf(config),
    stateRoot(accounts),
    genesisTime,
    options.gasLimit ?? DEFAULT_GAS_LIMIT,
  );
  const timeOf = (epoch: number) =>
    epoch === 0 ? 0 : genesisTime + Math.floor((epoch * preset.SLOTS_PER_EPOCH * config.SLOT_DURATION_MS) / 1000);
  return {
    chainId: config.DEPOSIT_CHAIN_ID,
    depositContractAddress: config.DEPOSIT_CONTRACT_ADDRESS,
    accounts,
    header,
    hash: hashExecutionHeader(header),
    forkTimes: FORKS.filter(
      (fork) => isForkAtLeast(fork, "capella") && forkEpochOf(config, fork) !== Number.POSITIVE_INFINITY,
    ).map((fork) => ({ fork, time: timeOf(forkEpochOf(config, fork)) })),
    blobLimits: {
      deneb: config.MAX_BLOBS_PER_BLOCK,
      electra: config.MAX_BLOBS_PER_BLOCK_ELECTRA,
      scheduled: config.BLOB_SCHEDULE.map((entry) => ({
        time: timeOf(entry.EPOCH!),
        max: entry.MAX_BLOBS_PER_BLOCK!,
      })).sort((a, b) => a.time - b.time),
    },
  };
}

/** The epoch at which a config's fork starts, `Infinity` where it does not. */
export function forkEpochOf(config: Config, fork: ForkName): number {
  if (fork === "phase0") return 0;
  return config[`${fork.toUpperCase() as Uppercase<Exclude<ForkName, "phase0">>}_FORK_EPOCH`];
}

/** The newest fork that starts at epoch 0. */
export function genesisForkOf(config: Config): ForkName {
  return FORKS.findLast((fork) => forkEpochOf(config, fork) === 0)!;
}

/** Contracts that the protocol calls, and the deposit contract at this address. */
export function systemAccounts(depositContractAddress: Uint8Array): GenesisAccount[] {
  const called = Object.values(SYSTEM_CONTRACTS).map(({ address, code }) => ({ address, balance: 0n, nonce: 1, code }));
  const deposit = {
    address: depositContractAddress,
    balance: 0n,
    nonce: 1,
    code: DEPOSIT_CONTRACT_CODE,
    storage: depositContractStorage(),
  };
  return [...called, deposit];
}

/** Root of the state of these accounts. */
export function stateRoot(accounts: readonly GenesisAccount[]): Uint8Array {
  return secureTrieRoot(
    accounts.map(({ address, balance, nonce, code, storage }): TrieEntry => {
      const storageRoot = storage === undefined ? EMPTY_TRIE_ROOT : secureTrieRoot(storage.map(storageEntry));
      return [
        address,
        rlpList([
          rlpUint(nonce),
          rlpUint(balance),
          rlpBytes(storageRoot),
          rlpBytes(keccak256(code ?? new Uint8Array(0))),
        ]),
      ];
    }),
  );
}

function storageEntry([slot, value]: readonly [Uint8Array, Uint8Array]): TrieEntry {
  return [slot, rlpUint(BigInt(`0x${value.toHex()}`))];
}

/** A fork before bellatrix has a first execution block too: the one that its chain merges onto. */
function genesisHeader(fork: ForkName, root: Uint8Array, timestamp: number, gasLimit: number): ExecutionHeader {
  const header: ExecutionHeader = {
    parentHash: new Uint8Array(32),
    feeRecipient: new Uint8Array(20),
    stateRoot: root,
    transactionsRoot: EMPTY_TRIE_ROOT,
    receiptsRoot: EMPTY_TRIE_ROOT,
    logsBloom: new Uint8Array(256),
    difficulty: 0n,
    number: 0,
    gasLimit,
    gasUsed: 0,
    timestamp,
    extraData: new Uint8Array(0),
    prevRandao: new Uint8Array(32),
    nonce: new Uint8Array(8),
    baseFeePerGas: INITIAL_BASE_FEE,
  };
  return {
    ...header,
    ...(isForkAtLeast(fork, "capella") && { withdrawalsRoot: EMPTY_TRIE_ROOT }),
    ...(isForkAtLeast(fork, "deneb") && {
      blobGasUsed: 0,
      excessBlobGas: 0,
      parentBeaconBlockRoot: new Uint8Array(32),
    }),
    ...(isForkAtLeast(fork, "electra") && { requestsHash: requestsHash([]) }),
    ...(isForkAtLeast(fork, "gloas") && { blockAccessListHash: keccak256(EMPTY_BLOCK_ACCESS_LIST), slotNumber: 0 }),
  };
}
