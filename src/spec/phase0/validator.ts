import { Phase0FastConfirmation } from "./fast-confirmation.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/phase0/validator.md */
export abstract class Phase0Validator extends Phase0FastConfirmation {}
