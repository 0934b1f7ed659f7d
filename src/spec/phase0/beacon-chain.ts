import { bytesEqual, ZERO_ROOT } from "../../ssz/bytes.ts";
import { forgetNumbers } from "../derived/column-numbers.ts";
import { assert } from "../errors.ts";
import type { BeaconState } from "../state.ts";
import type { SignedBeaconBlock, Slot } from "../values.ts";
import { Phase0Genesis } from "./beacon-chain/genesis.ts";
import { DOMAIN_BEACON_PROPOSER } from "./constants.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/phase0/beacon-chain.md */
export abstract class Phase0BeaconChain extends Phase0Genesis {
  /**
   * Turns the state into that after the block. Throws where the block is invalid, and leaves the state half changed.
   * Upgrades between forks are up to the caller.
   */
  state_transition(state: BeaconState, signed_block: SignedBeaconBlock, validate_result = true): void {
    const here = "state_transition";
    const block = signed_block.message;
    this.process_slots(state, block.slot);
    if (validate_result)
      assert(this.verify_block_signature(state, signed_block), here, "verify_block_signature(state, signed_block)");
    this.process_block(state, block);
    if (!validate_result) return;
    const state_root = state.hashTreeRoot();
    assert(bytesEqual(block.state_root, state_root), here, "block.state_root == hash_tree_root(state)", () => ({
      "block.state_root": block.state_root,
      state_root,
    }));
  }

  /** Whether the block's proposer signed it. */
  verify_block_signature(state: BeaconState, signed_block: SignedBeaconBlock): boolean {
    const pubkey = state.validators.columns.pubkey.get(signed_block.message.proposer_index);
    const domain = this.get_domain(state, DOMAIN_BEACON_PROPOSER);
    const signing_root = this.compute_signing_root(this.types.BeaconBlock, signed_block.message, domain);
    return this.bls.Verify(pubkey, signing_root, signed_block.signature);
  }

  /** Advances the state to `slot`, which must be later, through slots without blocks. */
  process_slots(state: BeaconState, slot: Slot): void {
    assert(state.slot < slot, "process_slots", "state.slot < slot", () => ({ "state.slot": state.slot, slot }));
    while (state.slot < slot) {
      this.process_slot(state);
      if ((state.slot + 1) % this.preset.SLOTS_PER_EPOCH === 0) {
        this.process_epoch(state);
        forgetNumbers(state);
      }
      state.slot += 1;
    }
  }

  /** Records the slot's state root and block root. */
  process_slot(state: BeaconState): void {
    const slot_index = state.slot % this.preset.SLOTS_PER_HISTORICAL_ROOT;
    const previous_state_root = state.hashTreeRoot();
    state.state_roots.set(slot_index, previous_state_root);
    if (bytesEqual(state.latest_block_header.state_root, ZERO_ROOT))
      state.latest_block_header = { ...state.latest_block_header, state_root: previous_state_root };
    state.block_roots.set(slot_index, this.types.BeaconBlockHeader.hashTreeRoot(state.latest_block_header));
  }
}
