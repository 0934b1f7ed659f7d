import { CapellaFork } from "./fork.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/capella/fork-choice.md */
export abstract class CapellaForkChoice extends CapellaFork {}
