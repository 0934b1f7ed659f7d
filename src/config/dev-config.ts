import { fromHex } from "../ssz/bytes.ts";
import type { Config } from "./config.ts";

/** The chain id that developers' tools take for a private chain. */
const CHAIN_ID = 1337;

/** The deposit contract's address on mainnet, where tools expect it. */
const DEPOSIT_CONTRACT_ADDRESS = fromHex("0x00000000219ab540356cbb839cbe05303d7705fa");

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
  readonly validators: number;
  /** Seconds since the Unix epoch. */
  readonly genesisTime: number;
}

/** Raised where forks are not scheduled in their order. */
export class ForkScheduleError extends Error {
  override name = "ForkScheduleError";
}

/** The base config with this schedule of forks and this length of slots. Throws `ForkScheduleError`. */
export function devConfig(options: DevConfigOptions): Config {
  const { forks, genesisFork, forkEpochs } = options;
  const config: Record<string, unknown> = {
    ...options.base,
    CONFIG_NAME: "consensoor-dev",
    SLOT_DURATION_MS: options.slotDurationMs,
    TERMINAL_TOTAL_DIFFICULTY: 0n,
    MIN_GENESIS_ACTIVE_VALIDATOR_COUNT: options.validators,
    MIN_GENESIS_TIME: options.genesisTime,
    GENESIS_DELAY: 0,
    DEPOSIT_CHAIN_ID: CHAIN_ID,
    DEPOSIT_NETWORK_ID: CHAIN_ID,
    DEPOSIT_CONTRACT_ADDRESS,
  };
  const genesisIndex = forks.indexOf(genesisFork);
  let later = Number.POSITIVE_INFINITY;
  let laterName = "";
  for (let i = forks.length - 1; i > 0; i--) {
    const fork = forks[i]!;
    let epoch = i <= genesisIndex ? 0 : (forkEpochs.get(fork) ?? later);
    if (i > genesisIndex && epoch > later)
      throw new ForkScheduleError(`${fork} at epoch ${epoch} would come after ${laterName} at epoch ${later}`);
    if (i <= genesisIndex && (forkEpochs.get(fork) ?? 0) !== 0)
      throw new ForkScheduleError(
        `${fork} cannot come at epoch ${forkEpochs.get(fork)}: the chain begins with ${genesisFork}`,
      );
    if (i <= genesisIndex) epoch = 0;
    config[`${fork.toUpperCase()}_FORK_EPOCH`] = epoch;
    if (epoch !== later) laterName = fork;
    later = epoch;
  }
  return config as unknown as Config;
}
