/**
 * Rules of an execution chain as far as headers follow them: gas limit and base fee (EIP-1559), blobs and their gas
 * (EIP-4844, 7691, 7892, 7918), and when forks start.
 */

import type { Config } from "../config/config.ts";
import type { Preset } from "../config/preset.ts";
import { FORKS, type ForkName, isAtLeast } from "../spec/forks.ts";

/** Gas that one blob takes. */
export const GAS_PER_BLOB = 131_072;

/** A block's gas limit differs from its parent's by less than this fraction of it. */
const GAS_LIMIT_DIVISOR = 1024;
const MIN_GAS_LIMIT = 5000;
const GAS_TARGET_DIVISOR = 2n;
const BASE_FEE_CHANGE_DIVISOR = 8n;
/** Execution gas that a blob must at least cost (EIP-7918). */
const BLOB_BASE_COST = 8192n;

/** Prague's blobs a block and its update fraction, with which those of all other limits are in proportion. */
const PRAGUE_MAX_BLOBS = 9;
const PRAGUE_UPDATE_FRACTION = 5_007_716;

/** When an execution fork starts, in seconds since the Unix epoch; 0 for those that the genesis is past. */
export interface ExecutionForkTime {
  /** The consensus fork that starts at the same slot. */
  readonly fork: ForkName;
  readonly time: number;
}

/** How many blobs a block may have, and how their price moves. */
export interface BlobLimit {
  readonly max: number;
  readonly target: number;
  readonly updateFraction: number;
}

/** What an execution chain needs to know of its network. */
export interface ExecutionRules {
  readonly chainId: number;
  readonly depositContractAddress: Uint8Array;
  /** Forks from capella on that are scheduled, oldest first. */
  readonly forkTimes: readonly ExecutionForkTime[];
  readonly blobLimits: {
    readonly deneb: BlobLimit;
    readonly electra: BlobLimit;
    /** The config's `BLOB_SCHEDULE`, oldest first; counts from fulu on. */
    readonly scheduled: readonly (BlobLimit & { readonly time: number })[];
  };
  /** Slots below a second give several blocks one timestamp, which no real execution chain allows. */
  readonly sharesTimestamps: boolean;
}

/** The parent's values that a header follows from. */
export interface ParentGas {
  readonly gasLimit: number;
  readonly gasUsed: number;
  readonly baseFeePerGas: bigint;
  readonly blobGasUsed: number;
  readonly excessBlobGas: number;
}

/** The rules of the execution chain beside a consensus chain of this config, whose genesis is at this second. */
export function executionRules(config: Config, preset: Preset, genesisTime: number): ExecutionRules {
  const timeOf = (epoch: number) =>
    epoch === 0 ? 0 : genesisTime + Math.floor((epoch * preset.SLOTS_PER_EPOCH * config.SLOT_DURATION_MS) / 1000);
  const scheduled = FORKS.filter(
    (fork) => isAtLeast(fork, "capella") && forkEpochOf(config, fork) !== Number.POSITIVE_INFINITY,
  );
  return {
    chainId: config.DEPOSIT_CHAIN_ID,
    depositContractAddress: config.DEPOSIT_CONTRACT_ADDRESS,
    forkTimes: scheduled.map((fork) => ({ fork, time: timeOf(forkEpochOf(config, fork)) })),
    blobLimits: {
      // Cancun's target was half its maximum; all later limits aim at two thirds.
      deneb: blobLimit(config.MAX_BLOBS_PER_BLOCK, Math.floor(config.MAX_BLOBS_PER_BLOCK / 2)),
      electra: blobLimit(config.MAX_BLOBS_PER_BLOCK_ELECTRA),
      scheduled: config.BLOB_SCHEDULE.map((entry) => ({
        ...blobLimit(entry.MAX_BLOBS_PER_BLOCK!),
        time: timeOf(entry.EPOCH!),
      })).sort((a, b) => a.time - b.time),
    },
    sharesTimestamps: config.SLOT_DURATION_MS < 1000,
  };
}

/** The epoch at which a config's fork starts, `Infinity` where it does not. */
export function forkEpochOf(config: Config, fork: ForkName): number {
  if (fork === "phase0") return 0;
  return config[`${fork.toUpperCase() as Uppercase<Exclude<ForkName, "phase0">>}_FORK_EPOCH`];
}

/** The newest fork that starts at epoch 0. */
export function genesisForkOf(config: Config): ForkName {
  return FORKS.findLast((fork) => forkEpochOf(config, fork) === 0)!;
}

/** The limit of blobs for a block of this fork and time; none before deneb. */
export function blobLimitAt(rules: ExecutionRules, fork: ForkName, timestamp: number): BlobLimit {
  const { deneb, electra, scheduled } = rules.blobLimits;
  if (!isAtLeast(fork, "deneb")) return { max: 0, target: 0, updateFraction: 1 };
  if (!isAtLeast(fork, "electra")) return deneb;
  if (!isAtLeast(fork, "fulu")) return electra;
  return scheduled.findLast(({ time }) => time <= timestamp) ?? electra;
}

/** The gas limit that a block after this one has when it moves toward a target as far as it may. */
export function nextGasLimit(parentGasLimit: number, target: number): number {
  const step = Math.max(0, Math.floor(parentGasLimit / GAS_LIMIT_DIVISOR) - 1);
  const wanted = Math.max(target, MIN_GAS_LIMIT);
  return Math.min(Math.max(wanted, parentGasLimit - step), parentGasLimit + step);
}

/** Whether a block may have this gas limit after a parent with that one. */
export function isGasLimitReachable(parentGasLimit: number, gasLimit: number): boolean {
  return (
    gasLimit >= MIN_GAS_LIMIT && Math.abs(gasLimit - parentGasLimit) < Math.floor(parentGasLimit / GAS_LIMIT_DIVISOR)
  );
}

/** The base fee of the block after this one, in wei. */
export function nextBaseFee(parent: ParentGas): bigint {
  const target = BigInt(parent.gasLimit) / GAS_TARGET_DIVISOR;
  const used = BigInt(parent.gasUsed);
  const fee = parent.baseFeePerGas;
  if (used === target) return fee;
  if (used < target) return fee - (fee * (target - used)) / target / BASE_FEE_CHANGE_DIVISOR;
  const rise = (fee * (used - target)) / target / BASE_FEE_CHANGE_DIVISOR;
  return fee + (rise > 0n ? rise : 1n);
}

/** The excess of blob gas of a block of this fork and limit. */
export function nextExcessBlobGas(fork: ForkName, limit: BlobLimit, parent: ParentGas): number {
  const total = parent.excessBlobGas + parent.blobGasUsed;
  const target = limit.target * GAS_PER_BLOB;
  if (total < target) return 0;
  // Where blobs cost less than the gas that they make a node spend, their price must not fall further (EIP-7918).
  if (isAtLeast(fork, "fulu")) {
    const blobCost = BigInt(GAS_PER_BLOB) * blobBaseFee(limit, parent.excessBlobGas);
    if (BLOB_BASE_COST * parent.baseFeePerGas > blobCost)
      return parent.excessBlobGas + Math.floor((parent.blobGasUsed * (limit.max - limit.target)) / limit.max);
  }
  return total - target;
}

/** Wei that a unit of blob gas costs: EIP-4844's approximation of e^(excess / update fraction). */
export function blobBaseFee(limit: BlobLimit, excessBlobGas: number): bigint {
  const numerator = BigInt(excessBlobGas);
  const denominator = BigInt(limit.updateFraction);
  let sum = 0n;
  let term = denominator;
  for (let i = 1n; term > 0n; i++) {
    sum += term;
    term = (term * numerator) / (denominator * i);
  }
  return sum / denominator;
}

function blobLimit(max: number, target = Math.floor((max * 2) / 3)): BlobLimit {
  return { max, target, updateFraction: Math.round((PRAGUE_UPDATE_FRACTION * max) / PRAGUE_MAX_BLOBS) };
}
