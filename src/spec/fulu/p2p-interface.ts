import { FuluValidator } from "./validator.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/fulu/p2p-interface.md */
export abstract class FuluP2pInterface extends FuluValidator {}
