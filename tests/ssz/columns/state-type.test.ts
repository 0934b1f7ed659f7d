import { describe, expect, test } from "bun:test";
import { getNode, Tree } from "@chainsafe/persistent-merkle-tree";
import { BitArray, type CompositeType, type ContainerType, type Type } from "@chainsafe/ssz";
import { minimalConfig } from "../../../src/config/minimal-config.ts";
import { minimalPreset } from "../../../src/config/minimal-preset.ts";
import { createSpecs } from "../../../src/spec/index.ts";
import type { BeaconState } from "../../../src/spec/state.ts";
import { toHex } from "../../../src/ssz/bytes.ts";
import { ColumnError } from "../../../src/ssz/columns/column.ts";
import { ProofError } from "../../../src/ssz/columns/proof.ts";
import { StateDecodeError, StateType, UnknownFieldError } from "../../../src/ssz/columns/state-type.ts";
import { boolean, bytes, container, list, uint8, uint64, vector } from "../../../src/ssz/types.ts";
import { Random, randomValue } from "./random-value.ts";

const specs = createSpecs({ preset: minimalPreset, config: minimalConfig });

function randomState(fork: "phase0" | "electra" | "fulu" | "gloas" | "heze", seed: number): BeaconState {
  const { types, stateType } = specs.get(fork);
  return stateType.fromValue(randomValue(types.BeaconState, new Random(seed), 150));
}

describe("fields", () => {
  test("of another fork cannot be read or written", () => {
    const state = specs.get("phase0").stateType.defaultState();
    expect(() => state.inactivity_scores).toThrow(UnknownFieldError);
    expect(() => {
      state.next_withdrawal_index = 1;
    }).toThrow(UnknownFieldError);
    expect(() => state.fieldRoot("pending_deposits")).toThrow(UnknownFieldError);
  });

  test("take only what fits them", () => {
    const state = randomState("fulu", 1);
    for (const slot of [-1, 0.5, Number.NaN, 2 ** 64])
      expect(() => {
        state.slot = slot;
      }).toThrow(ColumnError);
    expect(() => {
      state.genesis_validators_root = new Uint8Array(31);
    }).toThrow(ColumnError);
    expect(() => {
      state.balances = [1, 2] as unknown as typeof state.balances;
    }).toThrow(ColumnError);
    expect(() => {
      state.balances = state.validators.columns.effective_balance;
    }).toThrow(ColumnError);
    expect(() => {
      state.balances = state.current_epoch_participation;
    }).toThrow(ColumnError);
  });

  test("that are given another field's column get a copy of their own", () => {
    const state = randomState("fulu", 2);
    const flags = state.current_epoch_participation.toArray();
    state.previous_epoch_participation = state.current_epoch_participation;
    expect(state.fieldRoot("previous_epoch_participation")).toEqual(state.fieldRoot("current_epoch_participation"));
    state.current_epoch_participation.replace([7]);
    expect(state.previous_epoch_participation.toArray()).toEqual(flags);
  });

  test("give their own roots", () => {
    const state = randomState("gloas", 3);
    const { fields } = specs.get("gloas").types.BeaconState as unknown as ContainerType<Record<string, Type<unknown>>>;
    const value = state.toValue() as Record<string, unknown>;
    for (const [name, type] of Object.entries(fields))
      expect([name, toHex(state.fieldRoot(name))]).toEqual([name, toHex(type.hashTreeRoot(value[name]))]);
  });
});

describe("columns", () => {
  test("refuse what is outside or no value", () => {
    const state = randomState("fulu", 4);
    const { length } = state.balances;
    for (const index of [-1, 0.5, 2 ** 32, 10 ** 6, Number.NaN]) {
      expect(() => state.balances.get(index)).toThrow(ColumnError);
      expect(() => state.balances.set(index, 1)).toThrow(ColumnError);
      expect(() => state.validators.get(index)).toThrow(ColumnError);
      expect(() => state.validators.columns.slashed.get(index)).toThrow(ColumnError);
      expect(() => state.block_roots.get(index)).toThrow(ColumnError);
    }
    expect(() => state.balances.get(length)).toThrow(ColumnError);
    expect(() => state.validators.get(state.validators.length)).toThrow(ColumnError);
    for (const value of [-1, 1.5, Number.NaN, 2 ** 64]) {
      expect(() => state.balances.push(value)).toThrow(ColumnError);
      expect(() => state.balances.replace([1, value])).toThrow(ColumnError);
    }
    expect(() => state.current_epoch_participation.push(256)).toThrow(ColumnError);
    expect(() => state.validators.columns.slashed.set(0, 2)).toThrow(ColumnError);
    expect(() => state.block_roots.set(0, new Uint8Array(33))).toThrow(ColumnError);
    expect(state.balances.length).toBe(length);
  });

  test("hold a list's limit and a vector's length", () => {
    const state = randomState("electra", 5);
    const limit = minimalPreset.PENDING_CONSOLIDATIONS_LIMIT;
    const one = { source_index: 1, target_index: 2 };
    state.pending_consolidations.replace(Array.from({ length: limit }, () => one));
    expect(() => state.pending_consolidations.push(one)).toThrow(ColumnError);
    expect(() => state.slashings.push(1)).toThrow(ColumnError);
    expect(() => state.slashings.replace([1])).toThrow(ColumnError);
    expect(() => state.block_roots.replace([])).toThrow(ColumnError);
    expect(() => state.validators.columns.exit_epoch.push(1)).toThrow(ColumnError);
  });

  test("change their version with their content only", () => {
    const state = randomState("fulu", 6);
    const { version } = state.validators;
    const clone = state.clone();
    expect(clone.validators.version).toBe(version);
    const validator = state.validators.get(0);
    validator.exit_epoch = validator.exit_epoch === 3 ? 3 : validator.exit_epoch;
    expect(state.validators.version).toBe(version);
    validator.exit_epoch = validator.exit_epoch === 3 ? 4 : 3;
    expect(state.validators.version).not.toBe(version);
    expect(clone.validators.version).toBe(version);
    clone.validators.get(0).exit_epoch = validator.exit_epoch;
    expect(clone.validators.version).not.toBe(state.validators.version);
  });

  test("give booleans in views, 0 and 1 in columns", () => {
    const state = randomState("fulu", 7);
    state.validators.get(0).slashed = true;
    expect(state.validators.columns.slashed.get(0)).toBe(1);
    state.validators.columns.slashed.set(0, 0);
    expect(state.validators.get(0).slashed).toBe(false);
    expect(state.validators.value(0).slashed).toBe(false);
  });

  test("write through views of inner containers", () => {
    const state = randomState("gloas", 8);
    const before = state.hashTreeRoot();
    state.builder_pending_payments.get(3).withdrawal.amount = 5;
    expect(state.builder_pending_payments.value(3).withdrawal.amount).toBe(5);
    expect(state.builder_pending_payments.columns.withdrawal.columns.amount.get(3)).toBe(5);
    expect(state.hashTreeRoot()).not.toEqual(before);
    expect(state.hashTreeRoot()).toEqual(specs.get("gloas").types.BeaconState.hashTreeRoot(state.toValue()));
  });

  test("give numbers exactly over the whole range", () => {
    const state = randomState("fulu", 9);
    const wide = 2n ** 64n - 2n;
    state.balances.replace([2 ** 53 - 1, Number.POSITIVE_INFINITY, wide as unknown as number, 2 ** 60]);
    expect(state.balances.get(0)).toBe(2 ** 53 - 1);
    expect(state.balances.get(1)).toBe(Number.POSITIVE_INFINITY);
    expect(state.balances.get(2) as unknown).toBe(wide);
    expect(state.balances.get(3) as unknown).toBe(2n ** 60n);
    expect(() => state.balances.toFloat64Array()).toThrow(ColumnError);
    state.balances.replace([1, Number.POSITIVE_INFINITY]);
    expect([...state.balances.toFloat64Array()]).toEqual([1, Number.POSITIVE_INFINITY]);
  });
});

describe("upgrades", () => {
  test("carry fields over, also into another kind of tree", () => {
    const pre = randomState("fulu", 10);
    const { stateType, types } = specs.get("gloas");
    const post = stateType.upgradeFrom(pre);
    expect(post.hashTreeRoot()).toEqual(types.BeaconState.hashTreeRoot(post.toValue()));
    expect(post.validators.toArray()).toEqual(pre.validators.toArray());
    expect(post.current_sync_committee).toEqual(pre.current_sync_committee);
    expect(post.builders.length).toBe(0);
    expect(post.builder_pending_payments.length).toBe(2 * minimalPreset.SLOTS_PER_EPOCH);
    post.validators.get(0).exit_epoch = 77;
    post.block_roots.set(0, new Uint8Array(32).fill(9));
    expect(pre.hashTreeRoot()).toEqual(specs.get("fulu").types.BeaconState.hashTreeRoot(pre.toValue()));
  });

  test("take a column of an earlier fork that is assigned", () => {
    const pre = randomState("fulu", 11);
    const post = specs.get("gloas").stateType.defaultState();
    post.validators = pre.validators;
    post.balances = pre.balances;
    expect(post.validators.toArray()).toEqual(pre.validators.toArray());
    expect(post.hashTreeRoot()).toEqual(specs.get("gloas").types.BeaconState.hashTreeRoot(post.toValue()));
  });
});

describe("decoding", () => {
  const type = new StateType(
    container("State", {
      slot: uint64,
      flags: list(boolean, 4),
      fixed: vector(uint8, 3),
      records: list(container("Record", { flag: boolean, number: uint64 }), 2),
      rows: list(list(uint64, 2), 2),
      root: bytes(32),
    }) as Type<unknown>,
  );
  const good = type.type.serialize({
    slot: 1,
    flags: [true],
    fixed: [1, 2, 3],
    records: [{ flag: true, number: 5 }],
    rows: [[1], [2, 3]],
    root: new Uint8Array(32),
  });
  const fixedEnd = 8 + 4 + 3 + 4 + 4 + 32;

  function fieldOf(change: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array): string {
    try {
      type.deserialize(change(new Uint8Array(good)));
    } catch (error) {
      if (error instanceof StateDecodeError) return error.field;
      throw error;
    }
    return "accepted";
  }

  test("names the malformed field", () => {
    expect(fieldOf((b) => b)).toBe("accepted");
    expect(fieldOf((b) => b.subarray(0, fixedEnd - 1))).toBe("slot");
    expect(fieldOf((b) => b.fill(9, 8, 9))).toBe("flags");
    expect(fieldOf((b) => b.fill(2, fixedEnd, fixedEnd + 1))).toBe("flags");
    expect(fieldOf((b) => b.fill(2, fixedEnd + 1, fixedEnd + 2))).toBe("records");
    expect(fieldOf((b) => b.fill(0xff, 15, 16))).toBe("records");
    expect(fieldOf((b) => b.fill(7, 19, 20))).toBe("rows");
    expect(fieldOf((b) => b.subarray(0, b.length - 1))).toBe("rows");
    expect(fieldOf((b) => Uint8Array.from([...b, 0]))).toBe("rows");
    expect(fieldOf((b) => Uint8Array.from([...b, 0, 0, 0, 0, 0, 0, 0, 0]))).toBe("rows");
  });

  test("refuses lists over their limit and padding that is not zero", () => {
    const { stateType, types } = specs.get("phase0");
    const state = stateType.defaultState().serialize();
    const bits = 8 + 32 + 8 + 16 + 112 + 64 * 64 + 4 + 72 + 4 + 8 + 4 + 4 + 64 * 32 + 64 * 8 + 4 + 4;
    state[bits] = 0x10;
    expect(() => types.BeaconState.deserialize(state)).toThrow();
    expect(() => stateType.deserialize(state)).toThrow(expect.objectContaining({ field: "justification_bits" }));

    const value = stateType.defaultState().toValue() as Record<string, unknown>;
    const most = minimalPreset.EPOCHS_PER_ETH1_VOTING_PERIOD * minimalPreset.SLOTS_PER_EPOCH;
    const vote = { deposit_root: new Uint8Array(32), deposit_count: 0, block_hash: new Uint8Array(32) };
    const votes = Array.from({ length: most + 1 }, () => vote);
    expect(() => stateType.fromValue({ ...value, eth1_data_votes: votes })).toThrow(ColumnError);
    const long = types.BeaconState.serialize({ ...value, eth1_data_votes: votes });
    expect(() => stateType.deserialize(long)).toThrow(expect.objectContaining({ field: "eth1_data_votes" }));
  });
});

describe("merkleProof", () => {
  for (const fork of ["phase0", "electra", "gloas", "heze"] as const) {
    test(`of ${fork} is the tree's branch`, () => {
      const state = randomState(fork, 12);
      const type = specs.get(fork).types.BeaconState as unknown as CompositeType<unknown, unknown, unknown>;
      const tree = new Tree(type.value_toTree(state.toValue()));
      const paths: (string | number)[][] = [
        ["genesis_time"],
        ["fork", "epoch"],
        ["finalized_checkpoint", "root"],
        ["block_roots", 63],
        ["balances", 0],
        ["balances", state.balances.length - 1],
        ["validators", state.validators.length - 1, "exit_epoch"],
        ["validators", 0, "pubkey"],
        ["slashings", 9],
      ];
      if (fork !== "phase0")
        paths.push(["current_sync_committee"], ["next_sync_committee", "pubkeys", 3], ["inactivity_scores", 0]);
      if (fork === "gloas" || fork === "heze")
        paths.push(["ptc_window", 2, 5], ["latest_execution_payload_bid", "block_hash"]);
      for (const path of paths) {
        const { gindex } = type.getPathInfo(path);
        expect([path, state.merkleProof(gindex).map(toHex)]).toEqual([path, tree.getSingleProof(gindex).map(toHex)]);
      }
      expect(state.merkleProof(1n)).toEqual([]);
      expect(getNode(tree.rootNode, 1n).root).toEqual(state.hashTreeRoot());
    });
  }

  test("refuses what is no node", () => {
    const state = randomState("electra", 13);
    expect(() => state.merkleProof(0n)).toThrow(ProofError);
    expect(() => state.merkleProof(2n ** 70n)).toThrow(ProofError);
  });
});

test("justification bits are a value", () => {
  const state = randomState("fulu", 14);
  const clone = state.clone();
  clone.justification_bits = BitArray.fromBoolArray([true, false, true, true]);
  expect(clone.hashTreeRoot()).toEqual(specs.get("fulu").types.BeaconState.hashTreeRoot(clone.toValue()));
  expect(state.hashTreeRoot()).toEqual(specs.get("fulu").types.BeaconState.hashTreeRoot(state.toValue()));
});
