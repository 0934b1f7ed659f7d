import { expect, test } from "bun:test";
import { shuffledIndex, shuffleIndices } from "../../src/crypto/shuffle.ts";

test("shuffling a list and shuffling its places agree", () => {
  const seed = Uint8Array.from({ length: 32 }, (_, i) => i * 7);
  for (const [count, rounds] of [
    [1, 10],
    [2, 10],
    [333, 90],
    [1000, 10],
  ] as const) {
    const indices = Uint32Array.from({ length: count }, (_, i) => 3 * i + 1);
    const whole = shuffleIndices(indices, seed, rounds);
    expect(Array.from(whole)).toEqual(Array.from(indices, (_, i) => indices[shuffledIndex(i, count, seed, rounds)]!));
  }
});
