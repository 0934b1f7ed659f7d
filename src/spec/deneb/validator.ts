import { DenebForkChoice } from "./fork-choice.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/deneb/validator.md */
export abstract class DenebValidator extends DenebForkChoice {}
