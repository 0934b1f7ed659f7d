/**
 * Roots of Merkle Patricia tries, computed at once from all their entries: nothing here keeps a trie.
 * https://ethereum.org/en/developers/docs/data-structures-and-encoding/patricia-merkle-trie/
 */

import { keccak256 } from "../crypto/keccak.ts";
import { rlpBytes, rlpList, rlpUint } from "../crypto/rlp.ts";
import { compareBytes } from "../ssz/bytes.ts";

/** Root of the trie without entries. */
export const EMPTY_TRIE_ROOT: Uint8Array = keccak256(rlpBytes(new Uint8Array(0)));

/** One entry: its key and its value, neither empty. */
export type TrieEntry = readonly [key: Uint8Array, value: Uint8Array];

interface NibbleEntry {
  readonly nibbles: Uint8Array;
  readonly value: Uint8Array;
}

/** Root of a trie of these entries, in whatever order; no two may have one key. */
export function trieRoot(entries: readonly TrieEntry[]): Uint8Array {
  if (entries.length === 0) return EMPTY_TRIE_ROOT;
  const sorted = entries
    .map(([key, value]): NibbleEntry => ({ nibbles: toNibbles(key), value }))
    .sort((a, b) => compareBytes(a.nibbles, b.nibbles));
  return keccak256(node(sorted, 0));
}

/** Root of a trie whose keys are the Keccak hashes of those given: the state's and an account's storage. */
export function secureTrieRoot(entries: readonly TrieEntry[]): Uint8Array {
  return trieRoot(entries.map(([key, value]): TrieEntry => [keccak256(key), value]));
}

/**
 * Root of a trie from each value's RLP-encoded index to the value: transactions, receipts, withdrawals. An empty value
 * is the same as none.
 */
export function orderedTrieRoot(values: readonly Uint8Array[]): Uint8Array {
  const entries = values.map((value, index): TrieEntry => [rlpUint(index), value]);
  return trieRoot(entries.filter(([, value]) => value.length > 0));
}

/** Encoding of the node over sorted entries that agree in their first `depth` nibbles. */
function node(entries: readonly NibbleEntry[], depth: number): Uint8Array {
  const first = entries[0]!;
  if (entries.length === 1)
    return rlpList([rlpBytes(hexPrefix(first.nibbles.subarray(depth), true)), rlpBytes(first.value)]);
  const shared = sharedPrefix(first.nibbles, entries[entries.length - 1]!.nibbles, depth);
  if (shared > depth) {
    return rlpList([
      rlpBytes(hexPrefix(first.nibbles.subarray(depth, shared), false)),
      reference(branch(entries, shared)),
    ]);
  }
  return branch(entries, depth);
}

function branch(entries: readonly NibbleEntry[], depth: number): Uint8Array {
  const empty = rlpBytes(new Uint8Array(0));
  const children: Uint8Array[] = Array.from({ length: 17 }, () => empty);
  let start = 0;
  // A key that ends here sorts before those that go on.
  if (entries[0]!.nibbles.length === depth) {
    children[16] = rlpBytes(entries[0]!.value);
    start = 1;
  }
  while (start < entries.length) {
    const nibble = entries[start]!.nibbles[depth]!;
    let end = start + 1;
    while (end < entries.length && entries[end]!.nibbles[depth] === nibble) end++;
    children[nibble] = reference(node(entries.slice(start, end), depth + 1));
    start = end;
  }
  return rlpList(children);
}

/** A node in its parent: itself where it is shorter than a hash. */
function reference(encoding: Uint8Array): Uint8Array {
  return encoding.length < 32 ? encoding : rlpBytes(keccak256(encoding));
}

function toNibbles(key: Uint8Array): Uint8Array {
  const nibbles = new Uint8Array(key.length * 2);
  for (let i = 0; i < key.length; i++) {
    nibbles[2 * i] = key[i]! >> 4;
    nibbles[2 * i + 1] = key[i]! & 15;
  }
  return nibbles;
}

function sharedPrefix(a: Uint8Array, b: Uint8Array, from: number): number {
  const limit = Math.min(a.length, b.length);
  let at = from;
  while (at < limit && a[at] === b[at]) at++;
  return at;
}

/** Nibbles packed to bytes, the first nibble telling whether a value follows and whether their number is odd. */
function hexPrefix(nibbles: Uint8Array, isLeaf: boolean): Uint8Array {
  const flag = isLeaf ? 2 : 0;
  const odd = nibbles.length % 2;
  const out = new Uint8Array(1 + (nibbles.length - odd) / 2);
  out[0] = odd === 1 ? ((flag + 1) << 4) | nibbles[0]! : flag << 4;
  for (let i = odd, at = 1; i < nibbles.length; i += 2, at++) out[at] = (nibbles[i]! << 4) | nibbles[i + 1]!;
  return out;
}
