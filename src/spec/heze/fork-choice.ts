import { HezeInclusionList } from "./inclusion-list.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/heze/fork-choice.md */
export abstract class HezeForkChoice extends HezeInclusionList {}
