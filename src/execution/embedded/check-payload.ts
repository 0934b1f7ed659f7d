/** What the embedded engine checks of a payload: all that follows from the headers, nothing that needs execution. */

import type { EngineNewPayload } from "../../chain/engine.ts";
import { RlpError, rlpDecode } from "../../crypto/rlp.ts";
import { type ForkName, isAtLeast } from "../../spec/forks.ts";
import { bytesEqual } from "../../ssz/bytes.ts";
import {
  blobLimitAt,
  type ExecutionRules,
  GAS_PER_BLOB,
  isGasLimitReachable,
  nextBaseFee,
  nextExcessBlobGas,
} from "../execution-rules.ts";
import { TransactionError, versionedHashesOf } from "../transactions.ts";
import type { ExecutionBlock } from "./block-store.ts";

const MAX_EXTRA_DATA_LENGTH = 32;
const LOGS_BLOOM_LENGTH = 256;

/** What is wrong with a payload by itself, its hash left aside, in one line; null where nothing is. */
export function findPayloadFault(fork: ForkName, rules: ExecutionRules, request: EngineNewPayload): string | null {
  const { payload } = request;
  if (payload.extra_data.length > MAX_EXTRA_DATA_LENGTH) return `extra data of ${payload.extra_data.length} bytes`;
  if (payload.logs_bloom.length !== LOGS_BLOOM_LENGTH) return `logs bloom of ${payload.logs_bloom.length} bytes`;
  if (payload.gas_used > payload.gas_limit) return `gas used ${payload.gas_used} above the limit ${payload.gas_limit}`;
  return (
    (isAtLeast(fork, "deneb") ? findBlobFault(fork, rules, request) : null) ??
    (isAtLeast(fork, "electra") ? findRequestsFault(request.executionRequests ?? []) : null) ??
    (isAtLeast(fork, "gloas") ? findAccessListFault(payload.block_access_list) : null)
  );
}

/** What is wrong with a payload as the child of this block, in one line; null where nothing is. */
export function findLineageFault(
  fork: ForkName,
  rules: ExecutionRules,
  { payload }: EngineNewPayload,
  parent: ExecutionBlock,
): string | null {
  if (parent.isOpaque) return null;
  const { timestamp, block_number, gas_limit, base_fee_per_gas } = payload;
  if (block_number !== parent.number + 1) return `block number ${block_number} after ${parent.number}`;
  if (rules.sharesTimestamps ? timestamp < parent.timestamp : timestamp <= parent.timestamp)
    return `timestamp ${timestamp} not after the parent's ${parent.timestamp}`;
  if (!isGasLimitReachable(parent.gasLimit, gas_limit))
    return `gas limit ${gas_limit} too far from the parent's ${parent.gasLimit}`;
  const baseFee = nextBaseFee(parent);
  if (base_fee_per_gas !== baseFee) return `base fee ${base_fee_per_gas}, not ${baseFee}`;
  if (!isAtLeast(fork, "deneb")) return null;
  const excess = nextExcessBlobGas(fork, blobLimitAt(rules, fork, timestamp), parent);
  return payload.excess_blob_gas === excess ? null : `excess blob gas ${payload.excess_blob_gas}, not ${excess}`;
}

function findBlobFault(fork: ForkName, rules: ExecutionRules, request: EngineNewPayload): string | null {
  const { payload, versionedHashes = [] } = request;
  let carried: Uint8Array[];
  try {
    carried = versionedHashesOf(payload.transactions);
  } catch (error) {
    if (error instanceof TransactionError) return error.message;
    throw error;
  }
  if (carried.length !== versionedHashes.length)
    return `${versionedHashes.length} versioned hashes expected, transactions carry ${carried.length}`;
  const differing = carried.findIndex((hash, index) => !bytesEqual(hash, versionedHashes[index]!));
  if (differing >= 0) return `versioned hash ${differing} is not the one expected`;
  if (payload.blob_gas_used !== carried.length * GAS_PER_BLOB)
    return `blob gas used ${payload.blob_gas_used} for ${carried.length} blobs`;
  const { max } = blobLimitAt(rules, fork, payload.timestamp);
  return carried.length > max ? `${carried.length} blobs, ${max} allowed` : null;
}

function findRequestsFault(requests: readonly Uint8Array[]): string | null {
  for (let i = 0; i < requests.length; i++) {
    if (requests[i]!.length < 2) return `execution requests ${i} without data`;
    if (i > 0 && requests[i]![0]! <= requests[i - 1]![0]!) return "execution requests not in the order of their types";
  }
  return null;
}

function findAccessListFault(blockAccessList: Uint8Array): string | null {
  try {
    return rlpDecode(blockAccessList) instanceof Uint8Array ? "block access list is not a list" : null;
  } catch (error) {
    if (error instanceof RlpError) return `block access list: ${error.message}`;
    throw error;
  }
}
