import {
  aggregateSerializedPublicKeys,
  aggregateSerializedSignatures,
  aggregateVerify,
  PublicKey,
  SecretKey,
  Signature,
  verify,
} from "@chainsafe/blst";
import type { Bls } from "./bls.ts";
import { PubkeyTable } from "./pubkey-table.ts";

const POINT_AT_INFINITY = 0x40;

/** BLS12-381 on blst, with the minimal-pubkey-size proof-of-possession scheme of the specification. */
export class BlstBls implements Bls {
  /** Keys that have been validated before. */
  readonly pubkeys: PubkeyTable;

  constructor(pubkeys = new PubkeyTable()) {
    this.pubkeys = pubkeys;
  }

  Sign(privkey: Uint8Array, message: Uint8Array): Uint8Array {
    return SecretKey.fromBytes(privkey).sign(message).toBytes();
  }

  SkToPk(privkey: Uint8Array): Uint8Array {
    return SecretKey.fromBytes(privkey).toPublicKey().toBytes();
  }

  Verify(pubkey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
    return this.FastAggregateVerify([pubkey], message, signature);
  }

  VerifyNow(pubkey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
    return this.FastAggregateVerify([pubkey], message, signature);
  }

  FastAggregateVerify(pubkeys: readonly Uint8Array[], message: Uint8Array, signature: Uint8Array): boolean {
    const key = aggregatePoints(this.points(pubkeys));
    const sig = decodeSignature(signature);
    return key !== undefined && sig !== undefined && verify(message, key, sig);
  }

  AggregateVerify(pubkeys: readonly Uint8Array[], messages: readonly Uint8Array[], signature: Uint8Array): boolean {
    if (pubkeys.length !== messages.length || pubkeys.length === 0) return false;
    const points = this.points(pubkeys);
    const sig = decodeSignature(signature);
    if (points === undefined || sig === undefined) return false;
    const keys = points.map((point) => PublicKey.fromBytes(point));
    return aggregateVerify([...messages], keys, sig);
  }

  Aggregate(signatures: readonly Uint8Array[]): Uint8Array {
    if (signatures.length === 0) throw new RangeError("no signatures to aggregate");
    return aggregateSerializedSignatures([...signatures], true).toBytes();
  }

  AggregatePKs(pubkeys: readonly Uint8Array[]): Uint8Array {
    const points = this.points(pubkeys);
    if (points === undefined || points.length === 0) throw new RangeError("no public keys, or an invalid one");
    return aggregateSerializedPublicKeys(points).toBytes();
  }

  KeyValidate(pubkey: Uint8Array): boolean {
    return this.pubkeys.entry(pubkey) !== undefined;
  }

  /** Curve points of the keys, or undefined where one is invalid. */
  points(pubkeys: readonly Uint8Array[]): Uint8Array[] | undefined {
    const points: Uint8Array[] = [];
    for (const pubkey of pubkeys) {
      const entry = this.pubkeys.entry(pubkey);
      if (entry === undefined) return undefined;
      points.push(this.pubkeys.point(entry));
    }
    return points;
  }
}

/** The sum of valid points; undefined where there is none, or where they cancel out, which no signature may match. */
export function aggregatePoints(points: readonly Uint8Array[] | undefined): PublicKey | undefined {
  if (points === undefined || points.length === 0) return undefined;
  if (points.length === 1) return PublicKey.fromBytes(points[0]!);
  const sum = aggregateSerializedPublicKeys(points as Uint8Array[]);
  return sum.toBytes(false)[0] === POINT_AT_INFINITY ? undefined : sum;
}

/** A signature in the right subgroup, or undefined. */
export function decodeSignature(signature: Uint8Array): Signature | undefined {
  try {
    return Signature.fromBytes(signature, true);
  } catch {
    // The decoder's only way to say "no valid signature".
    return undefined;
  }
}

/** BLS that verifies every signature when it is asked to. */
export function createBls(): BlstBls {
  return new BlstBls();
}
