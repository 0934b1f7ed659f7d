import type { BeaconState } from "../state.ts";
import { BellatrixBeaconChain } from "./beacon-chain.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/bellatrix/fork.md */
export abstract class BellatrixFork extends BellatrixBeaconChain {
  /** The Bellatrix state of an Altair state at the fork. */
  upgrade_to_bellatrix(pre: BeaconState): BeaconState {
    const post = this.stateType.upgradeFrom(pre);
    post.fork = {
      previous_version: pre.fork.current_version,
      current_version: this.config.BELLATRIX_FORK_VERSION,
      epoch: this.compute_epoch_at_slot(pre.slot),
    };
    return post;
  }
}
