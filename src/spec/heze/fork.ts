import { BitArray } from "@chainsafe/ssz";
import { assert } from "../errors.ts";
import type { BeaconState } from "../state.ts";
import { HezeBeaconChain } from "./beacon-chain.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/heze/fork.md */
export abstract class HezeFork extends HezeBeaconChain {
  /** The Heze state that a Gloas state becomes in the first slot of the fork's epoch. */
  upgrade_to_heze(pre: BeaconState): BeaconState {
    const { eth1_deposit_index, deposit_requests_start_index } = pre;
    assert(
      eth1_deposit_index === deposit_requests_start_index,
      "upgrade_to_heze",
      "pre.eth1_deposit_index == pre.deposit_requests_start_index",
      () => ({ eth1_deposit_index, deposit_requests_start_index }),
    );
    const epoch = this.get_current_epoch(pre);
    const post = this.stateType.upgradeFrom(pre);
    post.fork = {
      previous_version: pre.fork.current_version,
      current_version: this.config.HEZE_FORK_VERSION,
      epoch,
    };
    post.latest_execution_payload_bid = {
      ...pre.latest_execution_payload_bid,
      inclusion_list_bits: BitArray.fromBitLen(this.preset.INCLUSION_LIST_COMMITTEE_SIZE),
    };
    return post;
  }
}
