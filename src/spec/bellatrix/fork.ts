import { BellatrixBeaconChain } from "./beacon-chain.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/bellatrix/fork.md */
export abstract class BellatrixFork extends BellatrixBeaconChain {}
