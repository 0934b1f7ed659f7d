import type { ForkName } from "../spec/forks.ts";
import type { SpecTable } from "../spec/index.ts";
import type { BeaconState } from "../spec/state.ts";
import type { Root, SignedBeaconBlock, Slot } from "../spec/values.ts";
import { bytesEqual, toHex } from "../ssz/bytes.ts";
import type { ChainDatabase } from "../storage/database.ts";
import { NotFoundError } from "./errors.ts";
import { advanceTo, applyBlock } from "./transition.ts";

/** How many advanced states are kept besides fork choice's own. */
const CACHED_STATES = 16;

/**
 * States of any block and slot: fork choice's where it has them, else rebuilt from the nearest stored snapshot. What is
 * handed out is the caller's own clone.
 */
export class StateAccess {
  private readonly specs: SpecTable;
  private readonly db: ChainDatabase;
  private readonly recent: (root: Root) => BeaconState | undefined;
  private readonly cache = new Map<string, BeaconState>();

  /** `recent` answers the post-state of a block that fork choice holds. */
  constructor(specs: SpecTable, db: ChainDatabase, recent: (root: Root) => BeaconState | undefined) {
    this.specs = specs;
    this.db = db;
    this.recent = recent;
  }

  /** The state after this block and empty slots up to `slot`; without one, at the block's own. Throws `NotFoundError`. */
  after(root: Root, slot?: Slot): BeaconState {
    const key = `${toHex(root)}:${slot ?? "block"}`;
    const cached = this.cache.get(key);
    if (cached !== undefined) {
      this.cache.delete(key);
      this.cache.set(key, cached);
      return cached.clone();
    }
    const base = this.recent(root);
    let state = base === undefined ? this.rebuild(root) : base.clone();
    if (slot !== undefined && state.slot < slot) state = advanceTo(this.specs, state, slot);
    if (base === undefined || (slot !== undefined && slot > base.slot)) this.keep(key, state);
    return state.clone();
  }

  private keep(key: string, state: BeaconState): void {
    this.cache.set(key, state);
    if (this.cache.size > CACHED_STATES) this.cache.delete(this.cache.keys().next().value!);
  }

  /** Replays stored blocks on the nearest snapshot below; their signatures were checked when they were imported. */
  private rebuild(root: Root): BeaconState {
    const path: SignedBeaconBlock[] = [];
    let at = root;
    let state: BeaconState | undefined;
    for (;;) {
      const snapshot = this.db.getState(at);
      if (snapshot !== null) {
        state = this.specs.get(snapshot.fork as ForkName).stateType.deserialize(snapshot.ssz) as BeaconState;
        break;
      }
      const held = this.recent(at);
      if (held !== undefined) {
        state = held.clone();
        break;
      }
      const stored = this.db.getBlock(at);
      if (stored === null)
        throw new NotFoundError(`no state of block ${toHex(root)}: its ancestor ${toHex(at)} is unknown`);
      const block = this.specs.get(stored.fork as ForkName).types.SignedBeaconBlock.deserialize(stored.ssz);
      path.push(block);
      if (bytesEqual(block.message.parent_root, at)) throw new NotFoundError(`block ${toHex(at)} is its own parent`);
      at = block.message.parent_root;
    }
    for (const block of path.reverse()) state = applyBlock(this.specs, state, block, { verifySignatures: false });
    return state;
  }
}
