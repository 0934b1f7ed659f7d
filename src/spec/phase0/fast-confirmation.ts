import { Phase0ForkChoice } from "./fork-choice.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/phase0/fast-confirmation.md */
export abstract class Phase0FastConfirmation extends Phase0ForkChoice {}
