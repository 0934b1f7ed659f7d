import { FuluBeaconChain } from "./beacon-chain.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/fulu/fork.md */
export abstract class FuluFork extends FuluBeaconChain {}
