import { describe, expect, test } from "bun:test";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak256 } from "../../src/crypto/keccak.ts";
import { type RlpItem, rlpBytes, rlpDecode, rlpList, rlpToUint } from "../../src/crypto/rlp.ts";
import { devAccounts } from "../../src/execution/genesis/accounts.ts";
import {
  feesOf,
  isBlobTransaction,
  signBlobTransaction,
  signTransaction,
  TransactionError,
  transactionHash,
  versionedHashesOf,
  withBlobs,
} from "../../src/execution/transactions.ts";
import { concatBytes, toHex } from "../../src/ssz/bytes.ts";

const [sender, receiver] = devAccounts();
const fields = {
  chainId: 1337,
  nonce: 0,
  maxPriorityFeePerGas: 10n ** 9n,
  maxFeePerGas: 10n ** 10n,
  gasLimit: 21_000,
  to: receiver!.address,
  value: 12_345n,
};
const blobHash = new Uint8Array(32).fill(1);
const blobFields = { ...fields, maxFeePerBlobGas: 7n, blobVersionedHashes: [blobHash, blobHash.with(31, 2)] };

/** The address whose key signed a typed transaction. */
function signerOf(transaction: Uint8Array): string {
  const items = rlpDecode(transaction.slice(1)) as readonly Uint8Array[];
  const unsigned = rlpList(items.slice(0, -3).map(encode));
  const hash = keccak256(concatBytes(transaction.subarray(0, 1), unsigned));
  const [yParity, r, s] = items.slice(-3).map(rlpToUint);
  const point = new secp256k1.Signature(r!, s!, Number(yParity)).recoverPublicKey(hash);
  return toHex(keccak256(point.toBytes(false).subarray(1)).slice(12));
}

const encode = (item: RlpItem): Uint8Array => (item instanceof Uint8Array ? rlpBytes(item) : rlpList(item.map(encode)));

describe("signed transactions", () => {
  test("name their sender", () => {
    expect(signerOf(signTransaction(fields, sender!.privateKey))).toBe(toHex(sender!.address));
    expect(signerOf(signTransaction({ ...fields, to: null, data: new Uint8Array(40) }, sender!.privateKey))).toBe(
      toHex(sender!.address),
    );
    expect(signerOf(signBlobTransaction(blobFields, receiver!.privateKey))).toBe(toHex(receiver!.address));
  });

  test("have the hash that geth gave this one", () => {
    expect(toHex(transactionHash(signTransaction(fields, sender!.privateKey)))).toBe(
      "0xa2949d2765eec14e061d767cc78d7f8f7951c3c0e3d3b1f7c8d25dc13b202b4f",
    );
  });

  test("keep their body when they bring blobs to a pool", () => {
    const transaction = signBlobTransaction(blobFields, sender!.privateKey);
    const sidecar = { blobs: [new Uint8Array(64)], commitments: [new Uint8Array(48)], proofs: [new Uint8Array(48)] };
    const [body, version, blobs] = rlpDecode(withBlobs(transaction, sidecar).slice(1)) as readonly RlpItem[];
    expect(concatBytes(Uint8Array.of(3), encode(body!))).toEqual(transaction);
    expect(version).toEqual(Uint8Array.of(1));
    expect(blobs).toEqual(sidecar.blobs);
  });
});

describe("reading", () => {
  test("finds versioned hashes of blob transactions in their order", () => {
    const plain = signTransaction(fields, sender!.privateKey);
    const blobs = signBlobTransaction(blobFields, sender!.privateKey);
    expect([plain, blobs].map(isBlobTransaction)).toEqual([false, true]);
    expect(versionedHashesOf([plain, blobs, blobs])).toEqual([
      ...blobFields.blobVersionedHashes,
      ...blobFields.blobVersionedHashes,
    ]);
  });

  test.each([
    ["no RLP", Uint8Array.of(3, 0xc2, 1)],
    ["no list", Uint8Array.of(3, 0x80)],
    ["no hashes", concatBytes(Uint8Array.of(3), rlpList([]))],
    [
      "a short hash",
      signBlobTransaction({ ...blobFields, blobVersionedHashes: [new Uint8Array(31)] }, sender!.privateKey),
    ],
  ])("refuses a blob transaction with %s", (_what, transaction) => {
    expect(() => versionedHashesOf([transaction])).toThrow(TransactionError);
  });

  test("tells fees of every known type", () => {
    const dynamic = { maxFeePerGas: 10n ** 10n, priorityFeePerGas: 10n ** 9n, gasLimit: 21_000 };
    expect(feesOf(signTransaction(fields, sender!.privateKey))).toEqual(dynamic);
    expect(feesOf(signBlobTransaction(blobFields, sender!.privateKey))).toEqual(dynamic);
    const number = (value: number) => rlpBytes(Uint8Array.of(value));
    const priced = { maxFeePerGas: 9n, priorityFeePerGas: 9n, gasLimit: 21 };
    expect(feesOf(rlpList([number(1), number(9), number(21)]))).toEqual(priced);
    expect(feesOf(concatBytes(Uint8Array.of(1), rlpList([number(1), number(1), number(9), number(21)])))).toEqual(
      priced,
    );
    expect(feesOf(Uint8Array.of(0x7f, 1))).toBeNull();
    expect(feesOf(Uint8Array.of(2, 0xc2))).toBeNull();
    expect(feesOf(concatBytes(Uint8Array.of(2), rlpList([number(1)])))).toBeNull();
    expect(feesOf(new Uint8Array(0))).toBeNull();
  });
});
