import { afterAll, describe, expect, test } from "bun:test";
import { BatchBls } from "../../src/crypto/batch-bls.ts";
import { BlsPool } from "../../src/crypto/bls-pool.ts";
import { createBls } from "../../src/crypto/blst.ts";
import { negatedKey, PubkeyTable } from "../../src/crypto/pubkey-table.ts";
import { UnverifiedBls } from "../../src/crypto/unverified-bls.ts";

const bls = createBls();
const secret = (n: number): Uint8Array => {
  const key = new Uint8Array(32);
  new DataView(key.buffer).setUint32(28, n + 1);
  return key;
};
const message = (n: number): Uint8Array => new Uint8Array(32).fill(n);
const INFINITE_KEY = Uint8Array.from({ length: 48 }, (_, i) => (i === 0 ? 0xc0 : 0));
const INFINITE_SIGNATURE = Uint8Array.from({ length: 96 }, (_, i) => (i === 0 ? 0xc0 : 0));
const keys = Array.from({ length: 10 }, (_, i) => bls.SkToPk(secret(i)));
const signed = (n: number): Uint8Array => bls.Sign(secret(n), message(n));

describe("createBls", () => {
  test("verifies what it signed and nothing else", () => {
    expect(bls.Verify(keys[1]!, message(1), signed(1))).toBe(true);
    expect(bls.Verify(keys[1]!, message(2), signed(1))).toBe(false);
    expect(bls.Verify(keys[2]!, message(1), signed(1))).toBe(false);
  });

  test("takes no malformed key or signature, and neither infinity", () => {
    expect(bls.Verify(INFINITE_KEY, message(1), INFINITE_SIGNATURE)).toBe(false);
    expect(bls.Verify(keys[1]!, message(1), INFINITE_SIGNATURE)).toBe(false);
    expect(bls.Verify(new Uint8Array(48), message(1), signed(1))).toBe(false);
    expect(bls.Verify(keys[1]!.subarray(1), message(1), signed(1))).toBe(false);
    expect(bls.Verify(keys[1]!, message(1), new Uint8Array(96))).toBe(false);
    expect(bls.KeyValidate(INFINITE_KEY)).toBe(false);
    expect(bls.KeyValidate(keys[0]!)).toBe(true);
  });

  test("aggregates over one message", () => {
    const signature = bls.Aggregate([0, 1, 2].map((n) => bls.Sign(secret(n), message(7))));
    expect(bls.FastAggregateVerify(keys.slice(0, 3), message(7), signature)).toBe(true);
    expect(bls.FastAggregateVerify(keys.slice(0, 2), message(7), signature)).toBe(false);
    expect(bls.FastAggregateVerify([...keys.slice(0, 3), INFINITE_KEY], message(7), signature)).toBe(false);
    expect(bls.FastAggregateVerify([], message(7), INFINITE_SIGNATURE)).toBe(false);
    expect(bls.Verify(bls.AggregatePKs(keys.slice(0, 3)), message(7), signature)).toBe(true);
  });

  test("takes no keys that cancel out", () => {
    const negated = keys[0]!.slice();
    negated[0]! ^= 0x20;
    expect(bls.KeyValidate(negated)).toBe(true);
    expect(bls.FastAggregateVerify([keys[0]!, negated], message(1), INFINITE_SIGNATURE)).toBe(false);
  });

  test("aggregates over several messages", () => {
    const signature = bls.Aggregate([0, 1].map((n) => signed(n)));
    expect(bls.AggregateVerify(keys.slice(0, 2), [message(0), message(1)], signature)).toBe(true);
    expect(bls.AggregateVerify(keys.slice(0, 2), [message(1), message(0)], signature)).toBe(false);
    expect(bls.AggregateVerify(keys.slice(0, 2), [message(0)], signature)).toBe(false);
    expect(bls.AggregateVerify([], [], INFINITE_SIGNATURE)).toBe(false);
  });

  test("refuses to aggregate nothing, or what is malformed", () => {
    expect(() => bls.Aggregate([])).toThrow("no signatures");
    expect(() => bls.Aggregate([new Uint8Array(96)])).toThrow();
    expect(() => bls.AggregatePKs([])).toThrow("no public keys");
    expect(() => bls.AggregatePKs([keys[0]!, INFINITE_KEY])).toThrow("no public keys");
    expect(bls.Aggregate([INFINITE_SIGNATURE])).toEqual(INFINITE_SIGNATURE);
  });
});

test("PubkeyTable finds its keys through growth and a fresh start", () => {
  const table = new PubkeyTable(5000);
  const many = Array.from({ length: 5001 }, (_, i) => bls.SkToPk(secret(i)));
  const entries = many.slice(0, 5000).map((key) => table.entry(key));
  expect(new Set(entries).size).toBe(5000);
  expect(many.slice(0, 5000).map((key) => table.entry(key))).toEqual(entries);
  expect(table.generation).toBe(0);
  expect(table.entry(many[5000]!)).toBe(0);
  expect(table.generation).toBe(1);
  expect(table.size).toBe(1);
});

test("a key of the other sign cancels its own out", () => {
  const own = createBls();
  const sum = own.AggregatePKs(keys.slice(0, 3));
  const others = [sum, negatedKey(keys[0]!), negatedKey(keys[2]!)];
  expect(own.AggregatePKs(others)).toEqual(keys[1]!);
  expect(own.FastAggregateVerify(others, message(1), signed(1))).toBe(true);
  // The three keys and their sum: nothing is kept of the other signs.
  expect(own.pubkeys.size).toBe(4);
  expect(own.FastAggregateVerify([keys[0]!, negatedKey(keys[0]!)], message(1), INFINITE_SIGNATURE)).toBe(false);
  const collecting = new BatchBls(own);
  const { result, batch } = collecting.collect(() => collecting.FastAggregateVerify(others, message(1), signed(1)));
  expect([result, batch.verifyAll()]).toEqual([true, true]);
});

test("UnverifiedBls takes every signature", () => {
  const unverified = new UnverifiedBls(bls);
  expect(unverified.Verify()).toBe(true);
  expect(unverified.KeyValidate(INFINITE_KEY)).toBe(false);
});

describe("BatchBls", () => {
  const pool = new BlsPool({ workers: 2 });
  afterAll(() => pool.close());
  const batched = new BatchBls(bls);
  const collect = (wrong?: number) =>
    batched.collect(() =>
      keys.every((key, n) => batched.Verify(key, message(n), wrong === n ? signed((n + 1) % 10) : signed(n))),
    );

  test("verifies at once outside of collect", () => {
    expect(batched.Verify(keys[1]!, message(2), signed(1))).toBe(false);
  });

  test("finds a batch of valid signatures valid, here and in workers", async () => {
    const { result, batch } = collect();
    expect(result).toBe(true);
    expect(batch.sets.length).toBe(10);
    expect(batch.verifyAll()).toBe(true);
    expect(await pool.verify(batch)).toBe(true);
  });

  test("finds the invalid one", async () => {
    const { result, batch } = collect(4);
    expect(result).toBe(true);
    expect(batch.verifyAll()).toBe(false);
    expect(batch.invalid()).toEqual([4]);
    expect(await pool.verify(batch)).toBe(false);
  });

  test("splits larger batches over workers", async () => {
    const { batch } = batched.collect(() => {
      for (let i = 0; i < 40; i++) batched.Verify(keys[i % 10]!, message(i % 10), signed(i % 10));
      batched.Verify(keys[3]!, message(4), signed(3));
    });
    expect(await pool.verify(batch)).toBe(false);
  });

  test("decodes keys ahead of their use", async () => {
    const table = new PubkeyTable();
    const many = Array.from({ length: 2500 }, (_, i) => bls.SkToPk(secret(i)));
    await pool.warm(table, [...many.slice(0, 10), INFINITE_KEY, ...many]);
    expect(table.size).toBe(2500);
    expect(table.has(INFINITE_KEY)).toBe(false);
    const fresh = new PubkeyTable();
    for (const key of many.slice(0, 20)) expect(table.point(table.entry(key)!)).toEqual(fresh.point(fresh.entry(key)!));
    expect(table.size).toBe(2500);
  });

  test("answers at once for invalid keys and for VerifyNow", () => {
    const { result } = batched.collect(() => [
      batched.Verify(INFINITE_KEY, message(1), signed(1)),
      batched.FastAggregateVerify([], message(1), signed(1)),
      batched.VerifyNow(keys[1]!, message(2), signed(1)),
    ]);
    expect(result).toEqual([false, false, false]);
  });

  test("an empty batch is valid", async () => {
    const { batch } = batched.collect(() => undefined);
    expect(batch.verifyAll()).toBe(true);
    expect(await pool.verify(batch)).toBe(true);
  });
});
