import { describe, expect, test } from "bun:test";
import { BitArray } from "@chainsafe/ssz";
import { baseConfigs, presets } from "../../src/config/load-config.ts";
import { EMPTY_ENVIRONMENT } from "../../src/spec/fork-choice/environment.ts";
import { Seen } from "../../src/spec/heze/p2p-interface/seen.ts";
import { createSpecs } from "../../src/spec/index.ts";
import { toHex } from "../../src/ssz/bytes.ts";

/** Expected values are what the executable specification answers. */
const mainnet = createSpecs({ preset: presets.mainnet, config: baseConfigs.mainnet });
const minimal = createSpecs({ preset: presets.minimal, config: baseConfigs.minimal });

describe("phase0", () => {
  const spec = mainnet.get("phase0");

  test.each([
    [0n, 0, [49, 50]],
    [0n, 54321, [4, 5]],
    [0n, 1000000, [60, 61]],
    [2n ** 256n - 1n, 0, [57, 58]],
    [2n ** 256n - 1n, 54321, [33, 34]],
    [2n ** 256n - 1n, 1000000, [18, 19]],
    [0x1234567890abcdefn << 192n, 0, [13, 14]],
    [0x1234567890abcdefn << 192n, 54321, [11, 12]],
    [55555555555555555555555555555n << 150n, 1000000, [60, 61]],
  ])("subnets of node %s at epoch %d", (node_id, epoch, subnets) => {
    expect(spec.compute_subscribed_subnets(node_id, epoch)).toEqual(subnets);
  });

  test("sizes of messages", () => {
    expect(spec.max_compressed_len(10485760)).toBe(12233418);
    expect(spec.max_message_size()).toBe(12234442);
  });

  test("a bit field is covered by one that has all its bits, not by two that have them together", () => {
    const bits = (...set: number[]) => BitArray.fromBoolArray(Array.from({ length: 10 }, (_, i) => set.includes(i)));
    expect(spec.is_non_strict_superset([bits(0, 1), bits(8, 9)], bits(1))).toBe(true);
    expect(spec.is_non_strict_superset([bits(8, 9)], bits(8, 9))).toBe(true);
    expect(spec.is_non_strict_superset([bits(0, 1), bits(8, 9)], bits(1, 8))).toBe(false);
    expect(spec.is_non_strict_superset([], bits())).toBe(false);
    expect(spec.is_non_strict_superset([BitArray.fromBoolArray([true, true])], bits(1))).toBe(false);
  });

  test("no clock reaches a slot beyond 2^53", () => {
    const store = { genesis_time_ms: 0 } as Parameters<typeof spec.is_future_slot>[0];
    const wide = (2n ** 60n) as unknown as number;
    for (const slot of [wide, Number.POSITIVE_INFINITY]) {
      expect(spec.is_future_slot(store, slot, Date.now())).toBe(true);
      expect(spec.is_within_slot_range(store, slot, 32, Date.now())).toBe(false);
    }
  });
});

describe("fork digests of mainnet's schedule", () => {
  const root = new Uint8Array(32).fill(0x4b);
  test.each([
    [0, "0xbfcc9cd4"],
    [74240, "0xa9f235c8"],
    [144896, "0xe9dcfa12"],
    [194048, "0xd225d500"],
    [269568, "0x4b35a621"],
    [364032, "0x83f4c890"],
    [411392, "0xcfd9f8bc"],
    [412671, "0xcfd9f8bc"],
    [412672, "0xc8f8beab"],
    [419072, "0x8f6ac699"],
  ])("epoch %d", (epoch, digest) => {
    expect(toHex(mainnet.get("fulu").compute_fork_digest(root, epoch))).toBe(digest);
    // A fork that is not scheduled changes nothing before it.
    expect(toHex(mainnet.get("heze").compute_fork_digest(root, epoch))).toBe(digest);
  });
});

test("limits that later forks change", () => {
  expect(mainnet.get("deneb").compute_max_request_blob_sidecars()).toBe(768);
  expect(mainnet.get("electra").compute_max_request_blob_sidecars()).toBe(1152);
  expect(mainnet.get("fulu").compute_max_request_data_column_sidecars()).toBe(16384);
  expect(mainnet.get("fulu").compute_min_epochs_for_block_requests()).toBe(33024);
  expect(mainnet.get("gloas").compute_min_epochs_for_block_requests()).toBe(14299);
  expect(minimal.get("heze").compute_min_epochs_for_block_requests()).toBe(262);
});

describe("gloas", () => {
  test("largest data columns", () => {
    expect(mainnet.get("gloas").compute_max_data_column_sidecar_size()).toBe(44072);
    expect(minimal.get("gloas").compute_max_data_column_sidecar_size()).toBe(18920);
    expect(mainnet.get("gloas").compute_max_partial_data_column_sidecar_size()).toBe(44031);
    expect(minimal.get("gloas").compute_max_partial_data_column_sidecar_size()).toBe(18878);
  });

  test.each([
    [30000000, 30000000, 30000000, true],
    [30000000, 30029295, 36000000, true],
    [30000000, 30029296, 36000000, false],
    [30000000, 29970705, 1, true],
    [60000000, 60000001, 60000001, true],
    [1000, 1000, 5000, true],
    [1000, 1001, 5000, false],
  ])("gas limit %d to %d for a target of %d", (parent, gas_limit, target, compatible) => {
    expect(mainnet.get("gloas").is_gas_limit_target_compatible(parent, gas_limit, target)).toBe(compatible);
  });
});

describe("custody", () => {
  const spec = mainnet.get("fulu");

  test("more groups of a node include its fewer", () => {
    const node_id = 0x1234567890abcdefn << 192n;
    for (let count = 1; count < 128; count++) {
      const groups = spec.get_custody_groups(node_id, count);
      expect(new Set(groups).size).toBe(count);
      const more = new Set(spec.get_custody_groups(node_id, count + 1));
      expect(groups.every((group) => more.has(group))).toBe(true);
    }
  });

  test("the matrix of blobs comes back from half of its columns", () => {
    const blobs = [7, 9].map((seed) => {
      const blob = new Uint8Array(131072);
      blob[63] = seed;
      return blob;
    });
    const matrix = spec.compute_matrix(blobs);
    const half = matrix.filter(({ column_index }) => column_index % 2 === 1);
    expect(spec.recover_matrix(half, blobs.length)).toEqual(matrix);
    expect(() => spec.recover_matrix(half.slice(1), blobs.length)).toThrow("recover_cells_and_kzg_proofs");
  }, 120_000);
});

describe("at a fork's boundary", () => {
  const scheduled = { ...baseConfigs.minimal, ELECTRA_FORK_EPOCH: 0, FULU_FORK_EPOCH: 3 };
  const specs = createSpecs({ preset: presets.minimal, config: scheduled });
  const exit = { message: { epoch: 0, validator_index: 0 }, signature: new Uint8Array(96) };

  /** Slots to which states are carried on while an exit is judged by a head of electra. */
  function advancedSlots(fork: "electra" | "fulu"): number[] {
    const electra = specs.get("electra");
    const state = electra.stateType.defaultState();
    const block = { ...electra.types.BeaconBlock.defaultValue(), state_root: state.hashTreeRoot() };
    const store = electra.get_forkchoice_store(state, block);
    const slots: number[] = [];
    const spec = specs.get(fork).withEnvironment({
      ...EMPTY_ENVIRONMENT,
      advancedState: (_root, pre, slot) => {
        slots.push(slot);
        return pre;
      },
    });
    expect(() => spec.validate_voluntary_exit_gossip(new Seen(), store, exit, 0)).toThrow(
      "validator index out of range",
    );
    return slots;
  }

  test("the new fork judges by the head's state carried on into it", () => {
    expect(advancedSlots("fulu")).toEqual([3 * presets.minimal.SLOTS_PER_EPOCH]);
  });

  test("the head's own fork judges by it as it is", () => {
    expect(advancedSlots("electra")).toEqual([]);
  });
});
