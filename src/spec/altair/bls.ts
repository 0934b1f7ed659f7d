import { Phase0Spec } from "../phase0/spec.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/altair/bls.md */
export abstract class AltairBls extends Phase0Spec {}
