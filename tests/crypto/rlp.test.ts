import { describe, expect, test } from "bun:test";
import { RlpError, rlpBytes, rlpDecode, rlpList, rlpToUint, rlpUint } from "../../src/crypto/rlp.ts";
import { fromHex, toHex } from "../../src/ssz/bytes.ts";

const text = (value: string) => new TextEncoder().encode(value);

describe("encoding", () => {
  // The examples of the RLP definition.
  const cases: [string, Uint8Array, string][] = [
    ["dog", rlpBytes(text("dog")), "0x83646f67"],
    ["cat and dog", rlpList([rlpBytes(text("cat")), rlpBytes(text("dog"))]), "0xc88363617483646f67"],
    ["the empty string", rlpBytes(text("")), "0x80"],
    ["the empty list", rlpList([]), "0xc0"],
    ["zero", rlpUint(0), "0x80"],
    ["a zero byte", rlpBytes(Uint8Array.of(0)), "0x00"],
    ["fifteen", rlpUint(15), "0x0f"],
    ["1024", rlpUint(1024), "0x820400"],
    [
      "the three",
      rlpList([rlpList([]), rlpList([rlpList([])]), rlpList([rlpList([]), rlpList([rlpList([])])])]),
      "0xc7c0c1c0c3c0c1c0",
    ],
    ["a string of 56 bytes", rlpBytes(new Uint8Array(56)), `0xb838${"00".repeat(56)}`],
    ["far future", rlpUint(Number.POSITIVE_INFINITY), "0x88ffffffffffffffff"],
  ];

  test.each(cases)("of %s", (_name, encoded, expected) => {
    expect(toHex(encoded)).toBe(expected);
  });

  test("refuses what is no unsigned integer", () => {
    expect(() => rlpUint(-1)).toThrow(RangeError);
    expect(() => rlpUint(1.5)).toThrow(RangeError);
  });
});

describe("decoding", () => {
  test("gives back nested items", () => {
    const long = new Uint8Array(300).fill(7);
    const encoded = rlpList([rlpBytes(long), rlpList([rlpUint(5), rlpBytes(new Uint8Array(0))])]);
    expect(rlpDecode(encoded)).toEqual([long, [Uint8Array.of(5), new Uint8Array(0)]]);
  });

  test.each([
    ["bytes after the item", "0x8000"],
    ["an item longer than what holds it", "0x83646f"],
    ["a prefix before a byte that needs none", "0x8105"],
    ["a long form of a short length", "0xb801ff"],
    ["a length with leading zeros", `0xb90038${"00".repeat(56)}`],
    ["a length cut short", "0xb9ff"],
    ["nothing where an item should be", "0x"],
    ["an item longer than what holds it", "0xc2826162"],
  ])("refuses %s", (problem, hex) => {
    expect(() => rlpDecode(fromHex(hex))).toThrow(RlpError);
    expect(() => rlpDecode(fromHex(hex))).toThrow(problem);
  });

  test("refuses integers with leading zeros", () => {
    expect(rlpToUint(fromHex("0x0400"))).toBe(1024n);
    expect(() => rlpToUint(fromHex("0x0004"))).toThrow(RlpError);
  });
});
