import { bytesEqual } from "../../../ssz/bytes.ts";
import { assert } from "../../errors.ts";
import { EMPTY_ENVIRONMENT, type ForkChoiceEnvironment } from "../../fork-choice/environment.ts";
import { div } from "../../math.ts";
import type { SpecContext } from "../../spec-base.ts";
import type { BeaconState } from "../../state.ts";
import type { BeaconBlock, Checkpoint, Epoch, Root, Slot, Uint64 } from "../../values.ts";
import { Phase0BeaconChain } from "../beacon-chain.ts";
import { BASIS_POINTS, UINT64_MAX } from "../constants.ts";
import { checkpointKey, Store, type StoreInit } from "./store.ts";

/** The smallest number of seconds whose milliseconds are no uint64 any more, in a double. */
const TOO_MANY_SECONDS = 2 ** 64 / 1000;

/** Making the store, and what it says about the time. */
export abstract class Phase0ForkChoiceTime extends Phase0BeaconChain {
  /** What the documents leave to whoever runs them. */
  readonly environment: ForkChoiceEnvironment;

  constructor(context: SpecContext) {
    super(context);
    this.environment = context.environment ?? EMPTY_ENVIRONMENT;
  }

  /**
   * This specification in another environment, and optionally with another execution engine. Everything else is shared,
   * so that one may be made for a single call.
   */
  withEnvironment(environment: ForkChoiceEnvironment, executionEngine = this.EXECUTION_ENGINE): this {
    return Object.create(this, {
      environment: { value: environment, enumerable: true },
      EXECUTION_ENGINE: { value: executionEngine, enumerable: true },
    }) as this;
  }

  /**
   * A store that trusts the anchor and never goes back behind it. `maps` replaces the plain maps that keep states.
   * Throws where the block's state root is not the state's.
   */
  get_forkchoice_store(
    anchor_state: BeaconState,
    anchor_block: BeaconBlock,
    maps: Pick<StoreInit, "block_states" | "checkpoint_states"> = {},
  ): Store {
    assert(
      bytesEqual(anchor_block.state_root, anchor_state.hashTreeRoot()),
      "get_forkchoice_store",
      "anchor_block.state_root == hash_tree_root(anchor_state)",
      () => ({ "anchor_block.state_root": anchor_block.state_root, "anchor_state.slot": anchor_state.slot }),
    );
    const anchor_root = this.types.BeaconBlock.hashTreeRoot(anchor_block);
    const checkpoint: Checkpoint = { epoch: this.get_current_epoch(anchor_state), root: anchor_root };
    const genesis_time_ms = this.seconds_to_milliseconds(anchor_state.genesis_time);
    const store = new Store({
      ...maps,
      time_ms: this.compute_time_at_slot_ms(genesis_time_ms, anchor_state.slot),
      genesis_time_ms,
      checkpoint,
      slotsPerEpoch: this.preset.SLOTS_PER_EPOCH,
    });
    const state = anchor_state.clone();
    store.addAnchor(anchor_root, anchor_block, state, checkpoint);
    return store;
  }

  get_time_into_slot_ms(store: Store): Uint64 {
    return store.time_ms - this.compute_time_at_slot_ms(store.genesis_time_ms, this.get_current_slot(store));
  }

  get_slots_since_genesis(store: Store): Slot {
    return this.compute_slot_at_time_ms(store.genesis_time_ms, store.time_ms);
  }

  get_current_slot(store: Store): Slot {
    return this.get_slots_since_genesis(store);
  }

  get_current_store_epoch(store: Store): Epoch {
    return this.compute_epoch_at_slot(this.get_current_slot(store));
  }

  compute_slots_since_epoch_start(slot: Slot): Slot {
    return slot - this.compute_start_slot_at_epoch(this.compute_epoch_at_slot(slot));
  }

  /** Saturates at the largest uint64. */
  override seconds_to_milliseconds(seconds: Uint64): Uint64 {
    if (seconds >= TOO_MANY_SECONDS) return UINT64_MAX;
    return seconds * 1000;
  }

  override milliseconds_to_seconds(milliseconds: Uint64): Uint64 {
    return div(milliseconds, 1000);
  }

  /** Milliseconds that a share of a slot takes. */
  get_slot_component_duration_ms(basis_points: Uint64): Uint64 {
    return div(basis_points * this.config.SLOT_DURATION_MS, BASIS_POINTS);
  }

  get_attestation_due_ms(): Uint64 {
    return this.get_slot_component_duration_ms(this.config.ATTESTATION_DUE_BPS);
  }

  get_proposer_reorg_cutoff_ms(): Uint64 {
    return this.get_slot_component_duration_ms(this.config.PROPOSER_REORG_CUTOFF_BPS);
  }

  get_aggregate_due_ms(): Uint64 {
    return this.get_slot_component_duration_ms(this.config.AGGREGATE_DUE_BPS);
  }

  /** First slot from which on the committees of `epoch` are certain. */
  compute_shuffling_lookahead_start_slot(epoch: Epoch): Slot {
    return this.compute_start_slot_at_epoch(this.saturating_sub(epoch, this.preset.MIN_SEED_LOOKAHEAD));
  }

  /** Last slot whose block has an influence on the committees of `epoch`. */
  compute_shuffling_dependent_slot(epoch: Epoch): Slot {
    return this.saturating_sub(this.compute_shuffling_lookahead_start_slot(epoch), 1);
  }

  /**
   * A checkpoint's state, shared. Where the store has none, as no vote for the checkpoint has been taken in, it is made
   * from the block's; the store is not written to.
   */
  protected checkpointState(store: Store, checkpoint: Checkpoint): BeaconState {
    const { epoch, root } = checkpoint;
    const key = checkpointKey(checkpoint);
    const known = store.checkpoint_states.get(key);
    if (known !== undefined) return known;
    return store.memo.get("checkpointState", [key], () =>
      this.advancedState(root, store.blockState(root), this.compute_start_slot_at_epoch(epoch)),
    );
  }

  /** The state of a block at `slot`, shared: its own, or advanced to there. */
  protected advancedState(root: Root, state: BeaconState, slot: Slot): BeaconState {
    if (state.slot >= slot) return state;
    if (this.environment.advancedState !== undefined) return this.environment.advancedState(root, state, slot);
    const advanced = state.clone();
    this.process_slots(advanced, slot);
    return advanced;
  }
}
