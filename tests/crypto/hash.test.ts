import { describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { ByteVectorType, ListCompositeType, ProgressiveListCompositeType } from "@chainsafe/ssz";
import { hashInto, hashPair, merkleize, merkleizeProgressive, sha256, zeroHash } from "../../src/crypto/hash.ts";

const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 31 + 7) & 0xff);
const reference = (message: Uint8Array): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash("sha256").update(message).digest());

/** Root without the length that a list mixes in. */
const listRoot = (root: Uint8Array, count: number): Uint8Array => {
  const length = new Uint8Array(32);
  length[0] = count;
  return hashPair(root, length);
};

const leavesOf = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, i) => bytes(32 * (i + 1)).subarray(32 * i));

describe("sha256", () => {
  test("of messages of any length", () => {
    for (const length of [0, 1, 55, 64, 200]) expect(sha256(bytes(length))).toEqual(reference(bytes(length)));
  });

  test("of many blocks at once, also in place", () => {
    const input = bytes(64 * 40);
    const output = new Uint8Array(32 * 40);
    hashInto(input, output);
    for (let i = 0; i < 40; i++)
      expect(output.slice(i * 32, i * 32 + 32)).toEqual(reference(input.subarray(i * 64, i * 64 + 64)));
    hashInto(input, input.subarray(0, output.length));
    expect(input.slice(0, output.length)).toEqual(output);
  });
});

describe("trees", () => {
  test("of zeros", () => {
    expect(zeroHash(0)).toEqual(new Uint8Array(32));
    expect(zeroHash(2)).toEqual(reference(Uint8Array.from([...zeroHash(1), ...zeroHash(1)])));
  });

  test("of a fixed depth", () => {
    const type = new ListCompositeType(new ByteVectorType(32), 64);
    for (const count of [0, 1, 2, 3, 5, 8, 33, 64]) {
      const leaves = leavesOf(count);
      const root = merkleize(Uint8Array.from(leaves.flatMap((leaf) => [...leaf])), 6);
      expect(listRoot(root, count)).toEqual(type.hashTreeRoot(leaves));
    }
    expect(() => merkleize(bytes(96), 1)).toThrow(RangeError);
  });

  test("of growing subtrees", () => {
    const type = new ProgressiveListCompositeType(new ByteVectorType(32));
    for (const count of [0, 1, 2, 5, 6, 21, 22, 90]) {
      const leaves = leavesOf(count);
      const root = merkleizeProgressive(Uint8Array.from(leaves.flatMap((leaf) => [...leaf])));
      expect(listRoot(root, count)).toEqual(type.hashTreeRoot(leaves));
    }
  });
});
