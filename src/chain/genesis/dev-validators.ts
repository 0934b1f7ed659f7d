/** Validators and builders of development chains. */

import { BUILDER_WITHDRAWAL_PREFIX, DOMAIN_BUILDER_DEPOSIT } from "../../spec/gloas/constants.ts";
import type { Spec } from "../../spec/index.ts";
import type { BuilderDepositRequest, DepositRequest } from "../../spec/values.ts";
import { concatBytes } from "../../ssz/bytes.ts";
import type { GenesisBuilder, GenesisValidator } from "./genesis-state.ts";

/** Gwei that a development validator starts with. */
export const DEV_VALIDATOR_BALANCE = 32_000_000_000;

/** Gwei that a development builder starts with. */
export const DEV_BUILDER_BALANCE = 1_000_000_000_000;

/** A validator of 32 ether that withdraws to an address. */
export function devValidator(pubkey: Uint8Array, withdrawalAddress: Uint8Array): GenesisValidator {
  return {
    pubkey,
    withdrawalCredentials: concatBytes(Uint8Array.of(1), new Uint8Array(11), withdrawalAddress),
    balance: DEV_VALIDATOR_BALANCE,
  };
}

/** A builder that withdraws to an address. */
export function devBuilder(pubkey: Uint8Array, executionAddress: Uint8Array): GenesisBuilder {
  return { pubkey, executionAddress, balance: DEV_BUILDER_BALANCE };
}

/** The request by which a builder joins a chain that is at gloas or later; an `amount` of Gwei is its balance. */
export function builderDeposit(
  spec: Spec,
  key: { readonly pubkey: Uint8Array; readonly secret: Uint8Array },
  executionAddress: Uint8Array,
  amount: number,
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
 * A deposit that adds to a validator's balance; its signature is not looked at. The first one of a chain that came to
 * electra from before tells the state that the old way of deposits has ended, which heze asks for.
 */
export function topUpDeposit(validator: GenesisValidator, amount: number): DepositRequest {
  return {
    pubkey: validator.pubkey,
    withdrawal_credentials: validator.withdrawalCredentials,
    amount,
    signature: new Uint8Array(96),
    index: 0,
  };
}
