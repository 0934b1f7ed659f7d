import type { Slot } from "../../values.ts";
import {
  CURRENT_SYNC_COMMITTEE_GINDEX_ELECTRA,
  FINALIZED_ROOT_GINDEX_ELECTRA,
  NEXT_SYNC_COMMITTEE_GINDEX_ELECTRA,
} from "../constants.ts";
import { ElectraLightClientFork } from "./fork.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/electra/light-client/sync-protocol.md */
export abstract class ElectraLightClientSyncProtocol extends ElectraLightClientFork {
  override finalized_root_gindex_at_slot(slot: Slot): number {
    if (this.compute_epoch_at_slot(slot) >= this.config.ELECTRA_FORK_EPOCH) return FINALIZED_ROOT_GINDEX_ELECTRA;
    return super.finalized_root_gindex_at_slot(slot);
  }

  override current_sync_committee_gindex_at_slot(slot: Slot): number {
    if (this.compute_epoch_at_slot(slot) >= this.config.ELECTRA_FORK_EPOCH)
      return CURRENT_SYNC_COMMITTEE_GINDEX_ELECTRA;
    return super.current_sync_committee_gindex_at_slot(slot);
  }

  override next_sync_committee_gindex_at_slot(slot: Slot): number {
    if (this.compute_epoch_at_slot(slot) >= this.config.ELECTRA_FORK_EPOCH) return NEXT_SYNC_COMMITTEE_GINDEX_ELECTRA;
    return super.next_sync_committee_gindex_at_slot(slot);
  }
}
