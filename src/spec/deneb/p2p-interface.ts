import { DenebValidator } from "./validator.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/deneb/p2p-interface.md */
export abstract class DenebP2pInterface extends DenebValidator {}
