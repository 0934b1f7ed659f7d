/**
 * Hashes of execution blocks from the values that a consensus block carries.
 * EIP-1559, 4399, 4895, 4844, 4788, 7685, 7928 and 7843 say what each fork appends to the header.
 */

import { createHash } from "node:crypto";
import type { EngineNewPayload } from "../chain/engine.ts";
import { keccak256 } from "../crypto/keccak.ts";
import { rlpBytes, rlpList, rlpUint } from "../crypto/rlp.ts";
import { type ForkName, isAtLeast } from "../spec/forks.ts";
import type { ExecutionPayload, Transaction, Withdrawal } from "../spec/values.ts";
import { bytesEqual } from "../ssz/bytes.ts";
import { orderedTrieRoot } from "./trie.ts";

/** Hash of an empty list of ommers, which every block since the merge has. */
export const EMPTY_OMMERS_HASH: Uint8Array = keccak256(rlpList([]));

/** The RLP of a block access list without entries (EIP-7928). */
export const EMPTY_BLOCK_ACCESS_LIST: Uint8Array = rlpList([]);

/** An execution block's header; a field that its fork does not have is left out. */
export interface ExecutionHeader {
  readonly parentHash: Uint8Array;
  readonly feeRecipient: Uint8Array;
  readonly stateRoot: Uint8Array;
  readonly transactionsRoot: Uint8Array;
  readonly receiptsRoot: Uint8Array;
  readonly logsBloom: Uint8Array;
  readonly difficulty: bigint;
  readonly number: number;
  readonly gasLimit: number;
  readonly gasUsed: number;
  readonly timestamp: number;
  readonly extraData: Uint8Array;
  readonly prevRandao: Uint8Array;
  readonly nonce: Uint8Array;
  readonly baseFeePerGas: bigint;
  /** Shanghai */
  readonly withdrawalsRoot?: Uint8Array;
  /** Cancun */
  readonly blobGasUsed?: number;
  /** Cancun */
  readonly excessBlobGas?: number;
  /** Cancun */
  readonly parentBeaconBlockRoot?: Uint8Array;
  /** Prague */
  readonly requestsHash?: Uint8Array;
  /** Amsterdam */
  readonly blockAccessListHash?: Uint8Array;
  /** Amsterdam */
  readonly slotNumber?: number;
}

/** Raised where a payload lacks a part that its fork's header commits to. */
export class PayloadPartMissingError extends Error {
  override name = "PayloadPartMissingError";
  readonly fork: ForkName;
  readonly part: string;

  constructor(fork: ForkName, part: string) {
    super(`a payload of ${fork} needs ${part}`);
    this.fork = fork;
    this.part = part;
  }
}

/** The hash of a header: Keccak of its RLP. */
export function hashExecutionHeader(header: ExecutionHeader): Uint8Array {
  const fields = [
    rlpBytes(header.parentHash),
    rlpBytes(EMPTY_OMMERS_HASH),
    rlpBytes(header.feeRecipient),
    rlpBytes(header.stateRoot),
    rlpBytes(header.transactionsRoot),
    rlpBytes(header.receiptsRoot),
    rlpBytes(header.logsBloom),
    rlpUint(header.difficulty),
    rlpUint(header.number),
    rlpUint(header.gasLimit),
    rlpUint(header.gasUsed),
    rlpUint(header.timestamp),
    rlpBytes(header.extraData),
    rlpBytes(header.prevRandao),
    rlpBytes(header.nonce),
    rlpUint(header.baseFeePerGas),
  ];
  if (header.withdrawalsRoot !== undefined) fields.push(rlpBytes(header.withdrawalsRoot));
  if (header.blobGasUsed !== undefined) fields.push(rlpUint(header.blobGasUsed));
  if (header.excessBlobGas !== undefined) fields.push(rlpUint(header.excessBlobGas));
  if (header.parentBeaconBlockRoot !== undefined) fields.push(rlpBytes(header.parentBeaconBlockRoot));
  if (header.requestsHash !== undefined) fields.push(rlpBytes(header.requestsHash));
  if (header.blockAccessListHash !== undefined) fields.push(rlpBytes(header.blockAccessListHash));
  if (header.slotNumber !== undefined) fields.push(rlpUint(header.slotNumber));
  return keccak256(rlpList(fields));
}

/**
 * The header that a payload of this consensus fork stands for. Throws `PayloadPartMissingError` where the request lacks
 * what the fork's header commits to.
 */
export function executionHeaderOf(fork: ForkName, request: EngineNewPayload): ExecutionHeader {
  const { payload, parentBeaconBlockRoot, executionRequests } = request;
  const header: ExecutionHeader = {
    parentHash: payload.parent_hash,
    feeRecipient: payload.fee_recipient,
    stateRoot: payload.state_root,
    transactionsRoot: transactionsTrieRoot(payload.transactions),
    receiptsRoot: payload.receipts_root,
    logsBloom: payload.logs_bloom,
    difficulty: 0n,
    number: payload.block_number,
    gasLimit: payload.gas_limit,
    gasUsed: payload.gas_used,
    timestamp: payload.timestamp,
    extraData: payload.extra_data,
    prevRandao: payload.prev_randao,
    nonce: new Uint8Array(8),
    baseFeePerGas: payload.base_fee_per_gas,
  };
  if (!isAtLeast(fork, "capella")) return header;
  const shanghai = { ...header, withdrawalsRoot: withdrawalsTrieRoot(payload.withdrawals) };
  if (!isAtLeast(fork, "deneb")) return shanghai;
  if (parentBeaconBlockRoot === undefined) throw new PayloadPartMissingError(fork, "parentBeaconBlockRoot");
  const cancun = {
    ...shanghai,
    blobGasUsed: payload.blob_gas_used,
    excessBlobGas: payload.excess_blob_gas,
    parentBeaconBlockRoot,
  };
  if (!isAtLeast(fork, "electra")) return cancun;
  if (executionRequests === undefined) throw new PayloadPartMissingError(fork, "executionRequests");
  const prague = { ...cancun, requestsHash: requestsHash(executionRequests) };
  if (!isAtLeast(fork, "gloas")) return prague;
  return {
    ...prague,
    blockAccessListHash: keccak256(payload.block_access_list),
    slotNumber: payload.slot_number,
  };
}

/** The hash that a payload's block has by its values. Throws as `executionHeaderOf`. */
export function computeBlockHash(fork: ForkName, request: EngineNewPayload): Uint8Array {
  return hashExecutionHeader(executionHeaderOf(fork, request));
}

/** Whether a payload's `block_hash` is the hash of its values. Throws as `executionHeaderOf`. */
export function isBlockHashValid(fork: ForkName, request: EngineNewPayload): boolean {
  return bytesEqual(computeBlockHash(fork, request), request.payload.block_hash);
}

/** Root of a block's transactions, each in its EIP-2718 form. */
export function transactionsTrieRoot(transactions: readonly Transaction[]): Uint8Array {
  return orderedTrieRoot(transactions);
}

/** Root of a block's withdrawals (EIP-4895). */
export function withdrawalsTrieRoot(withdrawals: readonly Withdrawal[]): Uint8Array {
  return orderedTrieRoot(
    withdrawals.map((withdrawal) =>
      rlpList([
        rlpUint(withdrawal.index),
        rlpUint(withdrawal.validator_index),
        rlpBytes(withdrawal.address),
        rlpUint(withdrawal.amount),
      ]),
    ),
  );
}

/** Commitment to the encoded requests of a block (EIP-7685); those without data do not count. */
export function requestsHash(requests: readonly Uint8Array[]): Uint8Array {
  const outer = createHash("sha256");
  for (const request of requests) {
    if (request.length > 1) outer.update(createHash("sha256").update(request).digest());
  }
  return new Uint8Array(outer.digest());
}

/** A payload with its `block_hash` computed. Throws as `executionHeaderOf`. */
export function sealPayload(fork: ForkName, request: EngineNewPayload): ExecutionPayload {
  return { ...request.payload, block_hash: computeBlockHash(fork, request) };
}
