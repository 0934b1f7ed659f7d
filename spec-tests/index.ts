import type { GeneralCase, Runner } from "./runner.ts";

/** Presets of the vectors' folders: `general` holds what depends on no preset. */
export const PRESETS = ["general", "minimal", "mainnet"] as const;

export type VectorPreset = (typeof PRESETS)[number];

/** A runner with its cases' preset unknown to the type system: the index pairs runners with their presets. */
export type AnyRunner = Runner | Runner<GeneralCase>;

/**
 * Every runner of the vectors, by the presets it is found in. Each names its handlers, run or skipped with a reason
 * (`bun run spec-tests --list`). What is found in the vectors but not here fails.
 */
const RUNNERS: Readonly<Record<"general" | "preset", readonly string[]>> = {
  general: ["bls", "kzg", "ssz_generic"],
  preset: [
    "epoch_processing",
    "fast_confirmation",
    "finality",
    "fork",
    "fork_choice",
    "genesis",
    "light_client",
    "merkle_proof",
    "networking",
    "operations",
    "random",
    "rewards",
    "sanity",
    "shuffling",
    "ssz_static",
    "sync",
    "transition",
  ],
};

/** Names of the runners known for a preset's folder. */
export function runnersOf(preset: VectorPreset): readonly string[] {
  return preset === "general" ? RUNNERS.general : RUNNERS.preset;
}

/** Loads a runner that `runnersOf` names. Throws where its module fails to load or declares another name. */
export async function loadRunner(name: string): Promise<AnyRunner> {
  const module = (await import(`./${name}.ts`)) as { runner?: AnyRunner };
  if (module.runner?.name !== name) throw new Error(`spec-tests/${name}.ts exports no runner of this name`);
  return module.runner;
}
