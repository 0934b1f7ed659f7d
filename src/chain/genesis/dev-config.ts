/** Network configs of development chains. */

import type { Config } from "../../config/config.ts";
import { baseConfigs, type PresetName } from "../../config/load-config.ts";
import { FORKS, type ForkName, isAtLeast } from "../../spec/forks.ts";
import { fromHex } from "../../ssz/bytes.ts";

/** The deposit contract's address on mainnet, which tools expect. */
const DEPOSIT_CONTRACT_ADDRESS = fromHex("0x00000000219ab540356cbb839cbe05303d7705fa");

/** Chain id that developers' tools take for a private chain. */
const CHAIN_ID = 1337;

/** What a development chain's config is made of. */
export interface DevConfigOptions {
  readonly preset: PresetName;
  /** The fork of the genesis state; all before it are past, too. */
  readonly genesisFork: ForkName;
  /** Epochs of forks after the genesis fork; the others never start. */
  readonly laterForks?: Partial<Record<ForkName, number>>;
  readonly validators: number;
  /** Seconds since the Unix epoch. */
  readonly genesisTime: number;
  /** Length of a slot in milliseconds; the preset's own if not given. */
  readonly slotDurationMs?: number;
}

/** Raised where forks are scheduled in an order that they cannot take. */
export class ForkScheduleError extends Error {
  override name = "ForkScheduleError";
}

/** A config that starts at a fork. Throws `ForkScheduleError`. */
export function devConfig(options: DevConfigOptions): Config {
  const { preset, genesisFork, laterForks = {}, slotDurationMs } = options;
  const base = baseConfigs[preset];
  checkSchedule(genesisFork, laterForks);
  const epochs = FORKS.filter((fork) => fork !== "phase0").map((fork): [string, number] => [
    `${fork.toUpperCase()}_FORK_EPOCH`,
    isAtLeast(genesisFork, fork) ? 0 : (laterForks[fork] ?? Number.POSITIVE_INFINITY),
  ]);
  return {
    ...base,
    ...Object.fromEntries(epochs),
    CONFIG_NAME: `consensoor-${preset}`,
    MIN_GENESIS_ACTIVE_VALIDATOR_COUNT: options.validators,
    MIN_GENESIS_TIME: options.genesisTime,
    GENESIS_DELAY: 0,
    TERMINAL_TOTAL_DIFFICULTY: 0n,
    SLOT_DURATION_MS: slotDurationMs ?? base.SLOT_DURATION_MS,
    DEPOSIT_CHAIN_ID: CHAIN_ID,
    DEPOSIT_NETWORK_ID: CHAIN_ID,
    DEPOSIT_CONTRACT_ADDRESS,
    BLOB_SCHEDULE: [],
    GAS_LIMIT_SCHEDULE: [],
  };
}

/**
 * The config of a chain that merges onto an execution chain's first block: where the genesis is of a fork before
 * bellatrix, that block is the terminal one, so that no proof of work is needed.
 */
export function withTerminalBlock(config: Config, executionGenesisHash: Uint8Array): Config {
  if (config.BELLATRIX_FORK_EPOCH === 0) return config;
  return {
    ...config,
    TERMINAL_BLOCK_HASH: executionGenesisHash,
    TERMINAL_BLOCK_HASH_ACTIVATION_EPOCH: config.BELLATRIX_FORK_EPOCH,
  };
}

function checkSchedule(genesisFork: ForkName, laterForks: Partial<Record<ForkName, number>>): void {
  let previous: { fork: ForkName; epoch: number } = { fork: genesisFork, epoch: 0 };
  for (const fork of FORKS) {
    const epoch = laterForks[fork];
    if (epoch !== undefined && isAtLeast(genesisFork, fork))
      throw new ForkScheduleError(`${fork} cannot start at epoch ${epoch}: the genesis is of ${genesisFork}`);
    if (isAtLeast(genesisFork, fork)) continue;
    const at = epoch ?? Number.POSITIVE_INFINITY;
    if (at !== Number.POSITIVE_INFINITY && at <= previous.epoch)
      throw new ForkScheduleError(
        previous.epoch === Number.POSITIVE_INFINITY
          ? `${fork} cannot start at epoch ${at}: ${previous.fork} before it is not scheduled`
          : `${fork} cannot start at epoch ${at}: ${previous.fork} starts at ${previous.epoch}`,
      );
    previous = { fork, epoch: at };
  }
}
