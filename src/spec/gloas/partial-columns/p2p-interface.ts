import { GloasP2pInterface } from "../p2p-interface.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/gloas/partial-columns/p2p-interface.md */
export abstract class GloasPartialColumns extends GloasP2pInterface {}
