import type { LightClientHeader, SignedBeaconBlock } from "../../values.ts";
import { DenebLightClientSyncProtocol } from "./sync-protocol.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/deneb/light-client/full-node.md */
export abstract class DenebLightClientFullNode extends DenebLightClientSyncProtocol {
  override block_to_light_client_header(block: SignedBeaconBlock): LightClientHeader {
    const header = super.block_to_light_client_header(block);
    if (this.compute_epoch_at_slot(block.message.slot) >= this.config.DENEB_FORK_EPOCH) return header;
    return { ...header, execution: { ...header.execution, blob_gas_used: 0, excess_blob_gas: 0 } };
  }
}
