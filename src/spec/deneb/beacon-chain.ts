import { CapellaSpec } from "../capella/spec.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/deneb/beacon-chain.md */
export abstract class DenebBeaconChain extends CapellaSpec {}
