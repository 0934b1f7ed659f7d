import { describe, expect, test } from "bun:test";
import { baseConfigs, presets } from "../../src/config/load-config.ts";
import type { ForkName } from "../../src/spec/forks.ts";
import { createSpecs, type Spec } from "../../src/spec/index.ts";

const specs = createSpecs({ preset: presets.mainnet, config: baseConfigs.mainnet });
const ETH = 10 ** 9;

/** The period of a network of this many validators with this total balance, in the tables' units. */
function period(fork: ForkName, validators: number, totalEth: number): number {
  const spec: Spec = Object.create(specs.get(fork), {
    get_active_validator_indices: { value: () => new Uint32Array(validators) },
    get_total_active_balance: { value: () => totalEth * ETH },
  });
  return spec.compute_weak_subjectivity_period(spec.stateType.defaultState());
}

describe("weak subjectivity periods of the specification's tables", () => {
  test.each([
    [28, 32768, 504],
    [28, 65536, 752],
    [28, 131072, 1248],
    [28, 262144, 2241],
    [28, 1048576, 2241],
    [32, 32768, 665],
    [32, 65536, 1075],
    [32, 262144, 3532],
    [32, 1048576, 3532],
  ])("phase0: %i ETH, %i validators", (balance, validators, expected) => {
    expect(period("phase0", validators, balance * validators)).toBe(expected);
  });

  test.each([
    [1_048_576, 665],
    [2_097_152, 1075],
    [4_194_304, 1894],
    [8_388_608, 3532],
    [33_554_432, 3532],
  ])("electra: %i ETH", (total, expected) => {
    expect(period("electra", 1, total)).toBe(expected);
  });

  test.each([
    [1_048_576, 620],
    [2_097_152, 911],
    [4_194_304, 1348],
    [8_388_608, 1348],
    [16_777_216, 1484],
    [134_217_728, 1635],
  ])("gloas: %i ETH", (total, expected) => {
    expect(period("gloas", 1, total)).toBe(expected);
  });
});
