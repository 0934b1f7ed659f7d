import type { BeaconState } from "../state.ts";
import { DenebBeaconChain } from "./beacon-chain.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/deneb/fork.md */
export abstract class DenebFork extends DenebBeaconChain {
  /** The capella state as deneb's, at the first slot of the fork. */
  upgrade_to_deneb(pre: BeaconState): BeaconState {
    const post = this.stateType.upgradeFrom(pre);
    post.fork = {
      previous_version: pre.fork.current_version,
      current_version: this.config.DENEB_FORK_VERSION,
      epoch: this.get_current_epoch(pre),
    };
    post.latest_execution_payload_header = {
      ...pre.latest_execution_payload_header,
      blob_gas_used: 0,
      excess_blob_gas: 0,
    };
    return post;
  }
}
