import { AltairBlockProcessing } from "./beacon-chain/block-processing.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/altair/beacon-chain.md */
export abstract class AltairBeaconChain extends AltairBlockProcessing {}
