import { bytesEqual } from "../../../ssz/bytes.ts";
import type { BeaconState } from "../../state.ts";
import type { Checkpoint, Epoch, Root, Slot, ValidatorIndex } from "../../values.ts";
import type { ForkChoiceNode, Store } from "../fork-choice/store.ts";
import { Phase0ForkChoice } from "../fork-choice.ts";
import type { FastConfirmationStore } from "./store.ts";

/** Blocks, checkpoints and states as the fast confirmation rule looks them up. */
export abstract class Phase0FastConfirmationHelpers extends Phase0ForkChoice {
  /** A store that has confirmed what fork choice's has finalized; both are to be made of one anchor. */
  get_fast_confirmation_store(store: Store): FastConfirmationStore {
    const { finalized_checkpoint } = store;
    return {
      store,
      confirmed_root: finalized_checkpoint.root,
      previous_epoch_observed_justified_checkpoint: finalized_checkpoint,
      current_epoch_observed_justified_checkpoint: finalized_checkpoint,
      previous_epoch_greatest_unrealized_checkpoint: finalized_checkpoint,
      previous_slot_head: finalized_checkpoint.root,
      current_slot_head: finalized_checkpoint.root,
    };
  }

  get_node_for_root(block_root: Root): ForkChoiceNode {
    return this.blockNode(block_root);
  }

  get_block_slot(store: Store, block_root: Root): Slot {
    return store.block(block_root).slot;
  }

  get_block_epoch(store: Store, block_root: Root): Epoch {
    return this.compute_epoch_at_slot(store.block(block_root).slot);
  }

  /** Checkpoint of `epoch` in the chain of the block. */
  get_checkpoint_for_block(store: Store, block_root: Root, epoch: Epoch): Checkpoint {
    return { epoch, root: this.get_checkpoint_block(store, block_root, epoch) };
  }

  /** Target of who votes for the head in the current epoch. */
  get_current_target(store: Store): Checkpoint {
    return this.get_checkpoint_for_block(store, this.get_head(store).root, this.get_current_store_epoch(store));
  }

  is_start_slot_at_epoch(slot: Slot): boolean {
    return this.compute_slots_since_epoch_start(slot) === 0;
  }

  /** The chain from `terminal_root`, which is left out, to the block, oldest first; empty where there is none. */
  get_ancestor_roots(store: Store, block_root: Root, terminal_root: Root): Root[] {
    const terminal_slot = store.block(terminal_root).slot;
    const ancestor_roots: Root[] = [];
    for (let root = block_root; store.block(root).slot > terminal_slot; ) {
      ancestor_roots.push(root);
      root = store.block(root).parent_root;
      if (bytesEqual(root, terminal_root)) return ancestor_roots.reverse();
    }
    return [];
  }

  /** Members of all committees of a slot, by the head's state. */
  get_slot_committee(store: Store, slot: Slot): Set<ValidatorIndex> {
    const shuffling_source = store.blockState(this.get_head(store).root);
    const committees_count = this.get_committee_count_per_slot(shuffling_source, this.compute_epoch_at_slot(slot));
    const participants = new Set<ValidatorIndex>();
    for (let index = 0; index < committees_count; index++)
      for (const member of this.get_beacon_committee(shuffling_source, slot, index)) participants.add(member);
    return participants;
  }

  /** The head's state, carried on into the current epoch. Shared: not to be written to. */
  get_pulled_up_head_state(store: Store): BeaconState {
    const head = this.get_head(store).root;
    const head_state = store.blockState(head);
    const epoch = this.get_current_store_epoch(store);
    if (this.get_current_epoch(head_state) >= epoch) return head_state;
    return store.memo.get("get_pulled_up_head_state", [head_state, epoch], () =>
      this.advancedState(head, head_state, this.compute_start_slot_at_epoch(epoch)),
    );
  }

  get_previous_balance_source(fcr_store: FastConfirmationStore): BeaconState {
    return this.checkpointState(fcr_store.store, fcr_store.previous_epoch_observed_justified_checkpoint);
  }

  get_current_balance_source(fcr_store: FastConfirmationStore): BeaconState {
    return this.checkpointState(fcr_store.store, fcr_store.current_epoch_observed_justified_checkpoint);
  }
}
