import { HezeForkChoice } from "./fork-choice.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/heze/validator.md */
export abstract class HezeValidator extends HezeForkChoice {}
