import { validatorIndexOf } from "../spec/derived/pubkey-index.ts";
import type { Spec } from "../spec/index.ts";
import { DOMAIN_BEACON_ATTESTER, DOMAIN_BEACON_PROPOSER } from "../spec/phase0/constants.ts";
import type { BeaconState } from "../spec/state.ts";
import type { AttestationData, BeaconBlock, BLSSignature, SignedBeaconBlock, ValidatorIndex } from "../spec/values.ts";
import { toHex } from "../ssz/bytes.ts";

/** What must be asked, and must have written its answer down, before a block's or vote's signature leaves. */
export interface SlashingGuard {
  /** Throws where signing could be slashed. `signingRoot` is what would be signed. */
  checkBlock(pubkey: Uint8Array, slot: number, signingRoot: Uint8Array): void;
  /** Throws where signing could be slashed. */
  checkAttestation(pubkey: Uint8Array, sourceEpoch: number, targetEpoch: number, signingRoot: Uint8Array): void;
}

/** A validator's key pair. */
export interface SigningKey {
  readonly pubkey: Uint8Array;
  readonly secret: Uint8Array;
}

/** Raised where a duty names a validator whose key is not here. */
export class UnknownKeyError extends Error {
  override name = "UnknownKeyError";
}

/** Holds the keys and signs; blocks and attestations only after the slashing guard has agreed. */
export class Signer {
  private readonly keys = new Map<string, SigningKey>();
  private readonly guard: SlashingGuard;

  constructor(keys: readonly SigningKey[], guard: SlashingGuard) {
    for (const key of keys) this.keys.set(toHex(key.pubkey), key);
    this.guard = guard;
  }

  get size(): number {
    return this.keys.size;
  }

  /** Indices of our keys in this state's registry. */
  indices(state: BeaconState): Set<ValidatorIndex> {
    const found = new Set<ValidatorIndex>();
    for (const { pubkey } of this.keys.values()) {
      const index = validatorIndexOf(state, pubkey);
      if (index !== undefined) found.add(index);
    }
    return found;
  }

  /** The secret key of a validator, for the specification's own `get_*_signature` functions. Throws `UnknownKeyError`. */
  secretOf(state: BeaconState, index: ValidatorIndex): Uint8Array {
    return this.keyOf(state, index).secret;
  }

  /** phase0 validator.md `get_block_signature`, after the guard. `state` is of the block's epoch. */
  signBlock(spec: Spec, state: BeaconState, block: BeaconBlock): SignedBeaconBlock {
    const key = this.keyOf(state, block.proposer_index);
    const domain = spec.get_domain(state, DOMAIN_BEACON_PROPOSER, spec.compute_epoch_at_slot(block.slot));
    const signingRoot = spec.compute_signing_root(spec.types.BeaconBlock, block, domain);
    this.guard.checkBlock(key.pubkey, block.slot, signingRoot);
    return { message: block, signature: spec.bls.Sign(key.secret, signingRoot) };
  }

  /** phase0 validator.md `get_attestation_signature`, after the guard. */
  signAttestation(spec: Spec, state: BeaconState, index: ValidatorIndex, data: AttestationData): BLSSignature {
    const key = this.keyOf(state, index);
    const domain = spec.get_domain(state, DOMAIN_BEACON_ATTESTER, data.target.epoch);
    const signingRoot = spec.compute_signing_root(spec.types.AttestationData, data, domain);
    this.guard.checkAttestation(key.pubkey, data.source.epoch, data.target.epoch, signingRoot);
    return spec.bls.Sign(key.secret, signingRoot);
  }

  private keyOf(state: BeaconState, index: ValidatorIndex): SigningKey {
    const key = this.keys.get(toHex(state.validators.get(index).pubkey));
    if (key === undefined) throw new UnknownKeyError(`no key for validator ${index}`);
    return key;
  }
}
