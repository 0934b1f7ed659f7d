import { CapellaForkChoice } from "./fork-choice.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/capella/validator.md */
export abstract class CapellaValidator extends CapellaForkChoice {}
