import { GloasForkChoice } from "./fork-choice.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/gloas/fast-confirmation.md */
export abstract class GloasFastConfirmation extends GloasForkChoice {}
