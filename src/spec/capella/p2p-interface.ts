import { CapellaValidator } from "./validator.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/capella/p2p-interface.md */
export abstract class CapellaP2pInterface extends CapellaValidator {}
