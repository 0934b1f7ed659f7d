import { bytesEqual, toHex, ZERO_ROOT } from "../../ssz/bytes.ts";
import { assert } from "../errors.ts";
import type { BeaconState } from "../state.ts";
import type { BeaconBlock, Hash32, Root, Slot } from "../values.ts";
import { SAFE_SLOTS_TO_IMPORT_OPTIMISTICALLY } from "./constants.ts";
import { BellatrixFork } from "./fork.ts";

/** What optimistic sync reads of a block. */
export interface OptimisticBlock {
  readonly slot: Slot;
  readonly parent_root: Root;
  /** Without a payload before bellatrix and from Gloas on. */
  readonly body: { readonly execution_payload?: { readonly block_hash: Hash32 } };
}

/** Blocks and what the execution engine has said of them. Keys are roots in hex. */
export interface OptimisticStore<Block extends OptimisticBlock = OptimisticBlock> {
  /** Blocks whose payloads the engine has not judged yet. */
  readonly optimistic_roots: Set<string>;
  head_block_root: Root;
  readonly blocks: ReadonlyMap<string, Block>;
  readonly block_states: { get(key: string): BeaconState | undefined };
}

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/bellatrix/optimistic-sync.md */
export abstract class BellatrixOptimisticSync extends BellatrixFork {
  /** How old a block has to be for the chain's first payload to be taken unjudged, in slots. */
  readonly safeSlotsToImportOptimistically: Slot = SAFE_SLOTS_TO_IMPORT_OPTIMISTICALLY;

  is_optimistic(opt_store: OptimisticStore, block: BeaconBlock): boolean {
    return opt_store.optimistic_roots.has(toHex(this.types.BeaconBlock.hashTreeRoot(block)));
  }

  /** The newest block of the chain that ends in this one whose payload is known to be valid. */
  latest_verified_ancestor(opt_store: OptimisticStore<BeaconBlock>, block: BeaconBlock): BeaconBlock {
    let at = block;
    while (this.is_optimistic(opt_store, at) && !bytesEqual(at.parent_root, ZERO_ROOT)) {
      const parent = opt_store.blocks.get(toHex(at.parent_root));
      assert(parent !== undefined, "latest_verified_ancestor", "block.parent_root in opt_store.blocks");
      at = parent;
    }
    return at;
  }

  /** Whether the block has an execution payload that is not empty. */
  is_execution_block(block: BeaconBlock): boolean {
    const { ExecutionPayload } = this.types;
    return !ExecutionPayload.equals(block.body.execution_payload, ExecutionPayload.defaultValue());
  }

  /** Whether the block may be taken while the engine does not judge it. */
  is_optimistic_candidate_block(
    opt_store: OptimisticStore<BeaconBlock>,
    current_slot: Slot,
    block: BeaconBlock,
  ): boolean {
    const parent = opt_store.blocks.get(toHex(block.parent_root));
    assert(parent !== undefined, "is_optimistic_candidate_block", "block.parent_root in opt_store.blocks");
    return this.is_execution_block(parent) || block.slot + this.safeSlotsToImportOptimistically <= current_slot;
  }
}

/** The engine has found the payload valid: so are those of its ancestors. */
export function markValid(opt_store: OptimisticStore, root: Root): void {
  for (let at = root; opt_store.optimistic_roots.delete(toHex(at)); ) {
    const block = opt_store.blocks.get(toHex(at));
    if (block === undefined) return;
    at = block.parent_root;
  }
}

/**
 * The first invalid block of the chain that ends in `block`, which the engine has found invalid with this
 * `latestValidHash`: the block itself where that is null or no block of the chain has it. The block need not be in the
 * store. It and all its descendants are invalid.
 */
export function firstInvalidBlock(
  blocks: ReadonlyMap<string, OptimisticBlock>,
  root: Root,
  block: OptimisticBlock,
  latestValidHash: Hash32 | null,
): Root {
  if (latestValidHash === null) return root;
  const isPastValid = (hash: Hash32 | undefined): boolean =>
    bytesEqual(latestValidHash, ZERO_ROOT)
      ? hash === undefined || bytesEqual(hash, ZERO_ROOT)
      : hash !== undefined && bytesEqual(hash, latestValidHash);
  let child = root;
  let parentRoot = block.parent_root;
  for (;;) {
    const parent = blocks.get(toHex(parentRoot));
    if (parent === undefined) return root;
    if (isPastValid(parent.body.execution_payload?.block_hash)) return child;
    child = parentRoot;
    parentRoot = parent.parent_root;
  }
}
