import { AltairForkChoice } from "./fork-choice.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/altair/validator.md */
export abstract class AltairValidator extends AltairForkChoice {}
