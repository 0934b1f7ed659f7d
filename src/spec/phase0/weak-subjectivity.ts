import { bytesEqual } from "../../ssz/bytes.ts";
import { assert } from "../errors.ts";
import { div } from "../math.ts";
import type { BeaconState } from "../state.ts";
import type { Checkpoint, Epoch } from "../values.ts";
import { ETH_TO_GWEI, SAFETY_DECAY } from "./constants.ts";
import type { Store } from "./fork-choice/store.ts";
import { Phase0P2pInterface } from "./p2p-interface.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/phase0/weak-subjectivity.md */
export abstract class Phase0WeakSubjectivity extends Phase0P2pInterface {
  /** Epochs for which the state can be trusted to sync from, by how fast validators and balances may change. */
  compute_weak_subjectivity_period(state: BeaconState): Epoch {
    const N = this.get_active_validator_indices(state, this.get_current_epoch(state)).length;
    const t = div(div(this.get_total_active_balance(state), N), ETH_TO_GWEI);
    const T = div(this.preset.MAX_EFFECTIVE_BALANCE, ETH_TO_GWEI);
    const delta = this.get_validator_churn_limit(state);
    const Delta = this.preset.MAX_DEPOSITS * this.preset.SLOTS_PER_EPOCH;
    const D = SAFETY_DECAY;
    const { MIN_VALIDATOR_WITHDRAWABILITY_DELAY } = this.config;
    if (t * (200 + 12 * D) <= T * (200 + 3 * D))
      return MIN_VALIDATOR_WITHDRAWABILITY_DELAY + div(3 * N * D * t, 200 * Delta * (T - t));
    const epochs_for_validator_set_churn = div(N * (t * (200 + 12 * D) - T * (200 + 3 * D)), 600 * delta * (2 * t + T));
    const epochs_for_balance_top_ups = div(N * (200 + 3 * D), 600 * Delta);
    return MIN_VALIDATOR_WITHDRAWABILITY_DELAY + Math.max(epochs_for_validator_set_churn, epochs_for_balance_top_ups);
  }

  /** Whether the checkpoint is recent enough to sync from; throws where the state is not the checkpoint's. */
  is_within_weak_subjectivity_period(store: Store, ws_state: BeaconState, ws_checkpoint: Checkpoint): boolean {
    const here = "is_within_weak_subjectivity_period";
    const root = this.get_block_root(ws_state, ws_checkpoint.epoch);
    assert(
      bytesEqual(root, ws_checkpoint.root),
      here,
      "get_block_root(ws_state, ws_checkpoint.epoch) == ws_checkpoint.root",
      () => ({ root, "ws_checkpoint.root": ws_checkpoint.root }),
    );
    const ws_state_epoch = this.compute_epoch_at_slot(ws_state.slot);
    assert(
      ws_state_epoch === ws_checkpoint.epoch,
      here,
      "compute_epoch_at_slot(ws_state.slot) == ws_checkpoint.epoch",
      () => ({ ws_state_epoch, "ws_checkpoint.epoch": ws_checkpoint.epoch }),
    );
    const current_epoch = this.compute_epoch_at_slot(this.get_current_slot(store));
    return current_epoch <= ws_state_epoch + this.compute_weak_subjectivity_period(ws_state);
  }
}
