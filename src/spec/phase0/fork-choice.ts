import { Phase0BeaconChain } from "./beacon-chain.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/phase0/fork-choice.md */
export abstract class Phase0ForkChoice extends Phase0BeaconChain {}
