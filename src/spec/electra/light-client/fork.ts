import type { LightClientStore } from "../../altair/light-client/sync-protocol.ts";
import {
  type LightClientUpgrade,
  upgradeBootstrap,
  upgradeFinalityUpdate,
  upgradeOptimisticUpdate,
  upgradeStore,
  upgradeUpdate,
} from "../../altair/light-client/upgrade.ts";
import { floorlog2 } from "../../math.ts";
import type {
  LightClientBootstrap,
  LightClientFinalityUpdate,
  LightClientHeader,
  LightClientOptimisticUpdate,
  LightClientUpdate,
} from "../../values.ts";
import {
  CURRENT_SYNC_COMMITTEE_GINDEX_ELECTRA,
  FINALIZED_ROOT_GINDEX_ELECTRA,
  NEXT_SYNC_COMMITTEE_GINDEX_ELECTRA,
} from "../constants.ts";
import { ElectraP2pInterface } from "../p2p-interface.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/electra/light-client/fork.md */
export abstract class ElectraLightClientFork extends ElectraP2pInterface {
  /** The branch lengthened, by zeros at its start, to that of a node at this generalized index. */
  normalize_merkle_branch(branch: readonly Uint8Array[], gindex: number): Uint8Array[] {
    const num_extra = Math.max(0, floorlog2(gindex) - branch.length);
    return [...Array.from({ length: num_extra }, () => new Uint8Array(32)), ...branch];
  }

  /** How Electra changes the parts of light client data. */
  protected electraUpgrade(): LightClientUpgrade {
    return {
      header: (pre) => this.upgrade_lc_header_to_electra(pre),
      currentSyncCommitteeBranch: (pre) => this.normalize_merkle_branch(pre, CURRENT_SYNC_COMMITTEE_GINDEX_ELECTRA),
      nextSyncCommitteeBranch: (pre) => this.normalize_merkle_branch(pre, NEXT_SYNC_COMMITTEE_GINDEX_ELECTRA),
      finalityBranch: (pre) => this.normalize_merkle_branch(pre, FINALIZED_ROOT_GINDEX_ELECTRA),
    };
  }

  /** A header of the fork before in Electra's form. */
  upgrade_lc_header_to_electra(pre: LightClientHeader): LightClientHeader {
    return pre;
  }

  /** A bootstrap of the fork before in Electra's form. */
  upgrade_lc_bootstrap_to_electra(pre: LightClientBootstrap): LightClientBootstrap {
    return upgradeBootstrap(pre, this.electraUpgrade());
  }

  /** An update of the fork before in Electra's form. */
  upgrade_lc_update_to_electra(pre: LightClientUpdate): LightClientUpdate {
    return upgradeUpdate(pre, this.electraUpgrade());
  }

  /** A finality update of the fork before in Electra's form. */
  upgrade_lc_finality_update_to_electra(pre: LightClientFinalityUpdate): LightClientFinalityUpdate {
    return upgradeFinalityUpdate(pre, this.electraUpgrade());
  }

  /** An optimistic update of the fork before in Electra's form. */
  upgrade_lc_optimistic_update_to_electra(pre: LightClientOptimisticUpdate): LightClientOptimisticUpdate {
    return upgradeOptimisticUpdate(pre, this.electraUpgrade());
  }

  /** A store of the fork before in Electra's form. */
  upgrade_lc_store_to_electra(pre: LightClientStore): LightClientStore {
    return upgradeStore(pre, this.electraUpgrade());
  }
}
