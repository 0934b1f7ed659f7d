import type { LightClientHeader, SignedBeaconBlock } from "../../values.ts";
import { EXECUTION_BLOCK_HASH_GINDEX_GLOAS } from "../constants.ts";
import { GloasLightClientSyncProtocol } from "./sync-protocol.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/gloas/light-client/full-node.md */
export abstract class GloasLightClientFullNode extends GloasLightClientSyncProtocol {
  /** Of Gloas blocks; earlier blocks' headers are made by their own fork and upgraded. */
  override block_to_light_client_header(block: SignedBeaconBlock): LightClientHeader {
    const { body } = block.message;
    return this.gloasHeader(
      { beacon: this.blockHeader(block) },
      body.signed_execution_payload_bid.message.parent_block_hash,
      this.compute_merkle_proof(this.types.BeaconBlockBody, body, EXECUTION_BLOCK_HASH_GINDEX_GLOAS),
    );
  }
}
