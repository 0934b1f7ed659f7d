import { Phase0Validator } from "./validator.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/phase0/p2p-interface.md */
export abstract class Phase0P2pInterface extends Phase0Validator {}
