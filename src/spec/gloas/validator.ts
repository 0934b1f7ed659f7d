import { GloasFastConfirmation } from "./fast-confirmation.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/gloas/validator.md */
export abstract class GloasValidator extends GloasFastConfirmation {}
