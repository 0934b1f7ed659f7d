import { mainnetConfig } from "../src/config/mainnet-config.ts";
import { mainnetPreset } from "../src/config/mainnet-preset.ts";
import { BatchBls } from "../src/crypto/batch-bls.ts";
import { BlstBls } from "../src/crypto/blst.ts";
import { createSpecs, type SpecTable } from "../src/spec/index.ts";

/** Forks that are measured. */
export const BENCH_FORKS = ["fulu", "gloas"] as const;
export type BenchFork = (typeof BENCH_FORKS)[number];

/** The epoch that ends with the states' slot: no sync committee period, eth1 period or history root ends with it. */
export const EPOCH = 1000;

/** Specifications of mainnet with all forks up to this one from the start on, and with signatures in batches. */
export function benchSpecs(fork: BenchFork): { specs: SpecTable; bls: BatchBls } {
  const bls = new BatchBls(new BlstBls());
  const config = {
    ...mainnetConfig,
    ALTAIR_FORK_EPOCH: 0,
    BELLATRIX_FORK_EPOCH: 0,
    CAPELLA_FORK_EPOCH: 0,
    DENEB_FORK_EPOCH: 0,
    ELECTRA_FORK_EPOCH: 0,
    FULU_FORK_EPOCH: 0,
    GLOAS_FORK_EPOCH: fork === "gloas" ? 0 : Number.POSITIVE_INFINITY,
    HEZE_FORK_EPOCH: Number.POSITIVE_INFINITY,
  };
  return { specs: createSpecs({ preset: mainnetPreset, config, bls }), bls };
}
