import { AltairSpec } from "../altair/spec.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/bellatrix/beacon-chain.md */
export abstract class BellatrixBeaconChain extends AltairSpec {}
