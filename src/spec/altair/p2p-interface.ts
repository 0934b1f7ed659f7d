import { AltairValidator } from "./validator.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/altair/p2p-interface.md */
export abstract class AltairP2pInterface extends AltairValidator {}
