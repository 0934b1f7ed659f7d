import { BellatrixFastConfirmation } from "./fast-confirmation.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/bellatrix/validator.md */
export abstract class BellatrixValidator extends BellatrixFastConfirmation {}
