import { AltairFork } from "./fork.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/altair/fork-choice.md */
export abstract class AltairForkChoice extends AltairFork {}
