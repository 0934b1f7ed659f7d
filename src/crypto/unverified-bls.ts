import type { Bls } from "./bls.ts";

/**
 * BLS that takes every signature as valid, for chains without meaningful signatures. Keys and signatures are still made
 * and aggregated as `inner` does, since they are part of the state.
 */
export class UnverifiedBls implements Bls {
  readonly takesAll = true;
  readonly #inner: Bls;

  constructor(inner: Bls) {
    this.#inner = inner;
  }

  Sign(privkey: Uint8Array, message: Uint8Array): Uint8Array {
    return this.#inner.Sign(privkey, message);
  }

  SkToPk(privkey: Uint8Array): Uint8Array {
    return this.#inner.SkToPk(privkey);
  }

  Verify(): boolean {
    return true;
  }

  VerifyNow(): boolean {
    return true;
  }

  FastAggregateVerify(): boolean {
    return true;
  }

  AggregateVerify(): boolean {
    return true;
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
