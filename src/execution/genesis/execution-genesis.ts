/**
 * The execution chain's first block: its accounts, the root of their state, its header. The same values make the
 * `genesis.json` of an execution client and the embedded engine's first block.
 */

import type { Config } from "../../config/config.ts";
import type { Preset } from "../../config/preset.ts";
import { keccak256 } from "../../crypto/keccak.ts";
import { rlpBytes, rlpList, rlpUint } from "../../crypto/rlp.ts";
import { type ForkName, isAtLeast } from "../../spec/forks.ts";
import { EMPTY_BLOCK_ACCESS_LIST, type ExecutionHeader, hashExecutionHeader, requestsHash } from "../block-hash.ts";
import { type ExecutionRules, executionRules, genesisForkOf } from "../execution-rules.ts";
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

/** The first block of an execution chain and what its rules are. */
export interface ExecutionGenesis {
  readonly rules: ExecutionRules;
  readonly accounts: readonly GenesisAccount[];
  readonly header: ExecutionHeader;
  readonly hash: Uint8Array;
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
  return { rules: executionRules(config, preset, genesisTime), accounts, header, hash: hashExecutionHeader(header) };
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
    ...(isAtLeast(fork, "capella") && { withdrawalsRoot: EMPTY_TRIE_ROOT }),
    ...(isAtLeast(fork, "deneb") && {
      blobGasUsed: 0,
      excessBlobGas: 0,
      parentBeaconBlockRoot: new Uint8Array(32),
    }),
    ...(isAtLeast(fork, "electra") && { requestsHash: requestsHash([]) }),
    ...(isAtLeast(fork, "gloas") && { blockAccessListHash: keccak256(EMPTY_BLOCK_ACCESS_LIST), slotNumber: 0 }),
  };
}
