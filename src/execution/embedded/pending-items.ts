import { toHex } from "../../ssz/bytes.ts";
import type { ExecutionBlock } from "./block-store.ts";

/** Whether a block is an ancestor of another, or the same. */
export type IsAncestor = (ancestor: Uint8Array, block: ExecutionBlock) => boolean;

interface Pending<T> {
  readonly item: T;
  /** Hashes of blocks that hold it, by hex. */
  readonly blocks: Map<string, Uint8Array>;
}

/**
 * Things that wait for a block. One that a block took stays until that block is settled: a branch without it, or a payload
 * that was never revealed, has it waiting still.
 */
export class PendingItems<T> {
  private pending: Pending<T>[] = [];

  get size(): number {
    return this.pending.length;
  }

  add(item: T): void {
    this.pending.push({ item, blocks: new Map() });
  }

  has(matches: (item: T) => boolean): boolean {
    return this.pending.some(({ item }) => matches(item));
  }

  /** What no ancestor of a block on `parent` holds, oldest first. */
  availableOn(parent: ExecutionBlock, isAncestor: IsAncestor): T[] {
    return this.pending
      .filter(({ blocks }) => ![...blocks.values()].some((hash) => isAncestor(hash, parent)))
      .map(({ item }) => item);
  }

  /** Notes that a block holds those that match. */
  markIncluded(matches: (item: T) => boolean, blockHash: Uint8Array): void {
    for (const { item, blocks } of this.pending) if (matches(item)) blocks.set(toHex(blockHash), blockHash);
  }

  /** Drops what a block or one of its ancestors holds. */
  dropHeldBy(settled: ExecutionBlock, isAncestor: IsAncestor): void {
    this.pending = this.pending.filter(({ blocks }) => ![...blocks.values()].some((hash) => isAncestor(hash, settled)));
  }
}
