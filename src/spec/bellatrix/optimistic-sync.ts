import { BellatrixFork } from "./fork.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/bellatrix/optimistic-sync.md */
export abstract class BellatrixOptimisticSync extends BellatrixFork {}
