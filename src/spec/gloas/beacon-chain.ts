import { GloasBlockProcessing } from "./beacon-chain/block-processing.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/gloas/beacon-chain.md */
export abstract class GloasBeaconChain extends GloasBlockProcessing {}
