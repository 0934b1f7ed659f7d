import { DenebBeaconChain } from "./beacon-chain.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/deneb/fork.md */
export abstract class DenebFork extends DenebBeaconChain {}
