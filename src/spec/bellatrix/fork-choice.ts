import { BellatrixOptimisticSync } from "./optimistic-sync.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/bellatrix/fork-choice.md */
export abstract class BellatrixForkChoice extends BellatrixOptimisticSync {}
