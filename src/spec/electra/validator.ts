import { ElectraFork } from "./fork.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/electra/validator.md */
export abstract class ElectraValidator extends ElectraFork {}
