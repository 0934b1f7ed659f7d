import { FuluDasCore } from "./das-core.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/fulu/beacon-chain.md */
export abstract class FuluBeaconChain extends FuluDasCore {}
