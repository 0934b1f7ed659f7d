/** What waits to enter the embedded engine's payloads: transactions, blobs, requests. */

import type { Preset } from "../../config/preset.ts";
import { type ForkName, isAtLeast } from "../../spec/forks.ts";
import type {
  BuilderDepositRequest,
  BuilderExitRequest,
  ConsolidationRequest,
  DepositRequest,
  ExecutionRequests,
  WithdrawalRequest,
} from "../../spec/values.ts";
import { bytesEqual, toHex } from "../../ssz/bytes.ts";
import { feesOf, isBlobTransaction, transactionHash } from "../transactions.ts";
import type { ExecutionBlock } from "./block-store.ts";
import { type IsAncestor, PendingItems } from "./pending-items.ts";
import { RecentMap } from "./recent-map.ts";
import type { ProvenBlob } from "./synthetic-blobs.ts";

/** A request as the contracts of the execution chain would make it. */
export type QueuedRequest =
  | { readonly kind: "deposit"; readonly request: DepositRequest }
  | { readonly kind: "withdrawal"; readonly request: WithdrawalRequest }
  | { readonly kind: "consolidation"; readonly request: ConsolidationRequest }
  | { readonly kind: "builder_deposit"; readonly request: BuilderDepositRequest }
  | { readonly kind: "builder_exit"; readonly request: BuilderExitRequest };

/** A transaction in the pool; `blobs` are those that it brings. */
export interface PooledTransaction {
  readonly bytes: Uint8Array;
  readonly hash: Uint8Array;
  readonly blobs: readonly ProvenBlob[];
}

/** What the pool asks of the chain. */
export interface Ancestry {
  readonly isAncestor: IsAncestor;
  ancestorAt(block: ExecutionBlock, distance: number): ExecutionBlock;
}

/** Gas that is counted for a transaction of a type that is not known. */
const UNKNOWN_TRANSACTION_GAS = 21_000;

/** Blobs that can still be asked for after their transaction left the pool. */
const KEPT_BLOBS = 64;

/** The transactions, blobs and requests that were queued and are in no final block yet. */
export class PayloadPool {
  readonly transactions = new PendingItems<PooledTransaction>();
  readonly requests = new PendingItems<QueuedRequest>();
  private readonly blobs = new RecentMap<string, ProvenBlob>(KEPT_BLOBS);
  private readonly preset: Preset;

  constructor(preset: Preset) {
    this.preset = preset;
  }

  /** Takes a transaction unless it is here already. */
  addTransaction(bytes: Uint8Array, blobs: readonly ProvenBlob[] = []): void {
    const transaction = { bytes, hash: transactionHash(bytes), blobs };
    if (!this.transactions.has(({ hash }) => bytesEqual(hash, transaction.hash))) this.transactions.add(transaction);
    for (const blob of blobs) this.blobs.set(toHex(blob.versionedHash), blob);
  }

  blobOf(versionedHash: Uint8Array): ProvenBlob | null {
    return this.blobs.get(toHex(versionedHash)) ?? null;
  }

  /** Requests for a payload of this fork on `parent`: of each kind the oldest, as many as a payload may hold. */
  requestsFor(fork: ForkName, parent: ExecutionBlock, isAncestor: IsAncestor): QueuedRequest[] {
    const room: Record<QueuedRequest["kind"], number> = {
      deposit: isAtLeast(fork, "electra") ? this.preset.MAX_DEPOSIT_REQUESTS_PER_PAYLOAD : 0,
      withdrawal: isAtLeast(fork, "electra") ? this.preset.MAX_WITHDRAWAL_REQUESTS_PER_PAYLOAD : 0,
      consolidation: isAtLeast(fork, "electra") ? this.preset.MAX_CONSOLIDATION_REQUESTS_PER_PAYLOAD : 0,
      builder_deposit: isAtLeast(fork, "gloas") ? this.preset.MAX_BUILDER_DEPOSIT_REQUESTS_PER_PAYLOAD : 0,
      builder_exit: isAtLeast(fork, "gloas") ? this.preset.MAX_BUILDER_EXIT_REQUESTS_PER_PAYLOAD : 0,
    };
    return this.requests.availableOn(parent, isAncestor).filter(({ kind }) => room[kind]-- > 0);
  }

  /** Notes which of the transactions here a block holds. */
  noteBlock(block: ExecutionBlock): void {
    const held = new Set(block.transactions.map(toHex));
    this.transactions.markIncluded(({ hash }) => held.has(toHex(hash)), block.hash);
  }

  /** Drops what the final block or one `depth` below the head holds, or an ancestor of either. */
  settle(chain: Ancestry, head: ExecutionBlock, depth: number, finalized: ExecutionBlock | null): void {
    if (this.transactions.size + this.requests.size === 0) return;
    const deep = chain.ancestorAt(head, depth);
    const settled = finalized !== null && finalized.number > deep.number ? finalized : deep;
    this.transactions.dropHeldBy(settled, chain.isAncestor);
    this.requests.dropHeldBy(settled, chain.isAncestor);
  }
}

/** Queued requests in the container of the specification. */
export function toExecutionRequests(requests: readonly QueuedRequest[]): ExecutionRequests {
  const all: ExecutionRequests = {
    deposits: [],
    withdrawals: [],
    consolidations: [],
    builder_deposits: [],
    builder_exits: [],
  };
  for (const each of requests) {
    if (each.kind === "deposit") all.deposits.push(each.request);
    else if (each.kind === "withdrawal") all.withdrawals.push(each.request);
    else if (each.kind === "consolidation") all.consolidations.push(each.request);
    else if (each.kind === "builder_deposit") all.builder_deposits.push(each.request);
    else all.builder_exits.push(each.request);
  }
  return all;
}

/** What a transaction costs a block and earns its proposer; blobs are counted besides. */
export interface TransactionCost {
  readonly gas: number;
  /** Wei. */
  readonly tip: bigint;
}

/**
 * The cost of a transaction in a block of this base fee: all the gas that it allows, for nothing is executed here. null
 * where it would not pay the base fee. One of an unknown type takes a transfer's gas and tips nothing.
 */
export function costOf(transaction: Uint8Array, baseFeePerGas: bigint): TransactionCost | null {
  const fees = feesOf(transaction);
  if (fees === null) return { gas: UNKNOWN_TRANSACTION_GAS, tip: 0n };
  const most = fees.maxFeePerGas - baseFeePerGas;
  if (most < 0n) return null;
  let tip = fees.priorityFeePerGas;
  if (tip > most) tip = most;
  return { gas: fees.gasLimit, tip: tip * BigInt(fees.gasLimit) };
}

/**
 * Whether a payload of this gas limit, with this much of it used, had to hold a transaction of an inclusion list: no blob
 * transaction, one that pays the base fee, and one for which there was room.
 */
export function isOwedByInclusionList(
  transaction: Uint8Array,
  block: { readonly baseFeePerGas: bigint; readonly gasLimit: number; readonly gasUsed: number },
): boolean {
  if (isBlobTransaction(transaction) || feesOf(transaction) === null) return false;
  const cost = costOf(transaction, block.baseFeePerGas);
  return cost !== null && block.gasUsed + cost.gas <= block.gasLimit;
}
