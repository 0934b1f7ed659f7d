import type { Spec } from "../spec/index.ts";
import type { BeaconBlock, Root } from "../spec/values.ts";
import type { Chain } from "./chain.ts";
import type { BuiltPayload } from "./engine.ts";

/**
 * Signs and imports the payload that a block's bid commits to, with the builder's key, or the proposer's of a self-build
 * (gloas builder.md "Constructing the `SignedExecutionPayloadEnvelope`"). Throws `ImportError`.
 */
export async function revealPayload(
  chain: Chain,
  spec: Spec,
  root: Root,
  block: BeaconBlock,
  built: BuiltPayload,
  secret: Uint8Array,
): Promise<void> {
  const message = {
    payload: built.payload,
    execution_requests: spec.get_execution_requests(built.executionRequests),
    builder_index: block.body.signed_execution_payload_bid.message.builder_index,
    beacon_block_root: root,
    parent_beacon_block_root: block.parent_root,
  };
  const signature = spec.get_execution_payload_envelope_signature(chain.states.after(root), message, secret);
  await chain.importer.importEnvelope({ message, signature }, built.blobsBundle);
}
