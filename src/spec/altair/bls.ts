import { bytesEqual } from "../../ssz/bytes.ts";
import { assert } from "../errors.ts";
import { Phase0Spec } from "../phase0/spec.ts";
import type { BLSPubkey, BLSSignature } from "../values.ts";
import { G2_POINT_AT_INFINITY } from "./constants.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/altair/bls.md */
export abstract class AltairBls extends Phase0Spec {
  /** Sum of the public keys. Throws where there are none, or one is invalid. */
  eth_aggregate_pubkeys(pubkeys: readonly BLSPubkey[]): BLSPubkey {
    const here = "eth_aggregate_pubkeys";
    assert(pubkeys.length > 0, here, "len(pubkeys) > 0");
    assert(
      pubkeys.every((pubkey) => this.bls.KeyValidate(pubkey)),
      here,
      "all(bls.KeyValidate(pubkey) for pubkey in pubkeys)",
    );
    return this.bls.AggregatePKs(pubkeys);
  }

  /** As `FastAggregateVerify`, but the signature of nobody, the point at infinity, is valid. */
  eth_fast_aggregate_verify(pubkeys: readonly BLSPubkey[], message: Uint8Array, signature: BLSSignature): boolean {
    if (pubkeys.length === 0 && bytesEqual(signature, G2_POINT_AT_INFINITY)) return true;
    return this.bls.FastAggregateVerify(pubkeys, message, signature);
  }
}
