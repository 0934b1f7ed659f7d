import { isEmptyBranch } from "../../altair/light-client/sync-protocol.ts";
import { floorlog2 } from "../../math.ts";
import type { LightClientHeader, Root } from "../../values.ts";
import { EXECUTION_PAYLOAD_GINDEX } from "../constants.ts";
import { CapellaLightClientFork } from "./fork.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/capella/light-client/sync-protocol.md */
export abstract class CapellaLightClientSyncProtocol extends CapellaLightClientFork {
  /** Root of the header's execution payload header; zero before Capella. */
  get_lc_execution_root(header: LightClientHeader): Root {
    const epoch = this.compute_epoch_at_slot(header.beacon.slot);
    if (epoch < this.config.CAPELLA_FORK_EPOCH) return new Uint8Array(32);
    return this.types.ExecutionPayloadHeader.hashTreeRoot(header.execution);
  }

  override is_valid_light_client_header(header: LightClientHeader): boolean {
    const epoch = this.compute_epoch_at_slot(header.beacon.slot);
    if (epoch < this.config.CAPELLA_FORK_EPOCH) {
      const { ExecutionPayloadHeader } = this.types;
      return (
        ExecutionPayloadHeader.equals(header.execution, ExecutionPayloadHeader.defaultValue()) &&
        isEmptyBranch(header.execution_branch)
      );
    }
    return this.is_valid_merkle_branch(
      this.get_lc_execution_root(header),
      header.execution_branch,
      floorlog2(EXECUTION_PAYLOAD_GINDEX),
      this.get_subtree_index(EXECUTION_PAYLOAD_GINDEX),
      header.beacon.body_root,
    );
  }
}
