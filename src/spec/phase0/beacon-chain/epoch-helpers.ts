import { bytesEqual } from "../../../ssz/bytes.ts";
import { assert } from "../../errors.ts";
import type { BeaconState } from "../../state.ts";
import type { Epoch, Gwei, PendingAttestation, ValidatorIndex } from "../../values.ts";
import { Phase0Mutators } from "./mutators.ts";

/** Helpers of epoch processing: which pending attestations voted for what, and who they are of. */
export abstract class Phase0EpochHelpers extends Phase0Mutators {
  /** Pending attestations of the previous or the current epoch. */
  get_matching_source_attestations(state: BeaconState, epoch: Epoch): readonly PendingAttestation[] {
    const current_epoch = this.get_current_epoch(state);
    assert(
      epoch === this.get_previous_epoch(state) || epoch === current_epoch,
      "get_matching_source_attestations",
      "epoch in (get_previous_epoch(state), get_current_epoch(state))",
      () => ({ epoch }),
    );
    const attestations = epoch === current_epoch ? state.current_epoch_attestations : state.previous_epoch_attestations;
    return attestations.toArray();
  }

  /** Those of them with the right target. */
  get_matching_target_attestations(state: BeaconState, epoch: Epoch): readonly PendingAttestation[] {
    const attestations = this.get_matching_source_attestations(state, epoch);
    if (attestations.length === 0) return [];
    const root = this.get_block_root(state, epoch);
    return attestations.filter((attestation) => bytesEqual(attestation.data.target.root, root));
  }

  /** Those of them with the right head, too. */
  get_matching_head_attestations(state: BeaconState, epoch: Epoch): readonly PendingAttestation[] {
    return this.get_matching_target_attestations(state, epoch).filter(({ data }) =>
      bytesEqual(data.beacon_block_root, this.get_block_root_at_slot(state, data.slot)),
    );
  }

  /** Attesters of any of the attestations that are not slashed. */
  get_unslashed_attesting_indices(
    state: BeaconState,
    attestations: Iterable<PendingAttestation>,
  ): ReadonlySet<ValidatorIndex> {
    const output = new Set<ValidatorIndex>();
    const { slashed } = state.validators.columns;
    for (const attestation of attestations)
      for (const index of this.get_pending_attesting_indices(state, attestation))
        if (slashed.get(index) === 0) output.add(index);
    return output;
  }

  /** Effective balance of the unslashed attesters of any of the attestations, at least one increment. */
  get_attesting_balance(state: BeaconState, attestations: Iterable<PendingAttestation>): Gwei {
    return this.get_total_balance(state, this.get_unslashed_attesting_indices(state, attestations));
  }
}
