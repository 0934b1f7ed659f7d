import { HezeBeaconChain } from "./beacon-chain.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/heze/fork.md */
export abstract class HezeFork extends HezeBeaconChain {}
