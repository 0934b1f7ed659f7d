import { type SignatureSet as BlstSet, verifyMultipleAggregateSignatures } from "@chainsafe/blst";
import type { Bls } from "./bls.ts";
import { aggregatePoints, type BlstBls, decodeSignature } from "./blst.ts";
import { type PointChunk, pointAt } from "./pubkey-table.ts";

/** One signature to be verified: by the sum of the public keys, as entries of the table of the `Bls` that collected it. */
export interface SignatureSet {
  readonly entries: Int32Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

/**
 * Verifies all sets as one batch with random weights: one pairing a set instead of two. False where any is invalid.
 */
export function verifySets(sets: readonly SignatureSet[], chunks: readonly PointChunk[]): boolean {
  if (sets.length === 0) return true;
  const decoded: BlstSet[] = [];
  for (const { entries, message, signature } of sets) {
    const pk = aggregatePoints(Array.from(entries, (entry) => pointAt(chunks, entry)));
    const sig = decodeSignature(signature);
    if (pk === undefined || sig === undefined) return false;
    decoded.push({ msg: message, pk, sig });
  }
  return verifyMultipleAggregateSignatures(decoded);
}

/** The signatures that one run of specification functions asked to verify. */
export class SignatureBatch {
  readonly #sets: SignatureSet[] = [];
  readonly #bls: BlstBls;
  readonly #generation: number;
  /** The points' memory at the time of collecting; a table that starts afresh leaves it alone. */
  readonly chunks: PointChunk[];

  constructor(bls: BlstBls) {
    this.#bls = bls;
    this.#generation = bls.pubkeys.generation;
    this.chunks = [...bls.pubkeys.chunks];
  }

  get sets(): readonly SignatureSet[] {
    return this.#sets;
  }

  /** Adds a set, or verifies at once what does not fit a batch. */
  add(pubkeys: readonly Uint8Array[], message: Uint8Array, signature: Uint8Array): boolean {
    if (pubkeys.length === 0) return false;
    const table = this.#bls.pubkeys;
    const entries = new Int32Array(pubkeys.length);
    for (let i = 0; i < pubkeys.length; i++) {
      const entry = table.entry(pubkeys[i]!);
      if (entry === undefined) return false;
      entries[i] = entry;
    }
    if (table.generation !== this.#generation) return this.#bls.FastAggregateVerify(pubkeys, message, signature);
    for (let i = this.chunks.length; i < table.chunks.length; i++) this.chunks.push(table.chunks[i]!);
    this.#sets.push({ entries, message, signature });
    return true;
  }

  /** Verifies all collected signatures here and now. */
  verifyAll(): boolean {
    return verifySets(this.#sets, this.chunks);
  }

  /** Positions of the invalid sets, each verified alone: to name the culprit after a batch has failed. */
  invalid(): number[] {
    return this.#sets.flatMap((set, i) => (verifySets([set], this.chunks) ? [] : [i]));
  }
}

/** What `collect` gives: the run's result, and the signatures that it took as valid and that are still to be verified. */
export interface Collected<T> {
  readonly result: T;
  readonly batch: SignatureBatch;
}

/**
 * BLS that can put off verifying: during `collect` it answers true and gathers the signatures, to be verified as one
 * batch here or in workers. Outside of it, it verifies at once.
 */
export class BatchBls implements Bls {
  readonly #inner: BlstBls;
  #batch: SignatureBatch | undefined;

  constructor(inner: BlstBls) {
    this.#inner = inner;
  }

  /** Runs `run`, which must not return before it has asked for all its signatures: nothing asynchronous. */
  collect<T>(run: () => T): Collected<T> {
    const outer = this.#batch;
    const batch = new SignatureBatch(this.#inner);
    this.#batch = batch;
    try {
      return { result: run(), batch };
    } finally {
      this.#batch = outer;
    }
  }

  Sign(privkey: Uint8Array, message: Uint8Array): Uint8Array {
    return this.#inner.Sign(privkey, message);
  }

  SkToPk(privkey: Uint8Array): Uint8Array {
    return this.#inner.SkToPk(privkey);
  }

  Verify(pubkey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
    return this.FastAggregateVerify([pubkey], message, signature);
  }

  VerifyNow(pubkey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
    return this.#inner.VerifyNow(pubkey, message, signature);
  }

  FastAggregateVerify(pubkeys: readonly Uint8Array[], message: Uint8Array, signature: Uint8Array): boolean {
    if (this.#batch !== undefined) return this.#batch.add(pubkeys, message, signature);
    return this.#inner.FastAggregateVerify(pubkeys, message, signature);
  }

  /** Verified at once even while collecting: its several messages do not fit a set. */
  AggregateVerify(pubkeys: readonly Uint8Array[], messages: readonly Uint8Array[], signature: Uint8Array): boolean {
    return this.#inner.AggregateVerify(pubkeys, messages, signature);
  }

  Aggregate(signatures: readonly Uint8Array[]): Uint8Array {
    return this.#inner.Aggregate(signatures);
  }

  AggregatePKs(pubkeys: readonly Uint8Array[]): Uint8Array {
    return this.#inner.AggregatePKs(pubkeys);
  }

  KeyValidate(pubkey: Uint8Array): boolean {
    return this.#inner.KeyValidate(pubkey);
  }
}
