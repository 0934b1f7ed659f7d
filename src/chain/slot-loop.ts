import type { Slot } from "../spec/values.ts";
import type { Chain } from "./chain.ts";

/** What happens around each slot's start. */
export interface SlotHooks {
  /** Just before a slot begins, with the slot that ends; its chain is still as it was. */
  ended(slot: Slot): void;
  /** Fork choice has moved to this slot. */
  started(slot: Slot, signal: AbortSignal): void;
}

/** Moves the chain from slot to slot until aborted. Slots that passed while the process slept are left out. */
export async function runSlots(chain: Chain, hooks: SlotHooks, signal: AbortSignal): Promise<void> {
  const { clock, pools } = chain;
  let slot = clock.now() < clock.genesisTimeMs ? 0 : clock.currentSlot + 1;
  while (!signal.aborted) {
    await clock.untilIntoSlot(slot, 0, signal);
    if (signal.aborted) return;
    if (slot > 0) hooks.ended(slot - 1);
    const now = clock.currentSlot;
    chain.tick();
    pools.sync.prune(now - 2);
    pools.payloadAttestations.prune(now - 2);
    pools.bids.prune(now - 1);
    hooks.started(now, signal);
    slot = now + 1;
  }
}
