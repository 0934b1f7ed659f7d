import { FuluForkChoice } from "./fork-choice.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/fulu/validator.md */
export abstract class FuluValidator extends FuluForkChoice {}
