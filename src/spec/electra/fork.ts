import { ElectraBeaconChain } from "./beacon-chain.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/electra/fork.md */
export abstract class ElectraFork extends ElectraBeaconChain {}
