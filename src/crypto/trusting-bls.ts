import type { Bls } from "./bls.ts";

/**
 * BLS that trusts the signatures of whoever included them, as in blocks that were verified before, and still verifies
 * those whose failure does not fail a block: a deposit's decides about the state.
 */
export class TrustingBls implements Bls {
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

  VerifyNow(pubkey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
    return this.#inner.VerifyNow(pubkey, message, signature);
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
