import { BellatrixSpec } from "../bellatrix/spec.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/capella/beacon-chain.md */
export abstract class CapellaBeaconChain extends BellatrixSpec {}
