/** Blocks that the embedded engine's chain may begin with. */

import type { ExecutionPayload, ExecutionPayloadHeader } from "../../spec/values.ts";
import { ZERO_ROOT } from "../../ssz/bytes.ts";
import { DEFAULT_GAS_LIMIT, type ExecutionGenesis, INITIAL_BASE_FEE } from "../genesis/execution-genesis.ts";
import { transactionHash } from "../transactions.ts";
import type { ExecutionBlock } from "./block-store.ts";

/** The first block of a chain whose execution genesis is known. */
export function anchorOfGenesis({ header, hash }: ExecutionGenesis): ExecutionBlock {
  return {
    hash,
    parentHash: header.parentHash,
    number: header.number,
    timestamp: header.timestamp,
    stateRoot: header.stateRoot,
    gasLimit: header.gasLimit,
    gasUsed: header.gasUsed,
    baseFeePerGas: header.baseFeePerGas,
    blobGasUsed: 0,
    excessBlobGas: 0,
    transactions: [],
    isOpaque: false,
  };
}

/** The last payload of a chain that began elsewhere, from a state's header (bellatrix to fulu). */
export function anchorOfHeader(header: ExecutionPayloadHeader): ExecutionBlock {
  return { ...commonValues(header), transactions: [] };
}

/** The last payload of a chain that began elsewhere and is known by its hash alone (gloas). */
export function anchorOfHash(hash: Uint8Array): ExecutionBlock {
  return {
    hash,
    parentHash: ZERO_ROOT,
    number: 0,
    timestamp: 0,
    stateRoot: ZERO_ROOT,
    gasLimit: DEFAULT_GAS_LIMIT,
    gasUsed: 0,
    baseFeePerGas: INITIAL_BASE_FEE,
    blobGasUsed: 0,
    excessBlobGas: 0,
    transactions: [],
    isOpaque: true,
  };
}

/** A payload as its children need it. */
export function blockOfPayload(payload: ExecutionPayload): ExecutionBlock {
  return { ...commonValues(payload), transactions: payload.transactions.map(transactionHash) };
}

function commonValues(values: ExecutionPayloadHeader | ExecutionPayload) {
  return {
    hash: values.block_hash,
    parentHash: values.parent_hash,
    number: values.block_number,
    timestamp: values.timestamp,
    stateRoot: values.state_root,
    gasLimit: values.gas_limit,
    gasUsed: values.gas_used,
    baseFeePerGas: values.base_fee_per_gas,
    // Forks before deneb have neither.
    blobGasUsed: values.blob_gas_used ?? 0,
    excessBlobGas: values.excess_blob_gas ?? 0,
    isOpaque: false,
  };
}
