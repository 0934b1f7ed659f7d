import { ElectraValidator } from "./validator.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/electra/p2p-interface.md */
export abstract class ElectraP2pInterface extends ElectraValidator {}
