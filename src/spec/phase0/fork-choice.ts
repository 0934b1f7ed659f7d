import { bytesEqual, toHex, ZERO_ROOT } from "../../ssz/bytes.ts";
import { assert } from "../errors.ts";
import type { BeaconState } from "../state.ts";
import type {
  Attestation,
  AttesterSlashing,
  BeaconBlock,
  Checkpoint,
  Root,
  SignedBeaconBlock,
  Uint64,
  ValidatorIndex,
} from "../values.ts";
import { Phase0ProposerHead } from "./fork-choice/proposer-head.ts";
import { checkpointKey, type Store } from "./fork-choice/store.ts";

/**
 * Handlers, and what they are made of. Each leaves the store as it was where it throws: everything that can fail runs
 * before the first change.
 * https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/phase0/fork-choice.md
 */
export abstract class Phase0ForkChoice extends Phase0ProposerHead {
  /** Finds what the block's state would justify and finalize if its epoch ended now. */
  compute_pulled_up_tip(store: Store, block_root: Root): void {
    const { justified, finalized } = this.pulledUpCheckpoints(store, store.blockState(block_root));
    store.unrealized_justifications.set(toHex(block_root), justified);
    this.update_unrealized_checkpoints(store, justified, finalized);
    const isPriorEpoch = this.compute_epoch_at_slot(store.block(block_root).slot) < this.get_current_store_epoch(store);
    if (isPriorEpoch) this.update_checkpoints(store, justified, finalized);
  }

  /** Moves the time, at most into the next slot. */
  on_tick_per_slot(store: Store, time_ms: Uint64): void {
    const previous_slot = this.get_current_slot(store);
    store.time_ms = time_ms;
    const current_slot = this.get_current_slot(store);
    if (current_slot <= previous_slot) return;
    store.proposer_boost_root = ZERO_ROOT;
    if (this.compute_slots_since_epoch_start(current_slot) === 0)
      this.update_checkpoints(store, store.unrealized_justified_checkpoint, store.unrealized_finalized_checkpoint);
  }

  /** Throws where the attestation's target is neither of the current nor of the previous epoch. */
  validate_target_epoch_against_current_time(store: Store, attestation: Attestation): void {
    const { epoch } = attestation.data.target;
    const current_epoch = this.get_current_store_epoch(store);
    assert(
      epoch === current_epoch || epoch === this.saturating_sub(current_epoch, 1),
      "validate_target_epoch_against_current_time",
      "target.epoch in [current_epoch, previous_epoch]",
      () => ({ "target.epoch": epoch, current_epoch }),
    );
  }

  /** Throws where the vote cannot count now: some may later, once their block is known or their slot over. */
  validate_on_attestation(store: Store, attestation: Attestation, is_from_block: boolean): void {
    if (!is_from_block) this.validate_target_epoch_against_current_time(store, attestation);
    this.checkVotedBlocks(store, attestation);
    this.checkVoteCounts(store, attestation);
  }

  store_target_checkpoint_state(store: Store, target: Checkpoint): void {
    const key = checkpointKey(target);
    if (!store.checkpoint_states.has(key)) store.checkpoint_states.set(key, this.checkpointState(store, target));
  }

  /** Takes over the votes that are newer than what is known of their validators. */
  update_latest_messages(store: Store, attesting_indices: readonly ValidatorIndex[], attestation: Attestation): void {
    const { slot, target, beacon_block_root } = attestation.data;
    const block = store.indexOf(beacon_block_root);
    for (const index of attesting_indices) {
      if (store.equivocating_indices.has(index)) continue;
      const known = store.votes.slot(index);
      if (known < 0 || target.epoch > this.compute_epoch_at_slot(known)) store.votes.record(index, block, slot, false);
    }
  }

  record_block_timeliness(store: Store, root: Root): void {
    const is_timely =
      this.get_current_slot(store) === store.block(root).slot &&
      this.get_time_into_slot_ms(store) < this.get_attestation_due_ms();
    store.block_timeliness.set(toHex(root), [is_timely, is_timely]);
  }

  /** Gives the boost to a timely block, the slot's first, whose committees are those of the head. */
  update_proposer_boost_root(store: Store, head: Root, root: Root): void {
    if (!bytesEqual(store.proposer_boost_root, ZERO_ROOT) || this.is_head_late(store, root)) return;
    const epoch = this.get_current_store_epoch(store);
    const head_dependent_root = this.get_shuffling_dependent_root(store, head, epoch);
    const block_dependent_root = this.get_shuffling_dependent_root(store, root, epoch);
    if (bytesEqual(head_dependent_root, block_dependent_root)) store.proposer_boost_root = root;
  }

  /** Moves the time, slot by slot. */
  on_tick(store: Store, time_ms: Uint64): void {
    const tick_slot = this.compute_slot_at_time_ms(store.genesis_time_ms, time_ms);
    for (let slot = this.get_current_slot(store) + 1; slot <= tick_slot; slot++)
      this.on_tick_per_slot(store, this.compute_time_at_slot_ms(store.genesis_time_ms, slot));
    this.on_tick_per_slot(store, time_ms);
  }

  /** Takes a block in. Does nothing where it is known. Throws where it is invalid, or not to be judged yet. */
  on_block(store: Store, signed_block: SignedBeaconBlock): void {
    this.takeBlock(store, signed_block);
  }

  /** Takes a vote in; those of a block that is being imported may be older. Throws where it does not count. */
  on_attestation(store: Store, attestation: Attestation, is_from_block = false): void {
    this.validate_on_attestation(store, attestation, is_from_block);
    const { target } = attestation.data;
    const target_state = this.checkpointState(store, target);
    const indexed_attestation = this.get_indexed_attestation(target_state, attestation);
    assert(
      this.is_valid_indexed_attestation(target_state, indexed_attestation),
      "on_attestation",
      "is_valid_indexed_attestation(target_state, indexed_attestation)",
      () => ({ slot: attestation.data.slot, beacon_block_root: attestation.data.beacon_block_root }),
    );
    this.store_target_checkpoint_state(store, target);
    this.update_latest_messages(store, indexed_attestation.attesting_indices, attestation);
  }

  /** Takes away the votes of those who have signed both attestations. Throws where the evidence is not valid. */
  on_attester_slashing(store: Store, attester_slashing: AttesterSlashing): void {
    const here = "on_attester_slashing";
    const { attestation_1, attestation_2 } = attester_slashing;
    assert(
      this.is_slashable_attestation_data(attestation_1.data, attestation_2.data),
      here,
      "is_slashable_attestation_data(attestation_1.data, attestation_2.data)",
    );
    const state = store.blockState(store.justified_checkpoint.root);
    assert(
      this.is_valid_indexed_attestation(state, attestation_1),
      here,
      "is_valid_indexed_attestation(state, attestation_1)",
    );
    assert(
      this.is_valid_indexed_attestation(state, attestation_2),
      here,
      "is_valid_indexed_attestation(state, attestation_2)",
    );
    const second = new Set(attestation_2.attesting_indices);
    for (const index of attestation_1.attesting_indices) if (second.has(index)) store.equivocating_indices.add(index);
  }

  /** The steps of `on_block` that all forks have, with a fork's own checks before and after the state transition. */
  protected takeBlock(
    store: Store,
    signed_block: SignedBeaconBlock,
    checks: {
      readonly before?: (block_root: Root, block: BeaconBlock) => void;
      readonly after?: (pre_state: BeaconState, block: BeaconBlock) => void;
    } = {},
  ): void {
    const block = signed_block.message;
    const block_root = this.types.BeaconBlock.hashTreeRoot(block);
    if (store.blocks.has(toHex(block_root))) return;
    const pre_state = this.checkBlockPlace(store, block);
    checks.before?.(block_root, block);
    const state = this.postState(pre_state, signed_block);
    checks.after?.(pre_state, block);
    this.insertBlock(store, block_root, block, state);
  }

  /** Throws where the block's parent, slot or branch keep it out. Returns the parent's state, shared. */
  protected checkBlockPlace(store: Store, block: BeaconBlock): BeaconState {
    const here = "on_block";
    const { slot, parent_root } = block;
    assert(store.block_states.has(toHex(parent_root)), here, "block.parent_root in store.block_states", () => ({
      slot,
      parent_root,
    }));
    const current_slot = this.get_current_slot(store);
    assert(current_slot >= slot, here, "get_current_slot(store) >= block.slot", () => ({ slot, current_slot }));
    const { epoch, root } = store.finalized_checkpoint;
    const finalized_slot = this.compute_start_slot_at_epoch(epoch);
    assert(slot > finalized_slot, here, "block.slot > finalized_slot", () => ({ slot, finalized_slot }));
    const finalized_checkpoint_block = this.get_checkpoint_block(store, parent_root, epoch);
    assert(
      bytesEqual(root, finalized_checkpoint_block),
      here,
      "store.finalized_checkpoint.root == finalized_checkpoint_block",
      () => ({ slot, "store.finalized_checkpoint.root": root, finalized_checkpoint_block }),
    );
    return store.blockState(parent_root);
  }

  /** The state after the block. Throws where the block is invalid. `pre_state` is not written to. */
  protected postState(pre_state: BeaconState, signed_block: SignedBeaconBlock): BeaconState {
    if (this.environment.postState !== undefined) return this.environment.postState(pre_state, signed_block);
    const state = pre_state.clone();
    this.state_transition(state, signed_block, true);
    return state;
  }

  /** Puts a valid block into the store, with all that follows from it. */
  protected insertBlock(store: Store, block_root: Root, block: BeaconBlock, state: BeaconState): void {
    const head = this.get_head(store);
    // What may fail of the rest is done before the store changes, and remembered.
    this.pulledUpCheckpoints(store, state);
    this.addBlock(store, block_root, block, state);
    this.record_block_timeliness(store, block_root);
    this.update_proposer_boost_root(store, head.root, block_root);
    this.update_checkpoints(store, state.current_justified_checkpoint, state.finalized_checkpoint);
    this.compute_pulled_up_tip(store, block_root);
  }

  protected addBlock(store: Store, block_root: Root, block: BeaconBlock, state: BeaconState): void {
    store.addBlock(block_root, block, state);
  }

  /** Throws where the attestation's slot, target and block do not belong together or are unknown. */
  protected checkVotedBlocks(store: Store, { data }: Attestation): void {
    const here = "validate_on_attestation";
    const { slot, target, beacon_block_root } = data;
    assert(
      target.epoch === this.compute_epoch_at_slot(slot),
      here,
      "target.epoch == compute_epoch_at_slot(attestation.data.slot)",
      () => ({ "target.epoch": target.epoch, slot }),
    );
    assert(store.blocks.has(toHex(target.root)), here, "target.root in store.blocks", () => ({
      "target.root": target.root,
    }));
    assert(
      store.blocks.has(toHex(beacon_block_root)),
      here,
      "attestation.data.beacon_block_root in store.blocks",
      () => ({ beacon_block_root }),
    );
    const block_slot = store.block(beacon_block_root).slot;
    assert(
      block_slot <= slot,
      here,
      "store.blocks[attestation.data.beacon_block_root].slot <= attestation.data.slot",
      () => ({ block_slot, slot }),
    );
  }

  /** Throws where the vote is not for its target's branch, or its slot is not over. */
  protected checkVoteCounts(store: Store, { data }: Attestation): void {
    const here = "validate_on_attestation";
    const { slot, target, beacon_block_root } = data;
    const checkpoint_block = this.get_checkpoint_block(store, beacon_block_root, target.epoch);
    assert(
      bytesEqual(target.root, checkpoint_block),
      here,
      "target.root == get_checkpoint_block(store, attestation.data.beacon_block_root, target.epoch)",
      () => ({ "target.root": target.root, checkpoint_block }),
    );
    const current_slot = this.get_current_slot(store);
    assert(current_slot >= slot + 1, here, "get_current_slot(store) >= attestation.data.slot + 1", () => ({
      current_slot,
      slot,
    }));
  }

  private pulledUpCheckpoints(store: Store, state: BeaconState): { justified: Checkpoint; finalized: Checkpoint } {
    return store.memo.get("pulledUpCheckpoints", [state], () => {
      const pulledUp = state.clone();
      this.process_justification_and_finalization(pulledUp);
      return { justified: pulledUp.current_justified_checkpoint, finalized: pulledUp.finalized_checkpoint };
    });
  }
}
