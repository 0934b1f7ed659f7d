import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { aggregatePublicKeys, PublicKey, SecretKey } from "@chainsafe/blst";

const COMPRESSED = 48;
const ORDER = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n;

/** Secret key of validator `index`: its position, counted from one, so that a committee's keys are summed at once. */
export const secretNumber = (index: number): bigint => BigInt(index + 1);

/** 32 bytes, big-endian, of a secret key or of a sum of them. */
export function secretBytes(secret: bigint): Uint8Array {
  return Uint8Array.fromHex((secret % ORDER).toString(16).padStart(64, "0"));
}

/** The sum of some validators' secret keys. What it signs verifies as the aggregate of all their signatures. */
export function summedSecret(indices: Iterable<number>): Uint8Array {
  let sum = 0n;
  for (const index of indices) sum += secretNumber(index);
  return secretBytes(sum);
}

/** Compressed public keys of the first `count` validators, 48 bytes each; kept in `file`, which grows as needed. */
export function pubkeys(file: string, count: number): Uint8Array {
  const known: Uint8Array = existsSync(file) ? readFileSync(file) : new Uint8Array(0);
  if (known.length >= count * COMPRESSED) return known.subarray(0, count * COMPRESSED);
  const keys = new Uint8Array(count * COMPRESSED);
  keys.set(known);
  const generator = SecretKey.fromBytes(secretBytes(1n)).toPublicKey();
  let at = known.length / COMPRESSED;
  if (at === 0) {
    keys.set(generator.toBytes(), 0);
    at = 1;
  }
  // Each key is the one before plus the generator: cheaper than a multiplication each.
  let key = PublicKey.fromBytes(keys.subarray((at - 1) * COMPRESSED, at * COMPRESSED));
  for (; at < count; at++) {
    // An addition cannot double: the second key is made by multiplication.
    key = at === 1 ? SecretKey.fromBytes(secretBytes(2n)).toPublicKey() : aggregatePublicKeys([key, generator]);
    keys.set(key.toBytes(), at * COMPRESSED);
  }
  writeFileSync(file, keys);
  return keys;
}
