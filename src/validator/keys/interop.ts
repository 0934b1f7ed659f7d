/**
 * Keys of test networks that follow from their number alone.
 * https://github.com/ethereum/eth2.0-pm/tree/master/interop/mocked_start
 */

import { createHash } from "node:crypto";
import type { SigningKey } from "../signer.ts";

/** Order of the curve's subgroup. */
const CURVE_ORDER = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n;

/** Builders' keys begin here, far from every validator's. */
const FIRST_BUILDER_KEY = 2 ** 32;

/** The secret key of interop validator `index`, big-endian as BLS takes it. */
export function interopSecret(index: number): Uint8Array {
  const preimage = new Uint8Array(32);
  new DataView(preimage.buffer).setBigUint64(0, BigInt(index), true);
  const digest = createHash("sha256").update(preimage).digest();
  const value = BigInt(`0x${digest.reverse().toString("hex")}`) % CURVE_ORDER;
  return Uint8Array.fromHex(value.toString(16).padStart(64, "0"));
}

/** The secret key of development builder `index`. */
export function builderSecret(index: number): Uint8Array {
  return interopSecret(FIRST_BUILDER_KEY + index);
}

/** The first `count` interop validators' key pairs; `publicKeyOf` is BLS's `SkToPk`. */
export function interopKeys(count: number, publicKeyOf: (secret: Uint8Array) => Uint8Array): SigningKey[] {
  return keyPairs(count, interopSecret, publicKeyOf);
}

/** The first `count` development builders' key pairs. */
export function builderKeys(count: number, publicKeyOf: (secret: Uint8Array) => Uint8Array): SigningKey[] {
  return keyPairs(count, builderSecret, publicKeyOf);
}

function keyPairs(
  count: number,
  secretOf: (index: number) => Uint8Array,
  publicKeyOf: (secret: Uint8Array) => Uint8Array,
): SigningKey[] {
  return Array.from({ length: count }, (_, index) => {
    const secret = secretOf(index);
    return { pubkey: publicKeyOf(secret), secret };
  });
}
