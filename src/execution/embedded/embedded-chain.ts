import type {
  EngineForkchoice,
  EngineNewPayload,
  EnginePayloadStatus,
  EnginePayloadVerdict,
} from "../../chain/engine.ts";
import { type ForkName, isAtLeast } from "../../spec/forks.ts";
import { bytesEqual, toHex, ZERO_ROOT } from "../../ssz/bytes.ts";
import { isBlockHashValid } from "../block-hash.ts";
import type { ExecutionRules } from "../execution-rules.ts";
import { transactionHash } from "../transactions.ts";
import { blockOfPayload } from "./anchors.ts";
import type { ExecutionBlock, ExecutionBlockStore } from "./block-store.ts";
import { findLineageFault, findPayloadFault } from "./check-payload.ts";
import { isOwedByInclusionList } from "./payload-pool.ts";
import { RecentMap } from "./recent-map.ts";

/** Raised where the stored chain is not the one that the engine is to go on with. */
export class EmbeddedEngineError extends Error {
  override name = "EmbeddedEngineError";
}

interface Fault {
  readonly message: string;
  readonly latestValidHash: Uint8Array | null;
}

/** Finalized blocks that stay known below the last one. */
const KEPT_FINAL_BLOCKS = 1024;
const KEPT_UNPROCESSED = 1024;
const KEPT_FAULTS = 1024;
const KEPT_ANSWERS = 1024;

/** How far back a transaction is looked for. */
const TRANSACTION_LOOKBACK = 64;

/** The embedded engine's blocks: which are valid, which wait for a parent, which one is the head. */
export class EmbeddedChain {
  private readonly store: ExecutionBlockStore;
  private readonly rules: ExecutionRules;
  /** Payloads whose parent is not known, or that are not to be processed yet, by hash. */
  private readonly waiting = new RecentMap<string, { readonly fork: ForkName; readonly request: EngineNewPayload }>(
    KEPT_UNPROCESSED,
  );
  private readonly faults = new RecentMap<string, Fault>(KEPT_FAULTS);
  private readonly satisfied = new RecentMap<string, boolean>(KEPT_ANSWERS);
  /** The newest block found to descend from an ancestor, by the ancestor's hash: the next search ends there. */
  private readonly descendants = new RecentMap<string, Uint8Array>(KEPT_ANSWERS);
  private current: ExecutionBlock;

  /** Goes on with the stored chain, or begins one. Throws `EmbeddedEngineError` where it began with another block. */
  constructor(store: ExecutionBlockStore, rules: ExecutionRules, anchor: ExecutionBlock) {
    this.store = store;
    this.rules = rules;
    const begun = store.getMeta("anchor");
    if (begun !== null && !bytesEqual(begun, anchor.hash))
      throw new EmbeddedEngineError(`stored execution chain begins with ${toHex(begun)}, not ${toHex(anchor.hash)}`);
    if (begun === null) {
      store.put(anchor);
      store.setMeta("anchor", anchor.hash);
    }
    const headHash = store.getMeta("head");
    this.current = (headHash === null ? null : store.get(headHash)) ?? anchor;
  }

  get head(): ExecutionBlock {
    return this.current;
  }

  get(hash: Uint8Array): ExecutionBlock | null {
    return this.store.get(hash);
  }

  /** Checks a payload and takes it where its parent is known. Throws `PayloadPartMissingError`. */
  process(fork: ForkName, request: EngineNewPayload): EnginePayloadStatus {
    const { payload } = request;
    // What another block's hash is claimed for says nothing of that block.
    if (!isBlockHashValid(fork, request))
      return { status: "INVALID", latestValidHash: null, validationError: "block hash does not match the values" };
    const answered = this.answerFor(fork, payload.block_hash);
    if (answered !== null) {
      if (answered.status === "VALID") this.noteSatisfaction(fork, request);
      return this.answerFor(fork, payload.block_hash)!;
    }
    const fault = findPayloadFault(fork, this.rules, request);
    if (fault !== null) return this.reject(payload.block_hash, payload.parent_hash, fault);
    if (this.faults.get(toHex(payload.parent_hash)) !== undefined)
      return this.reject(payload.block_hash, payload.parent_hash, "links to an invalid block");
    const parent = this.store.get(payload.parent_hash);
    if (parent === null) {
      this.keepWaiting(fork, request);
      return statusOf("SYNCING");
    }
    const lineageFault = findLineageFault(fork, this.rules, request, parent);
    if (lineageFault !== null) return this.reject(payload.block_hash, payload.parent_hash, lineageFault);
    this.waiting.delete(toHex(payload.block_hash));
    this.store.put(blockOfPayload(payload));
    this.noteSatisfaction(fork, request);
    return this.answerFor(fork, payload.block_hash)!;
  }

  /** Keeps a payload for when a head on it is asked for. */
  keepWaiting(fork: ForkName, request: EngineNewPayload): void {
    this.waiting.set(toHex(request.payload.block_hash), { fork, request });
  }

  /** Remembers a block as invalid. */
  reject(blockHash: Uint8Array, parentHash: Uint8Array | null, message: string): EnginePayloadStatus {
    const parentFault = parentHash === null ? undefined : this.faults.get(toHex(parentHash));
    const parentIsValid = parentHash !== null && this.store.get(parentHash) !== null;
    const fault = { message, latestValidHash: parentFault?.latestValidHash ?? (parentIsValid ? parentHash : null) };
    this.faults.set(toHex(blockHash), fault);
    return invalid(fault);
  }

  /** What is thought of a block, after processing what waits between it and a block that is known. */
  statusOfHead(fork: ForkName, blockHash: Uint8Array): EnginePayloadStatus {
    this.processWaiting(blockHash);
    return this.answerFor(fork, blockHash) ?? statusOf("SYNCING");
  }

  /** Makes a known block the head; the finding is the name of the hash that is no ancestor of it, null where all is well. */
  adopt(head: ExecutionBlock, { safeBlockHash, finalizedBlockHash }: EngineForkchoice): "safe" | "finalized" | null {
    if (!this.isAncestorOrNone(finalizedBlockHash, head)) return "finalized";
    if (!this.isAncestorOrNone(safeBlockHash, head)) return "safe";
    this.current = head;
    this.store.setMeta("head", head.hash);
    const finalized = this.store.get(finalizedBlockHash);
    if (finalized !== null && finalized.number > KEPT_FINAL_BLOCKS)
      this.store.pruneBelow(finalized.number - KEPT_FINAL_BLOCKS);
    return null;
  }

  /** Whether a block is an ancestor of another, or the same. */
  readonly isAncestor = (hash: Uint8Array, block: ExecutionBlock): boolean => {
    const ancestor = this.store.get(hash);
    if (ancestor === null) return false;
    const key = toHex(hash);
    const known = this.descendants.get(key);
    let at: ExecutionBlock | null = block;
    while (at !== null && at.number > ancestor.number && !(known !== undefined && bytesEqual(at.hash, known)))
      at = this.store.get(at.parentHash);
    if (at === null || (at.number <= ancestor.number && !bytesEqual(at.hash, hash))) return false;
    this.descendants.set(key, block.hash);
    return true;
  };

  /** The ancestor so many blocks back, or the oldest that is known. */
  ancestorAt(block: ExecutionBlock, distance: number): ExecutionBlock {
    let at = block;
    for (let i = 0; i < distance; i++) {
      const parent = this.store.get(at.parentHash);
      if (parent === null) break;
      at = parent;
    }
    return at;
  }

  /** Whether a block or one of the last before it holds a transaction. */
  holdsTransaction(block: ExecutionBlock, hash: Uint8Array): boolean {
    let at: ExecutionBlock | null = block;
    for (let i = 0; at !== null && i < TRANSACTION_LOOKBACK; i++) {
      if (at.transactions.some((each) => bytesEqual(each, hash))) return true;
      at = this.store.get(at.parentHash);
    }
    return false;
  }

  private isAncestorOrNone(hash: Uint8Array, block: ExecutionBlock): boolean {
    return bytesEqual(hash, ZERO_ROOT) || this.isAncestor(hash, block);
  }

  private answerFor(fork: ForkName, blockHash: Uint8Array): EnginePayloadStatus | null {
    const fault = this.faults.get(toHex(blockHash));
    if (fault !== undefined) return invalid(fault);
    if (this.store.get(blockHash) === null) return null;
    const valid = statusOf("VALID", blockHash);
    if (!isAtLeast(fork, "heze")) return valid;
    return { ...valid, inclusionListSatisfied: this.satisfied.get(toHex(blockHash)) ?? null };
  }

  private processWaiting(blockHash: Uint8Array): void {
    const chain: { fork: ForkName; request: EngineNewPayload }[] = [];
    for (let hash = blockHash; this.store.get(hash) === null; ) {
      const found = this.waiting.get(toHex(hash));
      if (found === undefined) break;
      chain.push(found);
      hash = found.request.payload.parent_hash;
    }
    for (const { fork, request } of chain.reverse()) this.process(fork, request);
  }

  private noteSatisfaction(fork: ForkName, { payload, inclusionListTransactions }: EngineNewPayload): void {
    if (!isAtLeast(fork, "heze") || inclusionListTransactions === undefined) return;
    const room = { baseFeePerGas: payload.base_fee_per_gas, gasLimit: payload.gas_limit, gasUsed: payload.gas_used };
    const block = blockOfPayload(payload);
    const isSatisfied = inclusionListTransactions.every(
      (bytes) => !isOwedByInclusionList(bytes, room) || this.holdsTransaction(block, transactionHash(bytes)),
    );
    this.satisfied.set(toHex(payload.block_hash), isSatisfied);
  }
}

/** An answer without a fault. */
export function statusOf(
  verdict: EnginePayloadVerdict,
  latestValidHash: Uint8Array | null = null,
): EnginePayloadStatus {
  return { status: verdict, latestValidHash, validationError: null };
}

function invalid({ message, latestValidHash }: Fault): EnginePayloadStatus {
  return { status: "INVALID", latestValidHash, validationError: message };
}
