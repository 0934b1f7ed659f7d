/**
 * Transactions that development and tests send: built and signed here, and read as far as a block needs it.
 * EIP-155, 2718, 1559, 4844.
 */

import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak256 } from "../crypto/keccak.ts";
import { RlpError, type RlpItem, rlpBytes, rlpDecode, rlpList, rlpToUint, rlpUint } from "../crypto/rlp.ts";
import { concatBytes } from "../ssz/bytes.ts";

const DYNAMIC_FEE_TYPE = 0x02;
const BLOB_TYPE = 0x03;

/** Where the versioned hashes are among a blob transaction's fields. */
const BLOB_HASHES_FIELD = 10;

/** What a transaction to be signed says; amounts in wei. */
export interface TransactionFields {
  readonly chainId: number;
  readonly nonce: number;
  readonly maxPriorityFeePerGas: bigint;
  readonly maxFeePerGas: bigint;
  readonly gasLimit: number;
  /** null creates a contract. */
  readonly to: Uint8Array | null;
  readonly value: bigint;
  readonly data?: Uint8Array;
}

/** What a transaction that carries blobs says besides; it cannot create a contract. */
export interface BlobTransactionFields extends TransactionFields {
  readonly to: Uint8Array;
  readonly maxFeePerBlobGas: bigint;
  readonly blobVersionedHashes: readonly Uint8Array[];
}

/** Blobs in the form in which a transaction brings them into a pool: from Osaka with a proof a cell. */
export interface BlobTransactionSidecar {
  readonly blobs: readonly Uint8Array[];
  readonly commitments: readonly Uint8Array[];
  readonly proofs: readonly Uint8Array[];
}

/** Raised where bytes are no transaction that a block may hold. */
export class TransactionError extends Error {
  override name = "TransactionError";
}

/** The address of a secp256k1 private key. */
export function addressOf(privateKey: Uint8Array): Uint8Array {
  return keccak256(secp256k1.getPublicKey(privateKey, false).subarray(1)).slice(12);
}

/** A signed transaction with dynamic fees (EIP-1559), in its EIP-2718 form. */
export function signTransaction(fields: TransactionFields, privateKey: Uint8Array): Uint8Array {
  const body = [
    ...commonFields(fields),
    rlpBytes(fields.to ?? new Uint8Array(0)),
    rlpUint(fields.value),
    rlpBytes(fields.data ?? new Uint8Array(0)),
    rlpList([]),
  ];
  return sign(DYNAMIC_FEE_TYPE, body, privateKey);
}

/** A signed transaction that carries blobs (EIP-4844), as a block holds it: without the blobs. */
export function signBlobTransaction(fields: BlobTransactionFields, privateKey: Uint8Array): Uint8Array {
  const body = [
    ...commonFields(fields),
    rlpBytes(fields.to),
    rlpUint(fields.value),
    rlpBytes(fields.data ?? new Uint8Array(0)),
    rlpList([]),
    rlpUint(fields.maxFeePerBlobGas),
    rlpList(fields.blobVersionedHashes.map(rlpBytes)),
  ];
  return sign(BLOB_TYPE, body, privateKey);
}

/** A signed blob transaction in the form that a pool takes, with its blobs and their cells' proofs (EIP-7594). */
export function withBlobs(transaction: Uint8Array, sidecar: BlobTransactionSidecar): Uint8Array {
  const wrapped = rlpList([
    transaction.slice(1),
    rlpUint(1),
    rlpList(sidecar.blobs.map(rlpBytes)),
    rlpList(sidecar.commitments.map(rlpBytes)),
    rlpList(sidecar.proofs.map(rlpBytes)),
  ]);
  return concatBytes(Uint8Array.of(BLOB_TYPE), wrapped);
}

/** The hash that names a transaction. */
export function transactionHash(transaction: Uint8Array): Uint8Array {
  return keccak256(transaction);
}

/** True for a transaction that carries blobs. */
export function isBlobTransaction(transaction: Uint8Array): boolean {
  return transaction[0] === BLOB_TYPE;
}

/**
 * Versioned hashes that a block's transactions carry, in their order. Throws `TransactionError` for a blob transaction
 * that cannot be read; transactions of other types are not looked into.
 */
export function versionedHashesOf(transactions: readonly Uint8Array[]): Uint8Array[] {
  const hashes: Uint8Array[] = [];
  transactions.forEach((transaction, index) => {
    if (!isBlobTransaction(transaction)) return;
    const list = fieldsOf(transaction.subarray(1), index)[BLOB_HASHES_FIELD];
    if (!Array.isArray(list)) throw new TransactionError(`transaction ${index}: no list of versioned hashes`);
    for (const hash of list as readonly RlpItem[]) {
      if (!(hash instanceof Uint8Array) || hash.length !== 32)
        throw new TransactionError(`transaction ${index}: a versioned hash that is not 32 bytes`);
      hashes.push(hash);
    }
  });
  return hashes;
}

/**
 * What a block's fee recipient and gas limit need of a transaction: null for one that is none of the known types.
 */
export function feesOf(
  transaction: Uint8Array,
): { maxFeePerGas: bigint; priorityFeePerGas: bigint; gasLimit: number } | null {
  try {
    const type = transaction[0];
    if (type === undefined) return null;
    if (type === DYNAMIC_FEE_TYPE || type === BLOB_TYPE || type === 0x04) {
      const fields = fieldsOf(transaction.subarray(1), 0);
      return {
        priorityFeePerGas: rlpToUint(fields[2]!),
        maxFeePerGas: rlpToUint(fields[3]!),
        gasLimit: Number(rlpToUint(fields[4]!)),
      };
    }
    const legacy = type >= 0xc0;
    if (!legacy && type !== 0x01) return null;
    const fields = fieldsOf(legacy ? transaction : transaction.subarray(1), 0);
    const price = rlpToUint(fields[legacy ? 1 : 2]!);
    return { maxFeePerGas: price, priorityFeePerGas: price, gasLimit: Number(rlpToUint(fields[legacy ? 2 : 3]!)) };
  } catch (error) {
    if (error instanceof TransactionError || error instanceof RlpError) return null;
    throw error;
  }
}

function commonFields(fields: TransactionFields): Uint8Array[] {
  return [
    rlpUint(fields.chainId),
    rlpUint(fields.nonce),
    rlpUint(fields.maxPriorityFeePerGas),
    rlpUint(fields.maxFeePerGas),
    rlpUint(fields.gasLimit),
  ];
}

function sign(type: number, body: readonly Uint8Array[], privateKey: Uint8Array): Uint8Array {
  const hash = keccak256(concatBytes(Uint8Array.of(type), rlpList(body)));
  // noble's recovered form is the recovery bit, then r and s.
  const signature = secp256k1.sign(hash, privateKey, { prehash: false, format: "recovered" });
  const signed = rlpList([
    ...body,
    rlpUint(signature[0]!),
    rlpUint(BigInt(`0x${signature.subarray(1, 33).toHex()}`)),
    rlpUint(BigInt(`0x${signature.subarray(33).toHex()}`)),
  ]);
  return concatBytes(Uint8Array.of(type), signed);
}

function fieldsOf(body: Uint8Array, index: number): readonly RlpItem[] {
  let item: RlpItem;
  try {
    item = rlpDecode(body);
  } catch (error) {
    throw new TransactionError(`transaction ${index} is no RLP`, { cause: error });
  }
  if (item instanceof Uint8Array) throw new TransactionError(`transaction ${index} is not a list of fields`);
  return item;
}
