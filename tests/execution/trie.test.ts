import { describe, expect, test } from "bun:test";
import { orderedTrieRoot, secureTrieRoot, type TrieEntry, trieRoot } from "../../src/execution/trie.ts";
import { toHex } from "../../src/ssz/bytes.ts";

const bytes = (value: string) =>
  value.startsWith("0x") ? Uint8Array.fromHex(value.slice(2)) : new TextEncoder().encode(value);
const entries = (...pairs: [string, string][]) => pairs.map(([key, value]): TrieEntry => [bytes(key), bytes(value)]);

/** Known answers of the Ethereum tests' trie collections. */
const known: [string, TrieEntry[], string][] = [
  ["nothing", [], "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421"],
  [
    "one long value",
    entries(["A", "a".repeat(50)]),
    "0xd23786fb4a010da3ce639d66d5e904a11dbc02746d1ce25029e53290cabf28ab",
  ],
  [
    "keys that are prefixes of others",
    entries(["do", "verb"], ["dog", "puppy"], ["doge", "coin"], ["horse", "stallion"]),
    "0x5991bb8c6514148a29db676a14ac506cd2cd5775ace63c30a4fe457715e9ac84",
  ],
  [
    "foo and food",
    entries(["foo", "bar"], ["food", "bass"]),
    "0x17beaa1648bafa633cda809c90c04af50fc8aed3cb40d16efbddee6fdf63c4c3",
  ],
  [
    "two small values",
    entries(["be", "e"], ["dog", "puppy"], ["bed", "d"]),
    "0x3f67c7a47520f79faa29255d2d3c084a7a6df0453116ed7232ff10277a8be68b",
  ],
  [
    "inline nodes",
    entries(["test", "test"], ["te", "testy"]),
    "0x8452568af70d8d140f58d941338542f645fcca50094b20f3c3d8c3df49337928",
  ],
];

describe("trieRoot", () => {
  test.each(known)("of %s", (_name, given, root) => {
    expect(toHex(trieRoot(given))).toBe(root);
    expect(toHex(trieRoot(given.toReversed()))).toBe(root);
  });
});

test("orderedTrieRoot leaves out empty values", () => {
  const values = Array.from({ length: 200 }, (_, i) => Uint8Array.of(1, i));
  const withGap = values.with(130, new Uint8Array(0));
  expect(orderedTrieRoot(withGap)).not.toEqual(orderedTrieRoot(values));
  expect(orderedTrieRoot([...values, new Uint8Array(0)])).toEqual(orderedTrieRoot(values));
});

test("secureTrieRoot hashes its keys", () => {
  // The known answer of the Ethereum tests' secure trie for the single entry A.
  expect(toHex(secureTrieRoot(entries(["A", "a".repeat(50)])))).toBe(
    "0xe9e2935138352776cad724d31c9fa5266a5c593bb97726dd2a908fe6d53284df",
  );
});
