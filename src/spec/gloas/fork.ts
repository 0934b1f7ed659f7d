import { GloasBeaconChain } from "./beacon-chain.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/gloas/fork.md */
export abstract class GloasFork extends GloasBeaconChain {}
