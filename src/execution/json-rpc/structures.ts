import type {
  BlobAndProofs,
  BlobsBundle,
  BuiltPayload,
  EngineForkchoice,
  EngineForkchoiceResult,
  EnginePayloadStatus,
  EnginePayloadVerdict,
} from "../../chain/engine.ts";
import type { PayloadAttributes } from "../../spec/execution-engine.ts";
import { type ForkName, isAtLeast } from "../../spec/forks.ts";
import type { ExecutionPayload, Withdrawal } from "../../spec/values.ts";
import {
  decodeArray,
  decodeBigQuantity,
  decodeData,
  decodeNullableData,
  decodeObject,
  decodeString,
  decodeUint64,
  encodeData,
  encodeQuantity,
  JsonFieldError,
} from "./fields.ts";

/**
 * The structures of the Engine API between JSON and our values. Fields that a fork does not have are left out both
 * ways.
 * https://github.com/ethereum/execution-apis/tree/main/src/engine
 */

/** `ExecutionPayloadV1` to `V4`. */
export function encodePayload(fork: ForkName, payload: ExecutionPayload): Record<string, unknown> {
  return {
    parentHash: encodeData(payload.parent_hash),
    feeRecipient: encodeData(payload.fee_recipient),
    stateRoot: encodeData(payload.state_root),
    receiptsRoot: encodeData(payload.receipts_root),
    logsBloom: encodeData(payload.logs_bloom),
    prevRandao: encodeData(payload.prev_randao),
    blockNumber: encodeQuantity(payload.block_number),
    gasLimit: encodeQuantity(payload.gas_limit),
    gasUsed: encodeQuantity(payload.gas_used),
    timestamp: encodeQuantity(payload.timestamp),
    extraData: encodeData(payload.extra_data),
    baseFeePerGas: encodeQuantity(payload.base_fee_per_gas),
    blockHash: encodeData(payload.block_hash),
    transactions: payload.transactions.map(encodeData),
    ...(isAtLeast(fork, "capella") && { withdrawals: payload.withdrawals.map(encodeWithdrawal) }),
    ...(isAtLeast(fork, "deneb") && {
      blobGasUsed: encodeQuantity(payload.blob_gas_used),
      excessBlobGas: encodeQuantity(payload.excess_blob_gas),
    }),
    ...(isAtLeast(fork, "gloas") && {
      blockAccessList: encodeData(payload.block_access_list),
      slotNumber: encodeQuantity(payload.slot_number),
    }),
  };
}

/** Throws `JsonFieldError`. */
export function decodePayload(fork: ForkName, value: unknown, path: string): ExecutionPayload {
  const json = decodeObject(value, path);
  const data = (name: string, length?: number) => decodeData(json[name], `${path}.${name}`, length);
  const uint64 = (name: string) => decodeUint64(json[name], `${path}.${name}`);
  const payload: Partial<ExecutionPayload> = {
    parent_hash: data("parentHash", 32),
    fee_recipient: data("feeRecipient", 20),
    state_root: data("stateRoot", 32),
    receipts_root: data("receiptsRoot", 32),
    logs_bloom: data("logsBloom", 256),
    prev_randao: data("prevRandao", 32),
    block_number: uint64("blockNumber"),
    gas_limit: uint64("gasLimit"),
    gas_used: uint64("gasUsed"),
    timestamp: uint64("timestamp"),
    extra_data: data("extraData"),
    base_fee_per_gas: decodeBigQuantity(json.baseFeePerGas, `${path}.baseFeePerGas`),
    block_hash: data("blockHash", 32),
    transactions: decodeArray(json.transactions, `${path}.transactions`, decodeData),
  };
  if (isAtLeast(fork, "capella"))
    payload.withdrawals = decodeArray(json.withdrawals, `${path}.withdrawals`, decodeWithdrawal);
  if (isAtLeast(fork, "deneb")) {
    payload.blob_gas_used = uint64("blobGasUsed");
    payload.excess_blob_gas = uint64("excessBlobGas");
  }
  if (isAtLeast(fork, "gloas")) {
    payload.block_access_list = data("blockAccessList");
    payload.slot_number = uint64("slotNumber");
  }
  return payload as ExecutionPayload;
}

/** `ForkchoiceStateV1`. */
export function encodeForkchoice(forkchoice: EngineForkchoice): Record<string, string> {
  return {
    headBlockHash: encodeData(forkchoice.headBlockHash),
    safeBlockHash: encodeData(forkchoice.safeBlockHash),
    finalizedBlockHash: encodeData(forkchoice.finalizedBlockHash),
  };
}

/** `PayloadAttributesV1` to `V5`: of what the caller gave, what the fork has. */
export function encodeAttributes(fork: ForkName, attributes: PayloadAttributes): Record<string, unknown> {
  return {
    timestamp: encodeQuantity(attributes.timestamp),
    prevRandao: encodeData(attributes.prev_randao),
    suggestedFeeRecipient: encodeData(attributes.suggested_fee_recipient),
    ...(isAtLeast(fork, "capella") && { withdrawals: attributes.withdrawals?.map(encodeWithdrawal) }),
    ...(isAtLeast(fork, "deneb") && {
      parentBeaconBlockRoot: attributes.parent_beacon_block_root && encodeData(attributes.parent_beacon_block_root),
    }),
    ...(isAtLeast(fork, "gloas") && {
      slotNumber: attributes.slot_number !== undefined ? encodeQuantity(attributes.slot_number) : undefined,
      targetGasLimit:
        attributes.target_gas_limit !== undefined ? encodeQuantity(attributes.target_gas_limit) : undefined,
    }),
    ...(isAtLeast(fork, "heze") && {
      inclusionListTransactions: attributes.inclusion_list_transactions?.map(encodeData),
    }),
  };
}

/** `PayloadStatusV1` and `V2`. Throws `JsonFieldError`. */
export function decodePayloadStatus(value: unknown, path: string): EnginePayloadStatus {
  const json = decodeObject(value, path);
  const { validationError, inclusionListSatisfied } = json;
  return {
    status: decodeVerdict(json.status, `${path}.status`),
    latestValidHash: decodeNullableData(json.latestValidHash, `${path}.latestValidHash`, 32),
    validationError: typeof validationError === "string" ? validationError : null,
    ...(inclusionListSatisfied !== undefined && { inclusionListSatisfied: inclusionListSatisfied as boolean | null }),
  };
}

/** Throws `JsonFieldError`. */
export function decodeForkchoiceResult(value: unknown): EngineForkchoiceResult {
  const json = decodeObject(value, "");
  return {
    payloadStatus: decodePayloadStatus(json.payloadStatus, "payloadStatus"),
    payloadId: decodeNullableData(json.payloadId, "payloadId", 8),
  };
}

/** The answer of `engine_getPayload`, of any version. Throws `JsonFieldError`. */
export function decodeBuiltPayload(fork: ForkName, value: unknown): BuiltPayload {
  if (!isAtLeast(fork, "capella"))
    return {
      payload: decodePayload(fork, value, "executionPayload"),
      blockValue: 0n,
      blobsBundle: { commitments: [], proofs: [], blobs: [] },
      executionRequests: [],
      shouldOverrideBuilder: false,
    };
  const json = decodeObject(value, "");
  return {
    payload: decodePayload(fork, json.executionPayload, "executionPayload"),
    blockValue: decodeBigQuantity(json.blockValue, "blockValue"),
    blobsBundle: isAtLeast(fork, "deneb")
      ? decodeBlobsBundle(json.blobsBundle, "blobsBundle")
      : { commitments: [], proofs: [], blobs: [] },
    executionRequests: isAtLeast(fork, "electra")
      ? decodeArray(json.executionRequests, "executionRequests", decodeData)
      : [],
    shouldOverrideBuilder: json.shouldOverrideBuilder === true,
  };
}

/** The answer of `engine_getBlobs`, V1 to V3. Throws `JsonFieldError`. */
export function decodeBlobs(value: unknown): (BlobAndProofs | null)[] | null {
  if (value === null) return null;
  return decodeArray(value, "blobs", (element, path) => {
    if (element === null) return null;
    const json = decodeObject(element, path);
    return {
      blob: decodeData(json.blob, `${path}.blob`),
      proofs:
        json.proofs === undefined
          ? [decodeData(json.proof, `${path}.proof`, 48)]
          : decodeArray(json.proofs, `${path}.proofs`, decodeProof),
    };
  });
}

function encodeWithdrawal(withdrawal: Withdrawal): Record<string, string> {
  return {
    index: encodeQuantity(withdrawal.index),
    validatorIndex: encodeQuantity(withdrawal.validator_index),
    address: encodeData(withdrawal.address),
    amount: encodeQuantity(withdrawal.amount),
  };
}

function decodeWithdrawal(value: unknown, path: string): Withdrawal {
  const json = decodeObject(value, path);
  return {
    index: decodeUint64(json.index, `${path}.index`),
    validator_index: decodeUint64(json.validatorIndex, `${path}.validatorIndex`),
    address: decodeData(json.address, `${path}.address`, 20),
    amount: decodeUint64(json.amount, `${path}.amount`),
  };
}

function decodeBlobsBundle(value: unknown, path: string): BlobsBundle {
  const json = decodeObject(value, path);
  return {
    commitments: decodeArray(json.commitments, `${path}.commitments`, decodeProof),
    proofs: decodeArray(json.proofs, `${path}.proofs`, decodeProof),
    blobs: decodeArray(json.blobs, `${path}.blobs`, (blob, at) => decodeData(blob, at)),
  };
}

function decodeProof(value: unknown, path: string): Uint8Array {
  return decodeData(value, path, 48);
}

function decodeVerdict(value: unknown, path: string): EnginePayloadVerdict {
  const status = decodeString(value, path);
  switch (status) {
    case "VALID":
    case "INVALID":
    case "SYNCING":
    case "ACCEPTED":
      return status;
    // Of the first version, where the hash did not fit the payload.
    case "INVALID_BLOCK_HASH":
      return "INVALID";
    default:
      throw new JsonFieldError(path, "a payload status", value);
  }
}
