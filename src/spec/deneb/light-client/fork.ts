import type { LightClientStore } from "../../altair/light-client/sync-protocol.ts";
import {
  headerUpgrade,
  type LightClientUpgrade,
  upgradeBootstrap,
  upgradeFinalityUpdate,
  upgradeOptimisticUpdate,
  upgradeStore,
  upgradeUpdate,
} from "../../altair/light-client/upgrade.ts";
import type {
  LightClientBootstrap,
  LightClientFinalityUpdate,
  LightClientHeader,
  LightClientOptimisticUpdate,
  LightClientUpdate,
} from "../../values.ts";
import { DenebP2pInterface } from "../p2p-interface.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/deneb/light-client/fork.md */
export abstract class DenebLightClientFork extends DenebP2pInterface {
  /** How Deneb changes the parts of light client data. */
  protected denebUpgrade(): LightClientUpgrade {
    return headerUpgrade((pre) => this.upgrade_lc_header_to_deneb(pre));
  }

  /** A header of the fork before in Deneb's form. */
  upgrade_lc_header_to_deneb(pre: LightClientHeader): LightClientHeader {
    return { ...pre, execution: { ...pre.execution, blob_gas_used: 0, excess_blob_gas: 0 } };
  }

  /** A bootstrap of the fork before in Deneb's form. */
  upgrade_lc_bootstrap_to_deneb(pre: LightClientBootstrap): LightClientBootstrap {
    return upgradeBootstrap(pre, this.denebUpgrade());
  }

  /** An update of the fork before in Deneb's form. */
  upgrade_lc_update_to_deneb(pre: LightClientUpdate): LightClientUpdate {
    return upgradeUpdate(pre, this.denebUpgrade());
  }

  /** A finality update of the fork before in Deneb's form. */
  upgrade_lc_finality_update_to_deneb(pre: LightClientFinalityUpdate): LightClientFinalityUpdate {
    return upgradeFinalityUpdate(pre, this.denebUpgrade());
  }

  /** An optimistic update of the fork before in Deneb's form. */
  upgrade_lc_optimistic_update_to_deneb(pre: LightClientOptimisticUpdate): LightClientOptimisticUpdate {
    return upgradeOptimisticUpdate(pre, this.denebUpgrade());
  }

  /** A store of the fork before in Deneb's form. */
  upgrade_lc_store_to_deneb(pre: LightClientStore): LightClientStore {
    return upgradeStore(pre, this.denebUpgrade());
  }
}
