import { BitArray } from "@chainsafe/ssz";
import { bytesEqual, compareBytes, toHex, ZERO_ROOT } from "../../../ssz/bytes.ts";
import { assert } from "../../errors.ts";
import { PtcVotes } from "../../fork-choice/ptc-votes.ts";
import type { LatestMessage } from "../../fork-choice/votes.ts";
import type { ForkChoiceNode, Store, StoreBlock, StoreInit } from "../../phase0/fork-choice/store.ts";
import type { BeaconState } from "../../state.ts";
import type {
  BeaconBlock,
  CustodyColumnBits,
  Epoch,
  Gwei,
  NodeID,
  PayloadStatus,
  Root,
  Slot,
  Uint64,
} from "../../values.ts";
import {
  DATA_AVAILABILITY_TIMELY_THRESHOLD,
  PAYLOAD_STATUS_EMPTY,
  PAYLOAD_STATUS_FULL,
  PAYLOAD_STATUS_PENDING,
  PAYLOAD_TIMELY_THRESHOLD,
  PTC_TIMELINESS_INDEX,
} from "../constants.ts";
import { GloasFork } from "../fork.ts";

/**
 * Blocks and their payloads as nodes of one tree. A block from before Gloas carries its payload, so that its only
 * payload node is the full one, known to be valid since the block came.
 */
export abstract class GloasForkChoiceTree extends GloasFork {
  override get_forkchoice_store(
    anchor_state: BeaconState,
    anchor_block: BeaconBlock,
    maps: Pick<StoreInit, "block_states" | "checkpoint_states"> = {},
  ): Store {
    const store = super.get_forkchoice_store(anchor_state, anchor_block, maps);
    this.openPtcVotes(store, store.finalized_checkpoint.root);
    return store;
  }

  /** The columns that a node has custody of, as bits. */
  get_custody_column_bits(node_id: NodeID, custody_group_count: Uint64): CustodyColumnBits {
    const bits = BitArray.fromBitLen(this.preset.NUMBER_OF_COLUMNS);
    for (const custody_group of this.get_custody_groups(node_id, custody_group_count))
      for (const column of this.compute_columns_for_custody_group(custody_group)) bits.set(column, true);
    return bits;
  }

  /** Whether the block's payload has been delivered and found valid. */
  is_payload_verified(store: Store, root: Root): boolean {
    const index = store.tree.indexOf(root);
    return index >= 0 && store.tree.hasPayload(index);
  }

  /** Whether most of the committee say that the payload came in time, or, for false, that it did not. */
  payload_timeliness(store: Store, root: Root, timely: boolean): boolean {
    return this.isCarriedBy(store, root, store.payload_timeliness_vote, timely, PAYLOAD_TIMELY_THRESHOLD(this.preset));
  }

  /** Whether most of the committee say that the blob data is available, or, for false, that it is not. */
  payload_data_availability(store: Store, root: Root, available: boolean): boolean {
    const threshold = DATA_AVAILABILITY_TIMELY_THRESHOLD(this.preset);
    return this.isCarriedBy(store, root, store.payload_data_availability_vote, available, threshold);
  }

  /** Whether the block builds on its parent's payload or on the parent without it. */
  get_parent_payload_status(store: Store, block: Pick<StoreBlock, "parent_root" | "body">): PayloadStatus {
    const parent_bid = store.block(block.parent_root).body.signed_execution_payload_bid;
    if (parent_bid === undefined) return PAYLOAD_STATUS_FULL;
    const { parent_block_hash } = block.body.signed_execution_payload_bid.message;
    return bytesEqual(parent_block_hash, parent_bid.message.block_hash) ? PAYLOAD_STATUS_FULL : PAYLOAD_STATUS_EMPTY;
  }

  is_parent_node_full(store: Store, block: Pick<StoreBlock, "parent_root" | "body">): boolean {
    return this.get_parent_payload_status(store, block) === PAYLOAD_STATUS_FULL;
  }

  override get_ancestor(store: Store, node: ForkChoiceNode, slot: Slot): ForkChoiceNode {
    const ancestor = store.tree.ancestor(store.numberOf(node), slot);
    assert(ancestor >= 0, "get_ancestor", "block.parent_root in store.blocks", () => ({ root: node.root, slot }));
    return store.node(ancestor);
  }

  override is_ancestor(store: Store, node: ForkChoiceNode, ancestor: ForkChoiceNode): boolean {
    const found = this.get_ancestor(store, node, store.block(ancestor.root).slot);
    if (!bytesEqual(found.root, ancestor.root)) return false;
    return found.payload_status === ancestor.payload_status || ancestor.payload_status === PAYLOAD_STATUS_PENDING;
  }

  override get_supported_node(store: Store, message: LatestMessage): ForkChoiceNode {
    const index = store.indexOf(message.root);
    if (store.tree.slot(index) >= message.slot) return this.blockNode(message.root);
    const isFull = message.payload_present || store.tree.isEmbedded(index);
    return { root: message.root, payload_status: isFull ? PAYLOAD_STATUS_FULL : PAYLOAD_STATUS_EMPTY };
  }

  /** Whether the node decides about a payload of the previous slot, for or against which nobody has voted yet. */
  is_previous_slot_payload_decision(store: Store, node: ForkChoiceNode): boolean {
    if (node.payload_status === PAYLOAD_STATUS_PENDING) return false;
    const index = store.indexOf(node.root);
    return store.tree.slot(index) + 1 === this.get_current_slot(store) && !store.tree.isEmbedded(index);
  }

  /** Whether a proposer of `slot` who builds on the head builds on its payload too. Throws for a pending head. */
  should_build_on_full(store: Store, head: ForkChoiceNode, slot: Slot): boolean {
    assert(
      head.payload_status !== PAYLOAD_STATUS_PENDING,
      "should_build_on_full",
      "head.payload_status != PAYLOAD_STATUS_PENDING",
      () => ({ root: head.root }),
    );
    if (store.block(head.root).slot + 1 !== slot) return head.payload_status === PAYLOAD_STATUS_FULL;
    if (head.payload_status === PAYLOAD_STATUS_EMPTY) return false;
    return (
      !this.payload_timeliness(store, head.root, false) && !this.payload_data_availability(store, head.root, false)
    );
  }

  /** Whether to prefer the previous slot's block with its payload to the block without. */
  should_extend_payload(store: Store, root: Root): boolean {
    this.assertPreviousSlot(store, root);
    if (!this.is_payload_verified(store, root)) return false;
    return this.isExtensionWanted(store, root);
  }

  /** Order among a block's payload nodes of one weight. */
  get_payload_status_tiebreaker(store: Store, node: ForkChoiceNode): number {
    if (!this.is_previous_slot_payload_decision(store, node)) return node.payload_status;
    if (node.payload_status === PAYLOAD_STATUS_EMPTY) return 1;
    return this.should_extend_payload(store, node.root) ? 2 : 0;
  }

  /**
   * Whether the proposer boost counts: not where its block reorganises a weak parent away whose proposer has
   * equivocated early.
   */
  should_apply_proposer_boost(store: Store): boolean {
    const { proposer_boost_root } = store;
    if (bytesEqual(proposer_boost_root, ZERO_ROOT)) return false;
    const { slot, parent_root } = store.block(proposer_boost_root);
    const parent = store.blocks.get(toHex(parent_root));
    // The oldest block has no sibling to be boosted against.
    if (parent === undefined) return true;
    if (parent.slot + 1 < slot || !this.is_head_weak(store, parent_root)) return true;
    const parentKey = toHex(parent_root);
    return !this.blocksOf(store, slot - 1, parent.proposer_index).some(
      (key) => key !== parentKey && store.block_timeliness.get(key)?.[PTC_TIMELINESS_INDEX] === true,
    );
  }

  override get_weight(store: Store, node: ForkChoiceNode): Gwei {
    if (this.is_previous_slot_payload_decision(store, node)) return 0;
    const attestation_score = this.justifiedScores(store).get(store.numberOf(node));
    if (!this.isBoostApplied(store)) return attestation_score;
    return this.isBoosted(store, node) ? attestation_score + this.get_proposer_score(store) : attestation_score;
  }

  override get_node_children(store: Store, node: ForkChoiceNode): ForkChoiceNode[] {
    const number = store.numberOf(node);
    const index = Math.trunc(number / 3);
    const children: ForkChoiceNode[] = [];
    if (node.payload_status === PAYLOAD_STATUS_PENDING) {
      if (!store.tree.isEmbedded(index)) children.push(store.node(3 * index + PAYLOAD_STATUS_EMPTY));
      if (store.tree.hasPayload(index)) children.push(store.node(3 * index + PAYLOAD_STATUS_FULL));
      return children;
    }
    for (const child of store.tree.children(index))
      if (store.tree.parentStatus(child) === node.payload_status)
        children.push(store.node(3 * child + PAYLOAD_STATUS_PENDING));
    return children;
  }

  override get_head(store: Store): ForkChoiceNode {
    return this.rememberedHead(store, () => {
      const viable = this.viableNodes(store);
      const index = store.indexOf(store.justified_checkpoint.root);
      if (viable[3 * index + PAYLOAD_STATUS_PENDING] === 0)
        return store.node(3 * index + (store.tree.isEmbedded(index) ? PAYLOAD_STATUS_FULL : PAYLOAD_STATUS_EMPTY));
      return this.heaviestLeaf(
        store,
        store.node(3 * index + PAYLOAD_STATUS_PENDING),
        viable,
        (a, b) =>
          compareBytes(a.root, b.root) ||
          this.get_payload_status_tiebreaker(store, a) - this.get_payload_status_tiebreaker(store, b),
      );
    });
  }

  override get_latest_message_epoch(latest_message: LatestMessage): Epoch {
    return this.compute_epoch_at_slot(latest_message.slot);
  }

  /** Whether the block is, on some branch, the last one at or before `dependent_slot`, or may become it. */
  is_valid_dependent_root(store: Store, root: Root, dependent_slot: Slot): boolean {
    if (bytesEqual(root, this.get_head(store).root)) return true;
    const index = store.tree.indexOf(root);
    if (index < 0) return false;
    for (const child of store.tree.children(index)) if (store.tree.slot(child) > dependent_slot) return true;
    return false;
  }

  /** Makes room for the committee's votes about a block's payload. */
  protected openPtcVotes(store: Store, root: Root): void {
    const key = toHex(root);
    store.payload_timeliness_vote.set(key, new PtcVotes(this.preset.PTC_SIZE));
    store.payload_data_availability_vote.set(key, new PtcVotes(this.preset.PTC_SIZE));
  }

  /** Throws where the block is not of the slot before the current. */
  protected assertPreviousSlot(store: Store, root: Root): void {
    const { slot } = store.block(root);
    const current_slot = this.get_current_slot(store);
    assert(
      slot + 1 === current_slot,
      "should_extend_payload",
      "store.blocks[root].slot + 1 == get_current_slot(store)",
      () => ({ slot, current_slot }),
    );
  }

  /** Whether the committee or the boosted block are for the payload, or nothing is against it. */
  protected isExtensionWanted(store: Store, root: Root): boolean {
    if (this.payload_timeliness(store, root, true) && this.payload_data_availability(store, root, true)) return true;
    if (bytesEqual(store.proposer_boost_root, ZERO_ROOT)) return true;
    const boosted = store.block(store.proposer_boost_root);
    return !bytesEqual(boosted.parent_root, root) || this.is_parent_node_full(store, boosted);
  }

  private isBoostApplied(store: Store): boolean {
    const { proposer_boost_root, justified_checkpoint, tree, votes, version } = store;
    const key = [proposer_boost_root, justified_checkpoint, tree.version, votes.version, version];
    return store.memo.get("should_apply_proposer_boost", key, () => this.should_apply_proposer_boost(store));
  }

  private isCarriedBy(
    store: Store,
    root: Root,
    votesByRoot: ReadonlyMap<string, PtcVotes>,
    wanted: boolean,
    threshold: number,
  ): boolean {
    const index = store.tree.indexOf(root);
    if (index >= 0 && store.tree.isEmbedded(index)) return wanted;
    const votes = votesByRoot.get(toHex(root));
    assert(votes !== undefined, "payload_timeliness", "root in store.payload_timeliness_vote", () => ({ root }));
    if (!this.is_payload_verified(store, root)) return !wanted;
    return votes.count(wanted) > threshold;
  }
}
