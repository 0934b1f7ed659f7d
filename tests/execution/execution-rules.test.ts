import { describe, expect, test } from "bun:test";
import { minimalConfig } from "../../src/config/minimal-config.ts";
import { minimalPreset } from "../../src/config/minimal-preset.ts";
import {
  blobBaseFee,
  blobLimitAt,
  executionRules,
  GAS_PER_BLOB,
  isGasLimitReachable,
  nextBaseFee,
  nextExcessBlobGas,
  nextGasLimit,
} from "../../src/execution/execution-rules.ts";
import type { ForkName } from "../../src/spec/forks.ts";
import fixtures from "../fixtures/geth-payloads.json";

const config = {
  ...minimalConfig,
  BLOB_SCHEDULE: [
    { EPOCH: 20, MAX_BLOBS_PER_BLOCK: 21 },
    { EPOCH: 10, MAX_BLOBS_PER_BLOCK: 15 },
  ],
};
const rules = executionRules(config, minimalPreset, 1000);
const parentOf = ({ payload }: (typeof fixtures)[number]) => ({
  gasLimit: payload.gas_limit,
  gasUsed: payload.gas_used,
  baseFeePerGas: BigInt(payload.base_fee_per_gas),
  blobGasUsed: payload.blob_gas_used ?? 0,
  excessBlobGas: payload.excess_blob_gas ?? 0,
});

describe("headers that geth made of each other", () => {
  const pairs = fixtures.flatMap((child) => {
    const parent = fixtures.find(
      ({ fork, payload }) => fork === child.fork && payload.block_hash === child.payload.parent_hash,
    );
    return parent === undefined ? [] : [{ name: `${child.fork} ${child.payload.block_number}`, parent, child }];
  });

  test.each(pairs)("follow from their parents: $name", ({ parent, child }) => {
    const fork = child.fork as ForkName;
    expect(nextBaseFee(parentOf(parent))).toBe(BigInt(child.payload.base_fee_per_gas));
    expect(isGasLimitReachable(parent.payload.gas_limit, child.payload.gas_limit)).toBe(true);
    const limit = blobLimitAt(rules, fork, child.payload.timestamp);
    expect(nextExcessBlobGas(fork, limit, parentOf(parent))).toBe(child.payload.excess_blob_gas ?? 0);
  });

  test("are some", () => expect(pairs.length).toBeGreaterThan(2));
});

describe("gas limit", () => {
  test.each([
    [30_000_000, 60_000_000, 30_029_295],
    [30_000_000, 1, 29_970_705],
    [30_000_000, 30_000_100, 30_000_100],
    [5000, 0, 5000],
  ])("from %p toward %p is %p", (parent, target, next) => {
    expect(nextGasLimit(parent, target)).toBe(next);
    expect(isGasLimitReachable(parent, next)).toBe(true);
  });

  test("does not jump", () => {
    expect(isGasLimitReachable(30_000_000, 30_029_296)).toBe(false);
    expect(isGasLimitReachable(30_000_000, 29_970_704)).toBe(false);
    expect(isGasLimitReachable(5001, 4999)).toBe(false);
  });
});

describe("base fee", () => {
  const parent = { gasLimit: 30_000_000, gasUsed: 0, baseFeePerGas: 1000n, blobGasUsed: 0, excessBlobGas: 0 };

  test.each([
    [0, 875n],
    [15_000_000, 1000n],
    [30_000_000, 1125n],
    [15_000_001, 1001n],
  ])("after %p gas", (gasUsed, fee) => expect(nextBaseFee({ ...parent, gasUsed })).toBe(fee));
});

describe("blob limits", () => {
  const epoch = (minimalPreset.SLOTS_PER_EPOCH * minimalConfig.SLOT_DURATION_MS) / 1000;

  test.each([
    ["capella", 1000, 0, 0],
    ["deneb", 1000, 6, 3],
    ["electra", 1000 + 30 * epoch, 9, 6],
    ["fulu", 1000 + 10 * epoch - 1, 9, 6],
    ["fulu", 1000 + 10 * epoch, 15, 10],
    ["gloas", 1000 + 20 * epoch, 21, 14],
  ] as const)("of %s at %p", (fork, time, max, target) => {
    expect(blobLimitAt(rules, fork, time)).toMatchObject({ max, target });
  });

  // The update fractions of mainnet's own blob schedule.
  test("come with mainnet's update fractions", () => {
    const { deneb, electra, scheduled } = rules.blobLimits;
    expect([deneb, electra, ...scheduled].map(({ updateFraction }) => updateFraction)).toEqual([
      3_338_477, 5_007_716, 8_346_193, 11_684_671,
    ]);
  });
});

describe("blob gas", () => {
  const { electra } = rules.blobLimits;
  const parent = {
    gasLimit: 30_000_000,
    gasUsed: 0,
    baseFeePerGas: 7n,
    blobGasUsed: 9 * GAS_PER_BLOB,
    excessBlobGas: 5 * GAS_PER_BLOB,
  };

  test("keeps what is above the target", () => {
    expect(nextExcessBlobGas("electra", electra, parent)).toBe(8 * GAS_PER_BLOB);
    expect(nextExcessBlobGas("electra", electra, { ...parent, blobGasUsed: 0 })).toBe(0);
  });

  test("from fulu does not get cheaper while execution gas costs more", () => {
    const dear = { ...parent, baseFeePerGas: 10n ** 9n };
    expect(nextExcessBlobGas("electra", electra, dear)).toBe(8 * GAS_PER_BLOB);
    expect(nextExcessBlobGas("fulu", electra, dear)).toBe(8 * GAS_PER_BLOB);
    expect(nextExcessBlobGas("fulu", electra, { ...dear, blobGasUsed: 3 * GAS_PER_BLOB })).toBe(6 * GAS_PER_BLOB);
  });

  test("has a price that grows with the excess", () => {
    expect(blobBaseFee(electra, 0)).toBe(1n);
    expect(blobBaseFee(electra, electra.updateFraction * 10)).toBe(22026n);
  });
});

test("forks start at their slots, and blobs' schedule is in order", () => {
  const scheduled = executionRules(
    { ...minimalConfig, CAPELLA_FORK_EPOCH: 0, DENEB_FORK_EPOCH: 3, SLOT_DURATION_MS: 500 },
    minimalPreset,
    1000,
  );
  expect(scheduled.forkTimes).toEqual([
    { fork: "capella", time: 0 },
    { fork: "deneb", time: 1012 },
  ]);
  expect(scheduled.sharesTimestamps).toBe(true);
  expect(rules.blobLimits.scheduled.map(({ max }) => max)).toEqual([15, 21]);
});
