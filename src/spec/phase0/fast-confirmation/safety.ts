import { bytesEqual } from "../../../ssz/bytes.ts";
import { div, saturatingSub } from "../../math.ts";
import type { BeaconState } from "../../state.ts";
import type { Gwei, Root, Slot, ValidatorIndex } from "../../values.ts";
import { COMMITTEE_WEIGHT_ESTIMATION_ADJUSTMENT_FACTOR } from "../constants.ts";
import type { ForkChoiceNode, Store } from "../fork-choice/store.ts";
import { Phase0FastConfirmationHelpers } from "./helpers.ts";
import type { FastConfirmationStore } from "./store.ts";

/**
 * Whether a block stays the heaviest whatever an adversary of limited weight does: LMD-GHOST safety. Weights are in
 * Gwei, as doubles: exact up to 2^53, beyond which estimates are rounded to a few Gwei.
 */
export abstract class Phase0FastConfirmationSafety extends Phase0FastConfirmationHelpers {
  /** Weight of the votes for exactly this node by the committees of the slots, both ends included. */
  get_node_support_between_slots(
    store: Store,
    balance_source: BeaconState,
    node: ForkChoiceNode,
    start_slot: Slot,
    end_slot: Slot,
  ): Gwei {
    const scores = store.weights.of(balance_source, this.get_current_epoch(balance_source));
    let support = 0;
    for (const index of this.committeesBetween(store, start_slot, end_slot))
      if (this.isVoteFor(store, index, node)) support += scores.balance(index);
    return support;
  }

  /** Whether the slots, both ends included, contain a whole epoch. */
  is_full_validator_set_covered(start_slot: Slot, end_slot: Slot): boolean {
    const start_full_epoch = this.compute_epoch_at_slot(start_slot + this.preset.SLOTS_PER_EPOCH - 1);
    const end_full_epoch = this.compute_epoch_at_slot(end_slot + 1);
    return start_full_epoch < end_full_epoch;
  }

  /** Adds a margin to an estimate for slots of two epochs that contain no whole one. */
  adjust_committee_weight_estimate_to_ensure_safety(estimate: Gwei): Gwei {
    return div(estimate + 999, 1000) * (1000 + COMMITTEE_WEIGHT_ESTIMATION_ADJUSTMENT_FACTOR);
  }

  /** Estimated weight of the committees of the slots, both ends included. */
  estimate_committee_weight_between_slots(total_active_balance: Gwei, start_slot: Slot, end_slot: Slot): Gwei {
    const { SLOTS_PER_EPOCH } = this.preset;
    if (start_slot > end_slot) return 0;
    if (this.is_full_validator_set_covered(start_slot, end_slot)) return total_active_balance;
    const committee_weight = div(total_active_balance, SLOTS_PER_EPOCH);
    if (this.compute_epoch_at_slot(start_slot) === this.compute_epoch_at_slot(end_slot))
      return committee_weight * (end_slot - start_slot + 1);

    const num_slots_in_end_epoch = this.compute_slots_since_epoch_start(end_slot) + 1;
    const remaining_slots_in_end_epoch = SLOTS_PER_EPOCH - num_slots_in_end_epoch;
    const num_slots_in_start_epoch = SLOTS_PER_EPOCH - this.compute_slots_since_epoch_start(start_slot);
    const start_epoch_weight = committee_weight * num_slots_in_start_epoch;
    const end_epoch_weight = committee_weight * num_slots_in_end_epoch;
    const start_epoch_weight_pro_rated = div(start_epoch_weight, SLOTS_PER_EPOCH) * remaining_slots_in_end_epoch;
    return this.adjust_committee_weight_estimate_to_ensure_safety(start_epoch_weight_pro_rated + end_epoch_weight);
  }

  /** Weight of the equivocators in the committees of the slots, both ends included. */
  get_equivocation_score(store: Store, balance_source: BeaconState, start_slot: Slot, end_slot: Slot): Gwei {
    if (store.equivocating_indices.size === 0) return 0;
    const epoch = this.get_current_epoch(balance_source);
    let score = 0;
    for (const index of this.committeesBetween(store, start_slot, end_slot)) {
      if (!store.equivocating_indices.has(index)) continue;
      const validator = balance_source.validators.get(index);
      if (this.is_active_validator(validator, epoch)) score += validator.effective_balance;
    }
    return score;
  }

  /** Largest weight that an adversary can have in the committees of the slots, without who has equivocated already. */
  compute_adversarial_weight(store: Store, balance_source: BeaconState, start_slot: Slot, end_slot: Slot): Gwei {
    const total_active_balance = this.get_total_active_balance(balance_source);
    const maximum_weight = this.estimate_committee_weight_between_slots(total_active_balance, start_slot, end_slot);
    const max_adversarial_weight = div(maximum_weight, 100) * this.config.CONFIRMATION_BYZANTINE_THRESHOLD;
    const equivocation_score = this.get_equivocation_score(store, balance_source, start_slot, end_slot);
    return saturatingSub(max_adversarial_weight, equivocation_score);
  }

  /** Largest adversarial weight that can be for the block by now. */
  get_adversarial_weight(store: Store, balance_source: BeaconState, block_root: Root): Gwei {
    const { slot, parent_root } = store.block(block_root);
    const block_epoch = this.get_block_epoch(store, block_root);
    const isFirstOfEpoch = block_epoch > this.get_block_epoch(store, parent_root);
    const start_slot = isFirstOfEpoch ? this.compute_start_slot_at_epoch(block_epoch) : slot;
    return this.compute_adversarial_weight(store, balance_source, start_slot, this.get_current_slot(store) - 1);
  }

  /** Weight of honest votes for the parent from the empty slots before the block: it cannot be against the block. */
  compute_empty_slot_support_discount(store: Store, balance_source: BeaconState, block_root: Root): Gwei {
    const { slot, parent_root } = store.block(block_root);
    const parent_slot = store.block(parent_root).slot;
    if (parent_slot + 1 === slot) return 0;
    const parent_node = this.get_ancestor(store, this.get_node_for_root(block_root), parent_slot);
    const parent_support_in_empty_slots = this.get_node_support_between_slots(
      store,
      balance_source,
      parent_node,
      parent_slot + 1,
      slot - 1,
    );
    const adversarial_weight = this.compute_adversarial_weight(store, balance_source, parent_slot + 1, slot - 1);
    return saturatingSub(parent_support_in_empty_slots, adversarial_weight);
  }

  get_support_discount(store: Store, balance_source: BeaconState, block_root: Root): Gwei {
    return this.compute_empty_slot_support_discount(store, balance_source, block_root);
  }

  /** Weight that the votes for a block have to exceed for it to be safe. */
  compute_safety_threshold(store: Store, block_root: Root, balance_source: BeaconState): Gwei {
    const current_slot = this.get_current_slot(store);
    const parent_slot = store.block(store.block(block_root).parent_root).slot;
    const total_active_balance = this.get_total_active_balance(balance_source);
    const proposer_score = this.compute_proposer_score(balance_source);
    const maximum_support = this.estimate_committee_weight_between_slots(
      total_active_balance,
      parent_slot + 1,
      current_slot - 1,
    );
    const support_discount = this.get_support_discount(store, balance_source, block_root);
    const adversarial_weight = this.get_adversarial_weight(store, balance_source, block_root);
    return div(saturatingSub(maximum_support + proposer_score + 2 * adversarial_weight, support_discount), 2);
  }

  /** Whether the votes make the block safe, that of its ancestors given. False for one that is not known to be valid. */
  is_one_confirmed(store: Store, balance_source: BeaconState, block_root: Root): boolean {
    if (this.environment.isOptimistic?.(block_root) === true) return false;
    const support = this.get_attestation_score(store, this.get_node_for_root(block_root), balance_source);
    return support > this.compute_safety_threshold(store, block_root, balance_source);
  }

  /** Whether the confirmed chain since the observed justified checkpoint is safe by the previous balances too. */
  is_confirmed_chain_safe(fcr_store: FastConfirmationStore, confirmed_root: Root): boolean {
    const { store, current_epoch_observed_justified_checkpoint: observed } = fcr_store;
    if (!bytesEqual(observed.root, this.get_checkpoint_block(store, confirmed_root, observed.epoch))) return false;
    const start_root_exclusive = this.reconfirmationStart(fcr_store, confirmed_root);
    const balance_source = this.get_previous_balance_source(fcr_store);
    return this.get_ancestor_roots(store, confirmed_root, start_root_exclusive).every((root) =>
      this.is_one_confirmed(store, balance_source, root),
    );
  }

  /** Members of the slots' committees, both ends included, each once. */
  protected committeesBetween(store: Store, start_slot: Slot, end_slot: Slot): Set<ValidatorIndex> {
    const members = new Set<ValidatorIndex>();
    for (let slot = start_slot; slot <= end_slot; slot++)
      for (const index of this.get_slot_committee(store, slot)) members.add(index);
    return members;
  }

  /** Whether the validator's vote is for exactly this node and counts. */
  protected isVoteFor(store: Store, validator: ValidatorIndex, node: ForkChoiceNode): boolean {
    return store.votes.block(validator) === store.indexOf(node.root) && !store.equivocating_indices.has(validator);
  }

  /** The last block that need not be confirmed again at the start of an epoch. */
  private reconfirmationStart(fcr_store: FastConfirmationStore, confirmed_root: Root): Root {
    const { store, current_epoch_observed_justified_checkpoint: observed } = fcr_store;
    const current_epoch = this.get_current_store_epoch(store);
    if (observed.epoch + 1 >= current_epoch) return observed.root;
    const ancestor_at_previous_epoch_start = this.get_ancestor(
      store,
      this.get_node_for_root(confirmed_root),
      this.compute_start_slot_at_epoch(current_epoch - 1),
    ).root;
    const isInPreviousEpoch = this.get_block_epoch(store, ancestor_at_previous_epoch_start) + 1 === current_epoch;
    return isInPreviousEpoch
      ? store.block(ancestor_at_previous_epoch_start).parent_root
      : ancestor_at_previous_epoch_start;
  }
}
