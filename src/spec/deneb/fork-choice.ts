import { DenebFork } from "./fork.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/deneb/fork-choice.md */
export abstract class DenebForkChoice extends DenebFork {}
