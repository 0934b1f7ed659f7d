import { CapellaBeaconChain } from "./beacon-chain.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/capella/fork.md */
export abstract class CapellaFork extends CapellaBeaconChain {}
