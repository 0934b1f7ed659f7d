import { isEmptyBranch } from "../../altair/light-client/sync-protocol.ts";
import { EXECUTION_PAYLOAD_GINDEX } from "../../capella/constants.ts";
import { floorlog2 } from "../../math.ts";
import { GENESIS_SLOT } from "../../phase0/constants.ts";
import type { LightClientHeader, Root, Slot } from "../../values.ts";
import {
  CURRENT_SYNC_COMMITTEE_GINDEX_GLOAS,
  EXECUTION_BLOCK_HASH_GINDEX,
  EXECUTION_BLOCK_HASH_GINDEX_DENEB,
  EXECUTION_BLOCK_HASH_GINDEX_GLOAS,
  FINALIZED_ROOT_GINDEX_GLOAS,
  NEXT_SYNC_COMMITTEE_GINDEX_GLOAS,
} from "../constants.ts";
import { blockHashGindex, GloasLightClientFork } from "./fork.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/gloas/light-client/sync-protocol.md */
export abstract class GloasLightClientSyncProtocol extends GloasLightClientFork {
  override finalized_root_gindex_at_slot(slot: Slot): number {
    if (this.compute_epoch_at_slot(slot) >= this.config.GLOAS_FORK_EPOCH) return FINALIZED_ROOT_GINDEX_GLOAS;
    return super.finalized_root_gindex_at_slot(slot);
  }

  override current_sync_committee_gindex_at_slot(slot: Slot): number {
    if (this.compute_epoch_at_slot(slot) >= this.config.GLOAS_FORK_EPOCH) return CURRENT_SYNC_COMMITTEE_GINDEX_GLOAS;
    return super.current_sync_committee_gindex_at_slot(slot);
  }

  override next_sync_committee_gindex_at_slot(slot: Slot): number {
    if (this.compute_epoch_at_slot(slot) >= this.config.GLOAS_FORK_EPOCH) return NEXT_SYNC_COMMITTEE_GINDEX_GLOAS;
    return super.next_sync_committee_gindex_at_slot(slot);
  }

  /** The execution block's hash; for earlier forks' headers the root of the payload header that had it. */
  override get_lc_execution_root(header: LightClientHeader): Root {
    const epoch = this.compute_epoch_at_slot(header.beacon.slot);
    const { GLOAS_FORK_EPOCH, CAPELLA_FORK_EPOCH } = this.config;
    if (epoch >= GLOAS_FORK_EPOCH) return header.execution_block_hash;
    if (epoch < CAPELLA_FORK_EPOCH) return new Uint8Array(32);
    const type = this.executionHeaderType(epoch);
    if (header.beacon.slot === GENESIS_SLOT) return type.hashTreeRoot(type.defaultValue());
    const gindex = blockHashGindex(type);
    const inner = header.execution_branch.slice(0, -floorlog2(EXECUTION_PAYLOAD_GINDEX));
    return this.compute_merkle_branch_root(
      header.execution_block_hash,
      inner.slice(-floorlog2(gindex)),
      floorlog2(gindex),
      this.get_subtree_index(gindex),
    );
  }

  override is_valid_light_client_header(header: LightClientHeader): boolean {
    const { execution_block_hash, execution_branch, beacon } = header;
    const gindex = this.executionBlockHashGindex(beacon.slot);
    if (gindex === undefined) return isEmptyBranch([execution_block_hash]) && isEmptyBranch(execution_branch);
    return this.is_valid_normalized_merkle_branch(execution_block_hash, execution_branch, gindex, beacon.body_root);
  }

  /** Generalized index of the execution block's hash in the body of a block of this slot; none before Capella. */
  protected executionBlockHashGindex(slot: Slot): number | undefined {
    const epoch = this.compute_epoch_at_slot(slot);
    if (epoch >= this.config.GLOAS_FORK_EPOCH) return EXECUTION_BLOCK_HASH_GINDEX_GLOAS;
    if (epoch >= this.config.DENEB_FORK_EPOCH) return EXECUTION_BLOCK_HASH_GINDEX_DENEB;
    if (epoch >= this.config.CAPELLA_FORK_EPOCH) return EXECUTION_BLOCK_HASH_GINDEX;
    return undefined;
  }
}
