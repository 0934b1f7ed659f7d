import { Phase0Mutators } from "./beacon-chain/mutators.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/phase0/beacon-chain.md */
export abstract class Phase0BeaconChain extends Phase0Mutators {}
