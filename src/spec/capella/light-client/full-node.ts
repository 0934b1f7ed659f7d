import { emptyBranch } from "../../altair/light-client/sync-protocol.ts";
import type { LightClientHeader, SignedBeaconBlock } from "../../values.ts";
import { EXECUTION_PAYLOAD_GINDEX } from "../constants.ts";
import { CapellaLightClientSyncProtocol } from "./sync-protocol.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/capella/light-client/full-node.md */
export abstract class CapellaLightClientFullNode extends CapellaLightClientSyncProtocol {
  override block_to_light_client_header(block: SignedBeaconBlock): LightClientHeader {
    const { slot, body } = block.message;
    const beacon = this.blockHeader(block);
    // Bellatrix blocks have payloads, too, but no part of them has ever been in light client data.
    const hasExecution = this.compute_epoch_at_slot(slot) >= this.config.CAPELLA_FORK_EPOCH;
    const header: Omit<LightClientHeader, "execution_block_hash"> = {
      beacon,
      execution: hasExecution
        ? this.payloadHeader(body.execution_payload)
        : this.types.ExecutionPayloadHeader.defaultValue(),
      execution_branch: hasExecution
        ? this.compute_merkle_proof(this.types.BeaconBlockBody, body, EXECUTION_PAYLOAD_GINDEX)
        : emptyBranch(EXECUTION_PAYLOAD_GINDEX),
    };
    return header as LightClientHeader;
  }
}
