/**
 * BLS as the specification's documents call it.
 * https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/phase0/beacon-chain.md#bls-signatures
 */
export interface Bls {
  /** Whether every signature but `VerifyNow`'s is taken for valid, so that nobody needs to gather keys for it. */
  readonly takesAll?: boolean;
  Sign(privkey: Uint8Array, message: Uint8Array): Uint8Array;
  SkToPk(privkey: Uint8Array): Uint8Array;
  /**
   * False for anything invalid, malformed keys and signatures among it; never throws. While a block's signatures are
   * collected to be verified as one batch, answers true at once; `VerifyNow` never does that.
   */
  Verify(pubkey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
  /** For signatures whose failure does not fail the block, as a deposit's. */
  VerifyNow(pubkey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
  FastAggregateVerify(pubkeys: readonly Uint8Array[], message: Uint8Array, signature: Uint8Array): boolean;
  AggregateVerify(pubkeys: readonly Uint8Array[], messages: readonly Uint8Array[], signature: Uint8Array): boolean;
  /** Throws where there are none, or one is malformed. */
  Aggregate(signatures: readonly Uint8Array[]): Uint8Array;
  AggregatePKs(pubkeys: readonly Uint8Array[]): Uint8Array;
  KeyValidate(pubkey: Uint8Array): boolean;
}
