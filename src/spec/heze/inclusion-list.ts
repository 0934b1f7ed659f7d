import { HezeFork } from "./fork.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/heze/inclusion-list.md */
export abstract class HezeInclusionList extends HezeFork {}
