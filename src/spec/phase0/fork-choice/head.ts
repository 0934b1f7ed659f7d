import { bytesEqual, compareBytes, toHex, ZERO_ROOT } from "../../../ssz/bytes.ts";
import { derive } from "../../derived/cache.ts";
import { activeIndices } from "../../derived/registry.ts";
import { assert } from "../../errors.ts";
import { PENDING } from "../../fork-choice/block-tree.ts";
import type { Scores } from "../../fork-choice/scores.ts";
import type { LatestMessage } from "../../fork-choice/votes.ts";
import { div, mulDiv } from "../../math.ts";
import type { BeaconState } from "../../state.ts";
import type { Checkpoint, Epoch, Gwei, Root, Slot, Uint64 } from "../../values.ts";
import { GENESIS_EPOCH } from "../constants.ts";
import type { ForkChoiceNode, Store } from "./store.ts";
import { Phase0ForkChoiceTime } from "./time.ts";

/** Ancestors, weights and the head. */
export abstract class Phase0ForkChoiceHead extends Phase0ForkChoiceTime {
  /** The node at or before `slot` in the chain of `node`. Throws where the store does not reach back that far. */
  get_ancestor(store: Store, node: ForkChoiceNode, slot: Slot): ForkChoiceNode {
    const ancestor = store.tree.ancestor(store.numberOf(node), slot);
    assert(ancestor >= 0, "get_ancestor", "block.parent_root in store.blocks", () => ({ root: node.root, slot }));
    return this.blockNode(store.node(ancestor).root);
  }

  is_ancestor(store: Store, node: ForkChoiceNode, ancestor: ForkChoiceNode): boolean {
    const found = this.get_ancestor(store, node, store.block(ancestor.root).slot);
    return bytesEqual(found.root, ancestor.root);
  }

  /** A share, in percent, of the weight of one slot's committees. */
  calculate_committee_fraction(state: BeaconState, committee_percent: Uint64): Gwei {
    const total_balance = Math.max(this.preset.EFFECTIVE_BALANCE_INCREMENT, this.unslashedActiveBalance(state));
    const committee_weight = div(total_balance, this.preset.SLOTS_PER_EPOCH);
    return mulDiv(committee_weight, committee_percent, 100);
  }

  /** The block that the checkpoint of `epoch` names in the chain of block `root`. */
  get_checkpoint_block(store: Store, root: Root, epoch: Epoch): Root {
    return this.get_ancestor(store, this.blockNode(root), this.compute_start_slot_at_epoch(epoch)).root;
  }

  /** The node that a vote counts for. */
  get_supported_node(_store: Store, message: LatestMessage): ForkChoiceNode {
    return this.blockNode(message.root);
  }

  /** Weight of the votes for a node and its descendants by a state's balances. */
  get_attestation_score(store: Store, node: ForkChoiceNode, state: BeaconState): Gwei {
    return store.weights.of(state, this.get_current_epoch(state)).get(store.numberOf(node));
  }

  compute_proposer_score(state: BeaconState): Gwei {
    return this.calculate_committee_fraction(state, this.config.PROPOSER_SCORE_BOOST);
  }

  get_proposer_score(store: Store): Gwei {
    const { justified_checkpoint } = store;
    return store.memo.get("get_proposer_score", [justified_checkpoint], () =>
      this.compute_proposer_score(this.checkpointState(store, justified_checkpoint)),
    );
  }

  /** Weight of a node: its votes and, on the way to the boosted block, the boost. */
  get_weight(store: Store, node: ForkChoiceNode): Gwei {
    const attestation_score = this.justifiedScores(store).get(store.numberOf(node));
    if (bytesEqual(store.proposer_boost_root, ZERO_ROOT)) return attestation_score;
    return this.isBoosted(store, node) ? attestation_score + this.get_proposer_score(store) : attestation_score;
  }

  /** The justified checkpoint that voters for this block would have as their source. */
  get_voting_source(store: Store, block_root: Root): Checkpoint {
    const key = toHex(block_root);
    const isPriorEpoch = this.get_current_store_epoch(store) > this.compute_epoch_at_slot(store.block(block_root).slot);
    const source = (isPriorEpoch ? store.unrealized_justifications : store.justifications).get(key);
    assert(source !== undefined, "get_voting_source", "block_root in store.unrealized_justifications", () => ({
      block_root,
    }));
    return source;
  }

  get_node_children(store: Store, node: ForkChoiceNode): ForkChoiceNode[] {
    const children: ForkChoiceNode[] = [];
    for (const child of store.tree.children(Math.trunc(store.numberOf(node) / 3)))
      children.push(store.node(3 * child + PENDING));
    return children;
  }

  /** The node and its descendants as far as they lead to a viable leaf. */
  filter_node_tree(store: Store, node: ForkChoiceNode): ForkChoiceNode[] {
    const viable = this.viableNodes(store);
    const found: ForkChoiceNode[] = [];
    const open = [node];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (viable[store.numberOf(next)] === 0) continue;
      found.push(next);
      open.push(...this.get_node_children(store, next));
    }
    return found;
  }

  /** All nodes from the justified one on that lead to a viable leaf. */
  get_filtered_node_tree(store: Store): ForkChoiceNode[] {
    return this.filter_node_tree(store, this.blockNode(store.justified_checkpoint.root));
  }

  get_head(store: Store): ForkChoiceNode {
    return this.rememberedHead(store, () => {
      const viable = this.viableNodes(store);
      const justified = store.node(store.numberOf(this.blockNode(store.justified_checkpoint.root)));
      return this.heaviestLeaf(store, justified, viable, (a, b) => compareBytes(a.root, b.root));
    });
  }

  /** Takes over what is newer of the two. */
  update_checkpoints(store: Store, justified_checkpoint: Checkpoint, finalized_checkpoint: Checkpoint): void {
    if (justified_checkpoint.epoch > store.justified_checkpoint.epoch)
      store.justified_checkpoint = justified_checkpoint;
    if (finalized_checkpoint.epoch > store.finalized_checkpoint.epoch)
      store.finalized_checkpoint = finalized_checkpoint;
  }

  /** Takes over what is newer of the two. */
  update_unrealized_checkpoints(
    store: Store,
    unrealized_justified_checkpoint: Checkpoint,
    unrealized_finalized_checkpoint: Checkpoint,
  ): void {
    if (unrealized_justified_checkpoint.epoch > store.unrealized_justified_checkpoint.epoch)
      store.unrealized_justified_checkpoint = unrealized_justified_checkpoint;
    if (unrealized_finalized_checkpoint.epoch > store.unrealized_finalized_checkpoint.epoch)
      store.unrealized_finalized_checkpoint = unrealized_finalized_checkpoint;
  }

  get_latest_message_epoch(latest_message: LatestMessage): Epoch {
    return latest_message.epoch;
  }

  /**
   * The last block of the chain of block `root` that has an influence on the committees of `epoch`. Where it lies
   * before the oldest block of the store, that block's state still tells.
   */
  get_shuffling_dependent_root(store: Store, root: Root, epoch: Epoch): Root {
    const dependent_slot = this.compute_shuffling_dependent_slot(epoch);
    const number = store.numberOf(this.blockNode(root));
    const ancestor = store.tree.ancestor(number, dependent_slot);
    if (ancestor >= 0) return store.node(ancestor).root;
    const oldest = store.tree.root(store.tree.oldest(Math.trunc(number / 3)));
    return this.get_block_root_at_slot(store.blockState(oldest), dependent_slot);
  }

  /** The node of a block whatever became of its payload. */
  protected blockNode(root: Root): ForkChoiceNode {
    return { root, payload_status: PENDING };
  }

  /** Weights by the justified checkpoint's state. */
  protected justifiedScores(store: Store): Scores {
    return store.weights.justified(
      store.justified_checkpoint,
      () => this.checkpointState(store, store.justified_checkpoint),
      (state) => this.get_current_epoch(state),
    );
  }

  /** Whether the boosted block is the node's or descends from it. There must be one. */
  protected isBoosted(store: Store, node: ForkChoiceNode): boolean {
    const { proposer_boost_root, tree } = store;
    const path = store.memo.get("boosted", [proposer_boost_root, tree.version], () =>
      tree.path(store.numberOf(this.blockNode(proposer_boost_root))),
    );
    return path[store.numberOf(node)] === 1;
  }

  /** Marks of the nodes that lead to a leaf that may become the head, by number. */
  protected viableNodes(store: Store): Uint8Array {
    const { justified_checkpoint, finalized_checkpoint, tree } = store;
    const current_epoch = this.get_current_store_epoch(store);
    return store.memo.get("viable", [tree.version, justified_checkpoint, finalized_checkpoint, current_epoch], () =>
      tree.viable((index) => this.isViableLeaf(store, index, current_epoch)),
    );
  }

  /** What `compute` gives, remembered for as long as nothing changes that the head depends on. */
  protected rememberedHead(store: Store, compute: () => ForkChoiceNode): ForkChoiceNode {
    const { tree, votes, version, justified_checkpoint, finalized_checkpoint, proposer_boost_root } = store;
    const slot = this.get_current_slot(store);
    const checkpoints = [justified_checkpoint, finalized_checkpoint, proposer_boost_root];
    const key = [this.fork, tree.version, votes.version, version, slot, ...checkpoints];
    return store.memo.get("get_head", key, compute);
  }

  /** From `node` down the heaviest viable children to a leaf; `breakTie` decides between children of one weight. */
  protected heaviestLeaf(
    store: Store,
    node: ForkChoiceNode,
    viable: Uint8Array,
    breakTie: (a: ForkChoiceNode, b: ForkChoiceNode) => number,
  ): ForkChoiceNode {
    for (let head = node; ; ) {
      let best: ForkChoiceNode | undefined;
      let bestWeight = 0;
      for (const child of this.get_node_children(store, head)) {
        if (viable[store.numberOf(child)] === 0) continue;
        const weight = this.get_weight(store, child);
        if (best === undefined || weight > bestWeight || (weight === bestWeight && breakTie(child, best) > 0)) {
          best = child;
          bestWeight = weight;
        }
      }
      if (best === undefined) return head;
      head = best;
    }
  }

  /** Whether a block without children agrees with the store's checkpoints. */
  private isViableLeaf(store: Store, index: number, current_epoch: Epoch): boolean {
    const { justified_checkpoint, finalized_checkpoint, tree } = store;
    const voting_source = this.get_voting_source(store, tree.root(index));
    const correct_justified =
      justified_checkpoint.epoch === GENESIS_EPOCH ||
      voting_source.epoch === justified_checkpoint.epoch ||
      voting_source.epoch + 2 >= current_epoch;
    if (!correct_justified) return false;
    if (finalized_checkpoint.epoch === GENESIS_EPOCH) return true;
    const finalized_slot = this.compute_start_slot_at_epoch(finalized_checkpoint.epoch);
    const ancestor = tree.ancestor(3 * index + PENDING, finalized_slot);
    return ancestor >= 0 && bytesEqual(tree.root(Math.trunc(ancestor / 3)), finalized_checkpoint.root);
  }

  /** Sum of the effective balances of who is active in the state's epoch and not slashed, in Gwei. */
  private unslashedActiveBalance(state: BeaconState): Gwei {
    const { effective_balance, slashed } = state.validators.columns;
    const active = activeIndices(state, this.get_current_epoch(state));
    const key = [active, effective_balance.version, slashed.version];
    return derive(state, "unslashedActiveBalance", 4, key, () => {
      const balances = effective_balance.toFloat64Array();
      const isSlashed = slashed.toFloat64Array();
      let sum = 0;
      for (let i = 0; i < active.length; i++) if (isSlashed[active[i]!] === 0) sum += balances[active[i]!]!;
      return sum;
    });
  }
}
