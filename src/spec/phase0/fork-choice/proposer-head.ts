import { bytesEqual, toHex } from "../../../ssz/bytes.ts";
import { assert } from "../../errors.ts";
import { PENDING } from "../../fork-choice/block-tree.ts";
import type { Gwei, Root, Slot, ValidatorIndex } from "../../values.ts";
import { Phase0ForkChoiceHead } from "./head.ts";
import type { ForkChoiceNode, Store } from "./store.ts";

/** Place of the attestation deadline in `Store.block_timeliness`. */
const ATTESTATION_DEADLINE = 0;

/** Whether a proposer builds on the head or, to reorganise a late one away, on its parent. */
export abstract class Phase0ProposerHead extends Phase0ForkChoiceHead {
  /** Whether the head came after the attestation deadline. */
  is_head_late(store: Store, head_root: Root): boolean {
    const timeliness = store.block_timeliness.get(toHex(head_root));
    assert(timeliness !== undefined, "is_head_late", "head_root in store.block_timeliness", () => ({ head_root }));
    return !timeliness[ATTESTATION_DEADLINE];
  }

  is_shuffling_stable(slot: Slot): boolean {
    return slot % this.preset.SLOTS_PER_EPOCH !== 0;
  }

  /** Whether head and parent would justify the same. */
  is_ffg_competitive(store: Store, head_root: Root, parent_root: Root): boolean {
    const ofHead = store.unrealized_justifications.get(toHex(head_root));
    const ofParent = store.unrealized_justifications.get(toHex(parent_root));
    assert(
      ofHead !== undefined && ofParent !== undefined,
      "is_ffg_competitive",
      "head_root and parent_root in store.unrealized_justifications",
      () => ({ head_root, parent_root }),
    );
    return ofHead.epoch === ofParent.epoch && bytesEqual(ofHead.root, ofParent.root);
  }

  is_finalization_ok(store: Store, slot: Slot): boolean {
    const epochs_since_finalization = this.compute_epoch_at_slot(slot) - store.finalized_checkpoint.epoch;
    return epochs_since_finalization <= this.config.REORG_MAX_EPOCHS_SINCE_FINALIZATION;
  }

  is_proposing_on_time(store: Store): boolean {
    return this.get_time_into_slot_ms(store) <= this.get_proposer_reorg_cutoff_ms();
  }

  /** Whether so few votes are for the head that the proposer boost outweighs them, equivocators' counted. */
  is_head_weak(store: Store, head_root: Root): boolean {
    const justified_state = this.checkpointState(store, store.justified_checkpoint);
    const reorg_threshold = this.calculate_committee_fraction(justified_state, this.config.REORG_HEAD_WEIGHT_THRESHOLD);
    return this.weightWithEquivocators(store, head_root) < reorg_threshold;
  }

  /** Whether so many votes are for the block's parent that none can have been held back. */
  is_parent_strong(store: Store, root: Root): boolean {
    const justified_state = this.checkpointState(store, store.justified_checkpoint);
    const parent_threshold = this.calculate_committee_fraction(
      justified_state,
      this.config.REORG_PARENT_WEIGHT_THRESHOLD,
    );
    const parent = this.blockNode(store.block(root).parent_root);
    return this.justifiedScores(store).get(store.numberOf(parent)) > parent_threshold;
  }

  /** Whether the block's proposer has published another block for its slot. */
  is_proposer_equivocation(store: Store, root: Root): boolean {
    const { slot, proposer_index } = store.block(root);
    return this.blocksOf(store, slot, proposer_index).length > 1;
  }

  /**
   * The node to build on in `slot`. Where the head's parent is not in the store, the head. Throws while the head has
   * the proposer boost.
   */
  get_proposer_head(store: Store, head_node: ForkChoiceNode, slot: Slot): ForkChoiceNode {
    const { parent_root } = store.block(head_node.root);
    if (store.tree.indexOf(parent_root) < 0) return head_node;
    const isReorg = this.isReorgWise(store, head_node, slot, this.is_shuffling_stable(slot));
    return isReorg ? this.blockNode(parent_root) : head_node;
  }

  /** Whether to build on the head's parent; `isShufflingStable` is what the fork makes of the epoch boundary. */
  protected isReorgWise(store: Store, head_node: ForkChoiceNode, slot: Slot, isShufflingStable: boolean): boolean {
    const head_root = head_node.root;
    const head_block = store.block(head_root);
    const { parent_root } = head_block;
    const current_time_ok = head_block.slot + 1 === slot;
    assert(
      !bytesEqual(store.proposer_boost_root, head_root),
      "get_proposer_head",
      "store.proposer_boost_root != head_node.root",
      () => ({ head_root }),
    );
    if (!current_time_ok || !this.is_head_weak(store, head_root)) return false;
    if (this.is_proposer_equivocation(store, head_root)) return true;
    return (
      this.is_head_late(store, head_root) &&
      isShufflingStable &&
      this.is_ffg_competitive(store, head_root, parent_root) &&
      this.is_finalization_ok(store, slot) &&
      this.is_proposing_on_time(store) &&
      store.block(parent_root).slot + 1 === head_block.slot &&
      this.is_parent_strong(store, head_root)
    );
  }

  /** Weight of the votes for a block, and of the equivocators of its slot's committees whoever they voted for. */
  protected weightWithEquivocators(store: Store, root: Root): Gwei {
    const weight = this.justifiedScores(store).get(store.numberOf({ root, payload_status: PENDING }));
    const { size } = store.equivocating_indices;
    if (size === 0) return weight;
    const key = [toHex(root), size, store.justified_checkpoint];
    return weight + store.memo.get("equivocatorsWeight", key, () => this.equivocatorsWeight(store, root));
  }

  /** Keys of the blocks that a proposer has published for a slot. */
  protected blocksOf(store: Store, slot: Slot, proposer_index: ValidatorIndex): string[] {
    return store.blocksAtSlot(slot).filter((key) => store.blocks.get(key)?.proposer_index === proposer_index);
  }

  /** Effective balances, by the justified state, of the equivocators in the committees of a block's slot. */
  private equivocatorsWeight(store: Store, root: Root): Gwei {
    const { slot } = store.block(root);
    const state = store.blockState(root);
    const justified = this.checkpointState(store, store.justified_checkpoint).validators.columns.effective_balance;
    const count = this.get_committee_count_per_slot(state, this.compute_epoch_at_slot(slot));
    let weight = 0;
    for (let index = 0; index < count; index++)
      for (const member of this.get_beacon_committee(state, slot, index))
        if (store.equivocating_indices.has(member)) weight += justified.get(member);
    return weight;
  }
}
