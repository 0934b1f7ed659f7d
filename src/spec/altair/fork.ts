import { membersOf } from "../phase0/beacon-chain/accessors.ts";
import type { BeaconState } from "../state.ts";
import type { PendingAttestation } from "../values.ts";
import { AltairBeaconChain } from "./beacon-chain.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/altair/fork.md */
export abstract class AltairFork extends AltairBeaconChain {
  /** Sets the previous epoch's participation flags by the pending attestations of the state before the fork. */
  translate_participation(state: BeaconState, pending_attestations: Iterable<PendingAttestation>): void {
    const epoch_participation = state.previous_epoch_participation;
    for (const { data, inclusion_delay, aggregation_bits } of pending_attestations) {
      const participation_flag_indices = this.get_attestation_participation_flag_indices(state, data, inclusion_delay);
      const committee = this.get_beacon_committee(state, data.slot, data.index);
      for (const index of membersOf(committee, aggregation_bits)) {
        for (const flag_index of participation_flag_indices)
          epoch_participation.set(index, this.add_flag(epoch_participation.get(index), flag_index));
      }
    }
  }

  /** The Altair state of a phase0 state at the fork. */
  upgrade_to_altair(pre: BeaconState): BeaconState {
    const epoch = this.compute_epoch_at_slot(pre.slot);
    const post = this.stateType.upgradeFrom(pre);
    post.fork = {
      previous_version: pre.fork.current_version,
      current_version: this.config.ALTAIR_FORK_VERSION,
      epoch,
    };
    const zeros = new Uint8Array(pre.validators.length);
    post.previous_epoch_participation.replace(zeros);
    post.current_epoch_participation.replace(zeros);
    post.inactivity_scores.replace(zeros);
    this.translate_participation(post, pre.previous_epoch_attestations);
    // The first period's committee serves the second, too.
    const committee = this.get_next_sync_committee(post);
    post.current_sync_committee = committee;
    post.next_sync_committee = committee;
    return post;
  }
}
