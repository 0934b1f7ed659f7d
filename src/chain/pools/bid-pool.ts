import type { Root, SignedExecutionPayloadBid, SignedProposerPreferences, Slot } from "../../spec/values.ts";
import { toHex } from "../../ssz/bytes.ts";

/** Bids of builders and preferences of proposers for the slots ahead. */
export class BidPool {
  private readonly bids = new Map<Slot, SignedExecutionPayloadBid[]>();
  private readonly preferences = new Map<Slot, SignedProposerPreferences[]>();

  addBid(bid: SignedExecutionPayloadBid): void {
    const list = this.bids.get(bid.message.slot) ?? [];
    this.bids.set(bid.message.slot, list);
    list.push(bid);
  }

  /** Bids for this slot on this parent (beacon block and execution block), the highest value first. */
  bidsFor(slot: Slot, parentRoot: Root, parentBlockHash: Root): SignedExecutionPayloadBid[] {
    return (this.bids.get(slot) ?? [])
      .filter(
        ({ message }) =>
          toHex(message.parent_block_root) === toHex(parentRoot) &&
          toHex(message.parent_block_hash) === toHex(parentBlockHash),
      )
      .sort((a, b) => b.message.value - a.message.value);
  }

  /** All bids for a slot, in the order of their arrival. */
  bidsAt(slot: Slot): readonly SignedExecutionPayloadBid[] {
    return this.bids.get(slot) ?? [];
  }

  addPreferences(preferences: SignedProposerPreferences): void {
    const slot = preferences.message.proposal_slot;
    const list = this.preferences.get(slot) ?? [];
    this.preferences.set(slot, list);
    list.push(preferences);
  }

  /** The preferences for a slot under this shuffling, or null. */
  preferencesFor(slot: Slot, dependentRoot: Root): SignedProposerPreferences | null {
    const list = this.preferences.get(slot) ?? [];
    return list.find(({ message }) => toHex(message.dependent_root) === toHex(dependentRoot)) ?? null;
  }

  /** All preferences held, of one slot or of all. */
  allPreferences(slot?: Slot): SignedProposerPreferences[] {
    return slot === undefined ? [...this.preferences.values()].flat() : (this.preferences.get(slot) ?? []);
  }

  /** Forgets slots before this one. */
  prune(beforeSlot: Slot): void {
    for (const map of [this.bids, this.preferences])
      for (const slot of map.keys()) if (slot < beforeSlot) map.delete(slot);
  }
}
