import type { BeaconState } from "../spec/state.ts";
import type { Root, SignedBeaconBlock, Slot } from "../spec/values.ts";
import { bytesEqual, fromHex, toHex } from "../ssz/bytes.ts";
import type { Chain } from "./chain.ts";
import { NotFoundError } from "./errors.ts";

/** Raised where a block or state identifier of the API is none. */
export class InvalidIdError extends Error {
  override name = "InvalidIdError";
}

/** A block found by an identifier. */
export interface FoundBlock {
  readonly root: Root;
  readonly block: SignedBeaconBlock;
  /** The fork whose type the block is. */
  readonly fork: string;
  readonly canonical: boolean;
  readonly finalized: boolean;
}

/**
 * Blocks and states by the identifiers of the Beacon API: `head`, `genesis`, `finalized`, `justified`, a slot, a root.
 * Throws `InvalidIdError` and `NotFoundError`.
 */
export class ChainLookup {
  private readonly chain: Chain;

  constructor(chain: Chain) {
    this.chain = chain;
  }

  blockRoot(id: string): Root {
    const { chain } = this;
    switch (id) {
      case "head":
        return chain.head.root;
      case "genesis":
        return chain.genesisBlockRoot();
      case "finalized":
        return chain.store.finalized_checkpoint.root;
      case "justified":
        return chain.store.justified_checkpoint.root;
    }
    if (/^0x[0-9a-fA-F]{64}$/.test(id)) return fromHex(id);
    if (/^\d{1,16}$/.test(id)) {
      const root = this.canonicalRootAt(Number(id));
      if (root === null) throw new NotFoundError(`no block at slot ${id}`);
      return root;
    }
    throw new InvalidIdError(
      `block identifier ${JSON.stringify(id)} is no slot, root, head, genesis, finalized or justified`,
    );
  }

  block(id: string): FoundBlock {
    const root = this.blockRoot(id);
    const found = this.chain.blockByRoot(root);
    if (found === null) throw new NotFoundError(`block ${id} is not known`);
    const { slot } = found.block.message;
    const canonicalRoot = this.canonicalRootAt(slot);
    const canonical = canonicalRoot !== null && bytesEqual(canonicalRoot, root);
    return { root, ...found, canonical, finalized: canonical && slot <= this.chain.finalizedSlot() };
  }

  /** The state and whether it is finalized. A slot's state is the canonical chain's at that slot, empty slots included. */
  state(id: string): { state: BeaconState; finalized: boolean } {
    const { chain } = this;
    if (/^0x[0-9a-fA-F]{64}$/.test(id)) {
      const state = this.stateByRoot(fromHex(id));
      return { state, finalized: state.slot <= chain.finalizedSlot() };
    }
    if (/^\d{1,16}$/.test(id)) {
      const slot = Number(id);
      if (slot > chain.clock.currentSlot) throw new NotFoundError(`slot ${id} is in the future`);
      const root = this.canonicalRootUpTo(slot);
      if (root === null) throw new NotFoundError(`no state at slot ${id}`);
      return { state: chain.states.after(root, slot), finalized: slot <= chain.finalizedSlot() };
    }
    if (id === "justified" || id === "finalized") {
      const checkpoint = id === "justified" ? chain.store.justified_checkpoint : chain.store.finalized_checkpoint;
      const slot = chain.spec.compute_start_slot_at_epoch(checkpoint.epoch);
      return { state: chain.states.after(checkpoint.root, slot), finalized: id === "finalized" };
    }
    if (id !== "head" && id !== "genesis")
      throw new InvalidIdError(
        `state identifier ${JSON.stringify(id)} is no slot, root, head, genesis, finalized or justified`,
      );
    return { state: chain.states.after(this.blockRoot(id)), finalized: id === "genesis" };
  }

  /** Root of the canonical block at exactly this slot, or null where the slot is empty. */
  canonicalRootAt(slot: Slot): Root | null {
    const root = this.canonicalRootUpTo(slot);
    if (root === null) return null;
    return this.chain.blockByRoot(root)?.block.message.slot === slot ? root : null;
  }

  /** Root of the newest canonical block at or before this slot, or null before the chain's first known block. */
  canonicalRootUpTo(slot: Slot): Root | null {
    const { chain } = this;
    if (slot >= chain.head.slot) return chain.head.root;
    const state = chain.headState();
    const { SLOTS_PER_HISTORICAL_ROOT } = chain.spec.preset;
    if (slot + SLOTS_PER_HISTORICAL_ROOT >= state.slot) return state.block_roots.get(slot % SLOTS_PER_HISTORICAL_ROOT);
    let root = state.block_roots.get(state.slot % SLOTS_PER_HISTORICAL_ROOT);
    for (;;) {
      const found = chain.blockByRoot(root);
      if (found === null) return null;
      if (found.block.message.slot <= slot) return root;
      root = found.block.message.parent_root;
    }
  }

  private stateByRoot(stateRoot: Root): BeaconState {
    const { chain } = this;
    if (bytesEqual(stateRoot, chain.head.stateRoot)) return chain.states.after(chain.head.root);
    for (const root of chain.recentBlockRoots()) {
      const found = chain.blockByRoot(root);
      if (found !== null && bytesEqual(found.block.message.state_root, stateRoot)) return chain.states.after(root);
    }
    throw new NotFoundError(`no state with root ${toHex(stateRoot)} is known`);
  }
}
