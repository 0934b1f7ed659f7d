import { FuluFork } from "./fork.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/fulu/fork-choice.md */
export abstract class FuluForkChoice extends FuluFork {}
