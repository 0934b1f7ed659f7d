import { HezeValidator } from "./validator.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/heze/p2p-interface.md */
export abstract class HezeP2pInterface extends HezeValidator {}
