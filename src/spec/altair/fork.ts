import { AltairBeaconChain } from "./beacon-chain.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/altair/fork.md */
export abstract class AltairFork extends AltairBeaconChain {}
