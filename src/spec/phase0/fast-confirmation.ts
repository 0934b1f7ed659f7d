import { toHex } from "../../ssz/bytes.ts";
import type { Root } from "../values.ts";
import { isSameCheckpoint, Phase0FastConfirmationFinality } from "./fast-confirmation/finality.ts";
import type { FastConfirmationStore } from "./fast-confirmation/store.ts";
import type { Store } from "./fork-choice/store.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/phase0/fast-confirmation.md */
export abstract class Phase0FastConfirmation extends Phase0FastConfirmationFinality {
  /** Notes head and checkpoints: once a slot, before its attestations are due. */
  update_fast_confirmation_variables(fcr_store: FastConfirmationStore): void {
    const { store } = fcr_store;
    const current_slot = this.get_current_slot(store);
    fcr_store.previous_slot_head = fcr_store.current_slot_head;
    fcr_store.current_slot_head = this.get_head(store).root;
    if (this.is_start_slot_at_epoch(current_slot + 1))
      fcr_store.previous_epoch_greatest_unrealized_checkpoint = store.unrealized_justified_checkpoint;
    if (this.is_start_slot_at_epoch(current_slot)) {
      fcr_store.previous_epoch_observed_justified_checkpoint = fcr_store.current_epoch_observed_justified_checkpoint;
      fcr_store.current_epoch_observed_justified_checkpoint = fcr_store.previous_epoch_greatest_unrealized_checkpoint;
    }
  }

  /** The newest block of the head's chain from a confirmed one on that is confirmed as well. */
  find_latest_confirmed_descendant(fcr_store: FastConfirmationStore, latest_confirmed_root: Root): Root {
    const { store } = fcr_store;
    const isEpochStart = this.is_start_slot_at_epoch(this.get_current_slot(store));
    const current_epoch = this.get_current_store_epoch(store);
    const head = this.get_head(store).root;
    const confirmed_root = this.confirmPreviousEpoch(fcr_store, latest_confirmed_root);
    if (!isEpochStart && this.unrealizedEpoch(store, head) + 1 < current_epoch) return confirmed_root;

    const tentative_confirmed_root = this.confirmTentatively(fcr_store, confirmed_root);
    const isCertain =
      this.get_block_epoch(store, tentative_confirmed_root) === current_epoch ||
      (this.get_voting_source(store, tentative_confirmed_root).epoch + 2 >= current_epoch &&
        (isEpochStart || this.will_no_conflicting_checkpoint_be_justified(store)));
    return isCertain ? tentative_confirmed_root : confirmed_root;
  }

  /** The newest confirmed block. */
  get_latest_confirmed(fcr_store: FastConfirmationStore): Root {
    const { store, current_epoch_observed_justified_checkpoint: observed } = fcr_store;
    const current_epoch = this.get_current_store_epoch(store);
    const isEpochStart = this.is_start_slot_at_epoch(this.get_current_slot(store));
    let confirmed_root = this.isStillConfirmed(fcr_store) ? fcr_store.confirmed_root : store.finalized_checkpoint.root;

    const head_unrealized = store.unrealized_justifications.get(toHex(this.get_head(store).root));
    // Unknown where finality has gone against it.
    const observed_slot = store.blocks.get(toHex(observed.root))?.slot;
    const isRestart =
      isEpochStart &&
      observed_slot !== undefined &&
      this.compute_epoch_at_slot(observed_slot) + 1 === current_epoch &&
      head_unrealized !== undefined &&
      isSameCheckpoint(observed, head_unrealized) &&
      this.get_block_slot(store, confirmed_root) < observed_slot;
    if (isRestart) confirmed_root = observed.root;

    if (this.get_block_epoch(store, confirmed_root) + 1 < current_epoch) return confirmed_root;
    return this.find_latest_confirmed_descendant(fcr_store, confirmed_root);
  }

  /** Whether a block of this age is finalized, unless finality is late. */
  block_should_be_finalized(store: Store, block_root: Root): boolean {
    const block_slot = this.get_block_slot(store, block_root);
    const next_checkpoint_epoch = this.compute_epoch_at_slot(block_slot + this.preset.SLOTS_PER_EPOCH - 1);
    return this.compute_start_slot_at_epoch(next_checkpoint_epoch + 2) <= this.get_current_slot(store);
  }

  /** The newest block that is confirmed now or, if that still holds, was when the node last ran. */
  get_restart_resilient_confirmed_root(fcr_store: FastConfirmationStore): Root {
    const { store, confirmed_root } = fcr_store;
    const root_before_restart = this.environment.get_root_confirmed_before_restart();
    if (this.get_block_slot(store, root_before_restart) <= this.get_block_slot(store, confirmed_root))
      return confirmed_root;
    if (this.block_should_be_finalized(store, root_before_restart)) return confirmed_root;
    const isCanonical = this.is_ancestor(store, this.get_head(store), this.get_node_for_root(root_before_restart));
    return isCanonical ? root_before_restart : confirmed_root;
  }

  /** Runs the rule: once a slot, after the votes of past slots are in and before the slot's own are due. */
  on_fast_confirmation(fcr_store: FastConfirmationStore): void {
    this.update_fast_confirmation_variables(fcr_store);
    fcr_store.confirmed_root = this.get_latest_confirmed(fcr_store);
  }

  /** Whether the confirmed block is in the head's chain, not too old and, at an epoch's start, confirmed anew. */
  private isStillConfirmed(fcr_store: FastConfirmationStore): boolean {
    const { store, confirmed_root } = fcr_store;
    // Fork choice forgets blocks that conflict with finality: they have not stayed in the chain.
    if (store.tree.indexOf(confirmed_root) < 0) return false;
    if (this.get_block_epoch(store, confirmed_root) + 1 < this.get_current_store_epoch(store)) return false;
    const head = this.get_node_for_root(this.get_head(store).root);
    if (!this.is_ancestor(store, head, this.get_node_for_root(confirmed_root))) return false;
    const isEpochStart = this.is_start_slot_at_epoch(this.get_current_slot(store));
    return !isEpochStart || this.is_confirmed_chain_safe(fcr_store, confirmed_root);
  }

  /** Advances through blocks of the previous epoch, as far as the previous slot's head agrees. */
  private confirmPreviousEpoch(fcr_store: FastConfirmationStore, latest_confirmed_root: Root): Root {
    const { store, previous_slot_head } = fcr_store;
    const current_epoch = this.get_current_store_epoch(store);
    const head = this.get_head(store).root;
    if (this.get_block_epoch(store, latest_confirmed_root) + 1 !== current_epoch) return latest_confirmed_root;
    if (store.tree.indexOf(previous_slot_head) < 0) return latest_confirmed_root;
    if (this.get_voting_source(store, previous_slot_head).epoch + 2 < current_epoch) return latest_confirmed_root;
    const isSafeFromFiltering =
      this.is_start_slot_at_epoch(this.get_current_slot(store)) ||
      (this.will_no_conflicting_checkpoint_be_justified(store) &&
        (this.unrealizedEpoch(store, previous_slot_head) + 1 >= current_epoch ||
          this.unrealizedEpoch(store, head) + 1 >= current_epoch));
    if (!isSafeFromFiltering) return latest_confirmed_root;

    const balance_source = this.get_current_balance_source(fcr_store);
    const previousHead = this.get_node_for_root(previous_slot_head);
    let confirmed_root = latest_confirmed_root;
    for (const block_root of this.get_ancestor_roots(store, head, latest_confirmed_root)) {
      if (this.get_block_epoch(store, block_root) === current_epoch) break;
      if (!this.is_ancestor(store, previousHead, this.get_node_for_root(block_root))) break;
      if (!this.is_one_confirmed(store, balance_source, block_root)) break;
      confirmed_root = block_root;
    }
    return confirmed_root;
  }

  /** Advances through blocks up to the head; into the current epoch only where its target will be justified. */
  private confirmTentatively(fcr_store: FastConfirmationStore, confirmed_root: Root): Root {
    const { store } = fcr_store;
    const balance_source = this.get_current_balance_source(fcr_store);
    let tentative_confirmed_root = confirmed_root;
    for (const block_root of this.get_ancestor_roots(store, this.get_head(store).root, confirmed_root)) {
      const entersEpoch =
        this.get_block_epoch(store, block_root) > this.get_block_epoch(store, tentative_confirmed_root);
      if (entersEpoch && !this.will_current_target_be_justified(store)) break;
      if (!this.is_one_confirmed(store, balance_source, block_root)) break;
      tentative_confirmed_root = block_root;
    }
    return tentative_confirmed_root;
  }

  private unrealizedEpoch(store: Store, root: Root): number {
    return store.unrealized_justifications.get(toHex(root))?.epoch ?? -Infinity;
  }
}
