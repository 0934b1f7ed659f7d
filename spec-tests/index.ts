import type { GeneralCase, Runner, TestCase } from "./runner.ts";

/** Presets of the vectors' folders: `general` holds what depends on no preset. */
export const PRESETS = ["general", "minimal", "mainnet"] as const;

export type VectorPreset = (typeof PRESETS)[number];

/** A runner of some preset's cases: it is only given those that the index names it for. */
export type AnyRunner = Runner<never>;

type Runners<C> = Readonly<Record<string, () => Promise<{ readonly runner: Runner<C> }>>>;

/*
 * Every runner of the vectors. Each names its handlers, run or skipped with a reason (`bun run spec-tests --list`).
 * What is found in the vectors but not here fails.
 */

const GENERAL_RUNNERS: Runners<GeneralCase> = {
  bls: () => import("./bls.ts"),
  kzg: () => import("./kzg.ts"),
  ssz_generic: () => import("./ssz_generic.ts"),
};

const PRESET_RUNNERS: Runners<TestCase> = {
  epoch_processing: () => import("./epoch_processing.ts"),
  fast_confirmation: () => import("./fast_confirmation.ts"),
  finality: () => import("./finality.ts"),
  fork: () => import("./fork.ts"),
  fork_choice: () => import("./fork_choice.ts"),
  genesis: () => import("./genesis.ts"),
  light_client: () => import("./light_client.ts"),
  merkle_proof: () => import("./merkle_proof.ts"),
  networking: () => import("./networking.ts"),
  operations: () => import("./operations.ts"),
  random: () => import("./random.ts"),
  rewards: () => import("./rewards.ts"),
  sanity: () => import("./sanity.ts"),
  shuffling: () => import("./shuffling.ts"),
  ssz_static: () => import("./ssz_static.ts"),
  sync: () => import("./sync.ts"),
  transition: () => import("./transition.ts"),
};

const runners = (preset: VectorPreset): Runners<never> => (preset === "general" ? GENERAL_RUNNERS : PRESET_RUNNERS);

/** Names of the runners known for a preset's folder. */
export function runnersOf(preset: VectorPreset): readonly string[] {
  return Object.keys(runners(preset));
}

/** Loads a runner that `runnersOf` names. Throws where its module fails to load or declares another name. */
export async function loadRunner(preset: VectorPreset, name: string): Promise<AnyRunner> {
  const { runner } = await runners(preset)[name]();
  if (runner.name !== name) throw new Error(`spec-tests/${name}.ts declares the runner ${runner.name}`);
  return runner;
}
