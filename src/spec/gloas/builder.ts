import { GloasValidator } from "./validator.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/gloas/builder.md */
export abstract class GloasBuilder extends GloasValidator {}
