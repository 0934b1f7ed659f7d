import { GloasSpec } from "../gloas/spec.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/heze/beacon-chain.md */
export abstract class HezeBeaconChain extends GloasSpec {}
