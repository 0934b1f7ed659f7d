import type { BeaconState } from "../state.ts";
import { CapellaBeaconChain } from "./beacon-chain.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/capella/fork.md */
export abstract class CapellaFork extends CapellaBeaconChain {
  /** The Capella state of a Bellatrix state at the fork. */
  upgrade_to_capella(pre: BeaconState): BeaconState {
    const post = this.stateType.upgradeFrom(pre);
    post.fork = {
      previous_version: pre.fork.current_version,
      current_version: this.config.CAPELLA_FORK_VERSION,
      epoch: this.compute_epoch_at_slot(pre.slot),
    };
    const withdrawals_root = new Uint8Array(32);
    post.latest_execution_payload_header = { ...pre.latest_execution_payload_header, withdrawals_root };
    return post;
  }
}
