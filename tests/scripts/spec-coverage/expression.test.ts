import { describe, expect, test } from "bun:test";
import { ExpressionError, evaluate, type Scope, type Value } from "../../../scripts/spec-coverage/expression.ts";

const scope: Scope = {
  name(name) {
    const known: Record<string, Value> = { A: 6n, B: 4n };
    const value = known[name];
    if (value === undefined) throw new ExpressionError(name);
    return value;
  },
  call: () => 7n,
};

describe("evaluate", () => {
  const cases: [string, Value][] = [
    ["Uint64(2**64 - 1)", 2n ** 64n - 1n],
    ["Gwei(2**5 * 10**9)", 32_000_000_000n],
    ["Uint64(10 * 2**20)", 10_485_760n],
    ["Uint64(A // B)", 1n],
    ["2 * A", 12n],
    ["A - B - 1", 1n],
    ["Uint64(A + 1) * Uint64(B)", 28n],
    ["floorlog2(A)", 2n],
    ["ceillog2(A) + 1", 4n],
    ["compute_limit()", 7n],
    ['DomainType("0x0A000000")', "0x0a000000"],
    ['"little"', "little"],
    ["Hash32()", `0x${"00".repeat(32)}`],
    ['BLSSignature(b"\\xc0" + b"\\x00" * 2)', "0xc00000"],
    ["[A, B]", [6n, 4n]],
  ];
  for (const [expression, value] of cases)
    test(expression, () => {
      expect(evaluate(expression, scope)).toEqual(value);
    });

  test("throws for what it does not know", () => {
    expect(() => evaluate('get_generalized_index(BeaconState, "a")', scope)).toThrow(ExpressionError);
    expect(() => evaluate("C", scope)).toThrow(ExpressionError);
    expect(() => evaluate("A if B else C", scope)).toThrow(ExpressionError);
  });
});
