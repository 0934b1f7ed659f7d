import { checkBlocks } from "./blocks.ts";
import type { Runner } from "./runner.ts";

/** Random blocks on random states. */
export const runner: Runner = { name: "random", handlers: { random: checkBlocks } };
