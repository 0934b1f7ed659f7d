import { describe, expect, test } from "bun:test";
import { BitArray } from "@chainsafe/ssz";
import { Seen } from "../../src/spec/heze/p2p-interface/seen.ts";
import { BitsByKey, FiledSet, IndexSet, Journal, PeriodMap, PeriodSet } from "../../src/spec/seen-collections.ts";

const root = (byte: number) => new Uint8Array(32).fill(byte);

describe("PeriodSet", () => {
  test("members are told apart by every part of their tuple", () => {
    const set = new PeriodSet<[number, number]>();
    set.add(5, 1, 23);
    expect(set.has(5, 1, 23)).toBe(true);
    expect([set.has(6, 1, 23), set.has(5, 12, 3), set.has(5, 23, 1)]).toEqual([false, false, false]);
  });

  test("bytes count by content, and wide integers are not confused with near ones", () => {
    const set = new PeriodSet<[Uint8Array, number]>();
    set.add(1, root(2), Number.POSITIVE_INFINITY);
    expect(set.has(1, root(2), Number.POSITIVE_INFINITY)).toBe(true);
    expect(set.has(1, root(2), (2n ** 64n - 2n) as unknown as number)).toBe(false);
    expect(set.has(1, root(3), Number.POSITIVE_INFINITY)).toBe(false);
  });

  test("pruning forgets earlier periods only", () => {
    const set = new PeriodSet<[number]>();
    for (const period of [1, 2, 3]) set.add(period, 7);
    set.add(3, 7);
    set.pruneBefore(3);
    expect([set.has(1, 7), set.has(2, 7), set.has(3, 7)]).toEqual([false, false, true]);
    expect(set.size).toBe(1);
  });
});

describe("PeriodMap", () => {
  test("a replaced value stays filed where it was first", () => {
    const map = new PeriodMap<[Uint8Array], string>();
    map.set([root(1)], "first", 4);
    map.set([root(1)], "second", 9);
    expect(map.get(root(1))).toBe("second");
    map.pruneBefore(5);
    expect(map.has(root(1))).toBe(false);
    expect(map.size).toBe(0);
  });

  test("what was pruned can come again", () => {
    const set = new FiledSet<[Uint8Array, number]>();
    set.add([root(1), 3], 4);
    set.pruneBefore(5);
    set.add([root(1), 3], 6);
    set.pruneBefore(6);
    expect(set.has(root(1), 3)).toBe(true);
    expect(set.size).toBe(1);
  });
});

test("bit fields are kept by key", () => {
  const bits = BitArray.fromBoolArray([true, false]);
  const seen = new BitsByKey<[number]>();
  expect(seen.get(1)).toEqual([]);
  seen.add([1], bits, 2);
  seen.add([1], bits, 2);
  expect(seen.get(1)).toHaveLength(2);
  seen.pruneBefore(3);
  expect(seen.size).toBe(0);
});

test("pruning reaches what every fork added", () => {
  const seen = new Seen();
  const bits = BitArray.fromBoolArray([true]);
  const fill = (slot: number, epoch: number) => {
    seen.proposer_slots.add(slot, 1);
    seen.aggregator_epochs.add(epoch, 1);
    seen.aggregate_data_roots.add([root(slot)], bits, slot);
    seen.attestation_validator_epochs.add(epoch, 1);
    seen.sync_contribution_aggregator_slots.add(slot, 1, 1);
    seen.sync_contribution_data.add([slot, root(1), 1], bits, slot);
    seen.sync_message_validator_slots.add(slot, 1, 1);
    seen.blob_sidecar_tuples.add(slot, 1, 1);
    seen.data_column_sidecar_tuples.add([root(slot), 1], slot);
    seen.partial_data_column_headers.set([root(slot)], {} as never, slot);
    seen.execution_payloads.set([root(slot)], { gas_limit: 1 }, slot);
    seen.execution_payload_envelopes.add([root(slot), 1], slot);
    seen.payload_attestation_validators.add(slot, 1);
    seen.execution_payload_bids.add(slot, root(1), root(2), 1);
    seen.best_execution_payload_bid.set([slot, root(1), root(2)], 1, slot);
    seen.proposer_preferences.set([slot, root(1)], {} as never, slot);
    seen.inclusion_list_counts.set([slot, root(1), 1], 1, slot);
  };
  fill(31, 3);
  fill(32, 4);
  seen.pruneBefore(32, 4);
  const sizes = Object.values(seen as unknown as Record<string, { size: number }>)
    .filter((collection) => !(collection instanceof IndexSet) && !(collection instanceof Journal))
    .map((collection) => collection.size);
  expect(sizes).toEqual(new Array(17).fill(1));
});

describe("holding back", () => {
  const write = (seen: Seen) => {
    seen.proposer_slots.add(1, 2);
    seen.voluntary_exit_indices.add(3);
    seen.data_column_sidecar_tuples.add([root(1), 4], 1);
    seen.aggregate_data_roots.add([root(1)], BitArray.fromBoolArray([true]), 1);
  };
  const written = (seen: Seen) => [
    seen.proposer_slots.has(1, 2),
    seen.voluntary_exit_indices.has(3),
    seen.data_column_sidecar_tuples.has(root(1), 4),
    seen.aggregate_data_roots.get(root(1)).length === 1,
  ];

  test("nothing is there before the commit, all after it, and once", () => {
    const seen = new Seen();
    const { result, commit } = seen.journal.hold(() => {
      write(seen);
      return written(seen);
    });
    expect(result).toEqual([false, false, false, false]);
    expect(written(seen)).toEqual([false, false, false, false]);
    commit();
    commit();
    expect(written(seen)).toEqual([true, true, true, true]);
  });

  test("what throws leaves nothing, and others write as before", () => {
    const seen = new Seen();
    expect(() =>
      seen.journal.hold(() => {
        write(seen);
        throw new Error("rejected");
      }),
    ).toThrow("rejected");
    expect(written(seen)).toEqual([false, false, false, false]);
    write(seen);
    expect(written(seen)).toEqual([true, true, true, true]);
  });
});
