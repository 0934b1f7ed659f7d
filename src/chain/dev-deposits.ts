/** Deposits with which a development chain changes its registries while it runs. */

import { BUILDER_WITHDRAWAL_PREFIX, DOMAIN_BUILDER_DEPOSIT } from "../spec/gloas/constants.ts";
import type { Spec } from "../spec/index.ts";
import type { BLSPubkey, BuilderDepositRequest, DepositRequest, ExecutionAddress, Gwei } from "../spec/values.ts";
import { concatBytes } from "../ssz/bytes.ts";

/** The request by which a builder joins a chain that is at gloas or later, with `amount` as its balance. */
export function builderDeposit(
  spec: Spec,
  key: { readonly pubkey: BLSPubkey; readonly secret: Uint8Array },
  executionAddress: ExecutionAddress,
  amount: Gwei,
): BuilderDepositRequest {
  const message = {
    pubkey: key.pubkey,
    withdrawal_credentials: concatBytes(BUILDER_WITHDRAWAL_PREFIX, new Uint8Array(11), executionAddress),
    amount,
  };
  const domain = spec.compute_domain(DOMAIN_BUILDER_DEPOSIT);
  const signingRoot = spec.compute_signing_root(spec.types.DepositMessage, message, domain);
  return { ...message, signature: spec.bls.Sign(key.secret, signingRoot) };
}

/**
 * A deposit that adds to a validator's balance, whose signature nobody looks at. The first deposit with the contract's
 * next index tells a chain that came to electra from before that the old way of deposits has ended, which heze asks for.
 */
export function topUpDeposit(
  validator: { readonly pubkey: BLSPubkey; readonly withdrawal_credentials: Uint8Array },
  amount: Gwei,
  index: number,
): DepositRequest {
  return {
    pubkey: validator.pubkey,
    withdrawal_credentials: validator.withdrawal_credentials,
    amount,
    signature: new Uint8Array(96),
    index,
  };
}
