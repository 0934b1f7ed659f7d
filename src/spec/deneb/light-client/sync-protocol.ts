import type { LightClientHeader, Root } from "../../values.ts";
import { capellaTypesOf } from "./earlier-types.ts";
import { DenebLightClientFork } from "./fork.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/deneb/light-client/sync-protocol.md */
export abstract class DenebLightClientSyncProtocol extends DenebLightClientFork {
  override get_lc_execution_root(header: LightClientHeader): Root {
    const epoch = this.compute_epoch_at_slot(header.beacon.slot);
    if (epoch >= this.config.DENEB_FORK_EPOCH) return this.types.ExecutionPayloadHeader.hashTreeRoot(header.execution);
    if (epoch >= this.config.CAPELLA_FORK_EPOCH)
      return capellaTypesOf(this).ExecutionPayloadHeader.hashTreeRoot(header.execution);
    return new Uint8Array(32);
  }

  override is_valid_light_client_header(header: LightClientHeader): boolean {
    const epoch = this.compute_epoch_at_slot(header.beacon.slot);
    const { blob_gas_used, excess_blob_gas } = header.execution;
    if (epoch < this.config.DENEB_FORK_EPOCH && (blob_gas_used !== 0 || excess_blob_gas !== 0)) return false;
    return super.is_valid_light_client_header(header);
  }
}
