import { GloasFork } from "./fork.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/gloas/fork-choice.md */
export abstract class GloasForkChoice extends GloasFork {}
