import { toHex } from "../ssz/bytes.ts";
import type { Chain } from "./chain.ts";

/** Snapshots of finalized states further apart than this many epochs are kept for ever, others only while newest. */
const ARCHIVE_EVERY_EPOCHS = 64;

/** At each finalization: a snapshot to restart from, and everything forgotten that finality has decided. */
export function followFinality(chain: Chain): () => void {
  return chain.events.on("finalized_checkpoint", ({ checkpoint }) => {
    const { db, pools, spec } = chain;
    const state = chain.states.after(checkpoint.root);
    const fork = chain.specOf(state).fork;
    db.transaction(() => {
      const older = db.stateSlots();
      db.putState({ root: checkpoint.root, slot: state.slot, fork, ssz: state.serialize() });
      // The first snapshot is the chain's beginning, from which any older state can be rebuilt.
      let kept = older[0]?.slot ?? 0;
      for (const { root, slot } of older.slice(1)) {
        if (slot - kept >= ARCHIVE_EVERY_EPOCHS * spec.preset.SLOTS_PER_EPOCH) kept = slot;
        else if (toHex(root) !== toHex(checkpoint.root)) db.deleteState(root);
      }
    });
    const { currentSlot } = chain.clock;
    pools.attestations.prune(currentSlot - 2 * spec.preset.SLOTS_PER_EPOCH);
    pools.operations.prune(chain.specOf(state), state);
    const gone = chain.store.prune();
    chain.importer.forget(gone);
    chain.log.debug("finality followed", { epoch: checkpoint.epoch, root: checkpoint.root });
  });
}
