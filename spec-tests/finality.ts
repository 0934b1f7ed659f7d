import { checkBlocks } from "./blocks.ts";
import type { Runner } from "./runner.ts";

/** Blocks that finalize by each of the rules. */
export const runner: Runner = { name: "finality", handlers: { finality: checkBlocks } };
