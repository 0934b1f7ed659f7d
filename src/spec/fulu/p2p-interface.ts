import type { BlockPayloadStatuses } from "../bellatrix/p2p-interface.ts";
import { checkCommitmentCount } from "../deneb/p2p-interface.ts";
import type { Store } from "../phase0/fork-choice/store.ts";
import { BLOCK } from "../phase0/p2p-interface/blocks.ts";
import type { Epoch, SignedBeaconBlock, Uint64, Version } from "../values.ts";
import { FuluDataColumnSidecarGossip } from "./p2p-interface/data-column-sidecars.ts";
import type { Seen } from "./p2p-interface/seen.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/fulu/p2p-interface.md */
export abstract class FuluP2pInterface extends FuluDataColumnSidecarGossip {
  override compute_fork_version(epoch: Epoch): Version {
    if (epoch >= this.config.FULU_FORK_EPOCH) return this.config.FULU_FORK_VERSION;
    return super.compute_fork_version(epoch);
  }

  override validate_beacon_block_gossip(
    seen: Seen,
    store: Store,
    signed_beacon_block: SignedBeaconBlock,
    current_time_ms: Uint64,
    block_payload_statuses: BlockPayloadStatuses,
  ): void {
    const block = signed_beacon_block.message;
    this.checkBlockOnChain(seen, store, signed_beacon_block, current_time_ms, block_payload_statuses);
    const { max_blobs_per_block } = this.get_blob_parameters(this.compute_epoch_at_slot(block.slot));
    checkCommitmentCount(block.body.blob_kzg_commitments, max_blobs_per_block);
    this.checkExpectedProposer(store, block, BLOCK);
    seen.proposer_slots.add(block.slot, block.proposer_index);
  }
}
