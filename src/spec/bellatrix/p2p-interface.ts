import { BellatrixValidator } from "./validator.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/bellatrix/p2p-interface.md */
export abstract class BellatrixP2pInterface extends BellatrixValidator {}
