import { hashInto } from "../../crypto/hash.ts";
import type { MerkleLevel } from "./merkle-level.ts";
import type { MerkleTree } from "./merkle-tree.ts";
import { copyWords, GROUPS_AT, type Page, ROOT_AT } from "./page.ts";

/** Subtrees of eight leaves that are hashed at once. */
const BATCH = 1024;
const nodes = new Uint32Array(BATCH * 64);
const targetPages: Page[] = new Array(BATCH);
const targetWords = new Uint32Array(BATCH);
let batched = 0;

/** Computes all roots of pages that changes have made stale, level by level with all trees' pages in one batch. */
export function hashTrees(trees: readonly MerkleTree[]): void {
  let going = trees;
  for (let level = 0; going.length > 0; level++) {
    const stale: Page[] = [];
    for (const tree of going) batchGroups(tree.level(level)!, stale);
    runBatch();
    for (const page of stale) batchEight(page, GROUPS_AT, ROOT_AT);
    runBatch();
    for (const tree of going) tree.passUp(level);
    going = going.filter((tree) => tree.level(level + 1) !== undefined);
  }
}

/** Hashes `count` subtrees of this depth, whose leaves stand behind one another; their roots then stand there instead. */
export function hashDown(leaves: Uint32Array, count: number, depth: number): void {
  const bytes = new Uint8Array(leaves.buffer, leaves.byteOffset, leaves.byteLength);
  for (let size = (count * 32) << depth; size > count * 32; size /= 2)
    hashInto(bytes.subarray(0, size), bytes.subarray(0, size / 2));
}

/** Puts the changed groups of a level's pages into the batch, and the pages into `stale`. */
function batchGroups(level: MerkleLevel, stale: Page[]): void {
  for (const place of level.dirty) {
    const page = level.pages[place];
    if (page === undefined) continue;
    const low = page.dirtyLow;
    const high = page.dirtyHigh;
    if ((low | high) === 0) continue;
    page.dirtyLow = 0;
    page.dirtyHigh = 0;
    stale.push(page);
    for (let group = 0; group < 4; group++) {
      if (((low >>> (group * 8)) & 0xff) !== 0) batchEight(page, group * 64, GROUPS_AT + group * 8);
      if (((high >>> (group * 8)) & 0xff) !== 0) batchEight(page, group * 64 + 256, GROUPS_AT + group * 8 + 32);
    }
  }
}

/** Puts eight nodes of a page into the batch; their subtree's root is to be written at `target`. */
function batchEight(page: Page, from: number, target: number): void {
  copyWords(page.words, from, nodes, batched * 64, 64);
  targetPages[batched] = page;
  targetWords[batched] = target;
  batched += 1;
  if (batched === BATCH) runBatch();
}

function runBatch(): void {
  if (batched === 0) return;
  hashDown(nodes, batched, 3);
  for (let i = 0; i < batched; i++) copyWords(nodes, i * 8, targetPages[i]!.words, targetWords[i]!, 8);
  batched = 0;
}
