import type { BeaconState } from "../state.ts";
import type { ProposerLookahead } from "../values.ts";
import { FuluBeaconChain } from "./beacon-chain.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/fulu/fork.md */
export abstract class FuluFork extends FuluBeaconChain {
  /** The proposers of the current epoch and of those whose seed is known: what a state of this fork starts with. */
  initialize_proposer_lookahead(state: BeaconState): ProposerLookahead {
    const current_epoch = this.get_current_epoch(state);
    const lookahead: ProposerLookahead = [];
    for (let i = 0; i < this.preset.MIN_SEED_LOOKAHEAD + 1; i++)
      lookahead.push(...this.get_beacon_proposer_indices(state, current_epoch + i));
    return lookahead;
  }

  /** The electra state as fulu's, at the first slot of the fork. */
  upgrade_to_fulu(pre: BeaconState): BeaconState {
    const post = this.stateType.upgradeFrom(pre);
    post.fork = {
      previous_version: pre.fork.current_version,
      current_version: this.config.FULU_FORK_VERSION,
      epoch: this.get_current_epoch(pre),
    };
    post.proposer_lookahead.replace(this.initialize_proposer_lookahead(post));
    return post;
  }
}
