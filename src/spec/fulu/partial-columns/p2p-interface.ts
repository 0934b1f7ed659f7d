import { FuluP2pInterface } from "../p2p-interface.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/fulu/partial-columns/p2p-interface.md */
export abstract class FuluPartialColumns extends FuluP2pInterface {}
