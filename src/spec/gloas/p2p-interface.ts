import { GloasBuilder } from "./builder.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/gloas/p2p-interface.md */
export abstract class GloasP2pInterface extends GloasBuilder {}
