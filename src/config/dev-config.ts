import type { Config } from "./config.ts";

/** What a development network wishes of its config. */
export interface DevConfigOptions {
  readonly base: Config;
  /** All forks, oldest first. */
  readonly forks: readonly string[];
  /** The fork of the first epoch. */
  readonly genesisFork: string;
  /** Epochs of later forks; a fork between two that are named comes with the later one. */
  readonly forkEpochs: ReadonlyMap<string, number>;
  readonly slotDurationMs: number;
}

/** Raised where forks are not scheduled in their order. */
export class ForkScheduleError extends Error {
  override name = "ForkScheduleError";
}

/** The base config with this schedule of forks and this length of slots. Throws `ForkScheduleError`. */
export function devConfig(options: DevConfigOptions): Config {
  const { forks, genesisFork, forkEpochs } = options;
  const config: Record<string, unknown> = { ...options.base, CONFIG_NAME: "consensoor-dev", SLOT_DURATION_MS: options.slotDurationMs };
  const genesisIndex = forks.indexOf(genesisFork);
  let later = Number.POSITIVE_INFINITY;
  let laterName = "";
  for (let i = forks.length - 1; i > 0; i--) {
    const fork = forks[i]!;
    let epoch = i <= genesisIndex ? 0 : (forkEpochs.get(fork) ?? later);
    if (i > genesisIndex && epoch > later)
      throw new ForkScheduleError(`${fork} at epoch ${epoch} would come after ${laterName} at epoch ${later}`);
    if (i <= genesisIndex && (forkEpochs.get(fork) ?? 0) !== 0)
      throw new ForkScheduleError(`${fork} cannot come at epoch ${forkEpochs.get(fork)}: the chain begins with ${genesisFork}`);
    if (i <= genesisIndex) epoch = 0;
    config[`${fork.toUpperCase()}_FORK_EPOCH`] = epoch;
    if (epoch !== later) laterName = fork;
    later = epoch;
  }
  return config as unknown as Config;
}
