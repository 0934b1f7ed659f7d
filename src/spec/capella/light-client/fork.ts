import type { LightClientStore } from "../../altair/light-client/sync-protocol.ts";
import { emptyBranch } from "../../altair/light-client/sync-protocol.ts";
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
import { EXECUTION_PAYLOAD_GINDEX } from "../constants.ts";
import { CapellaP2pInterface } from "../p2p-interface.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/capella/light-client/fork.md */
export abstract class CapellaLightClientFork extends CapellaP2pInterface {
  /** How Capella changes the parts of light client data. */
  protected capellaUpgrade(): LightClientUpgrade {
    return headerUpgrade((pre) => this.upgrade_lc_header_to_capella(pre));
  }

  /** A header of the fork before in Capella's form. */
  upgrade_lc_header_to_capella(pre: LightClientHeader): LightClientHeader {
    const execution = this.types.ExecutionPayloadHeader.defaultValue();
    const header: Omit<LightClientHeader, "execution_block_hash"> = {
      beacon: pre.beacon,
      execution,
      execution_branch: emptyBranch(EXECUTION_PAYLOAD_GINDEX),
    };
    return header as LightClientHeader;
  }

  /** A bootstrap of the fork before in Capella's form. */
  upgrade_lc_bootstrap_to_capella(pre: LightClientBootstrap): LightClientBootstrap {
    return upgradeBootstrap(pre, this.capellaUpgrade());
  }

  /** An update of the fork before in Capella's form. */
  upgrade_lc_update_to_capella(pre: LightClientUpdate): LightClientUpdate {
    return upgradeUpdate(pre, this.capellaUpgrade());
  }

  /** A finality update of the fork before in Capella's form. */
  upgrade_lc_finality_update_to_capella(pre: LightClientFinalityUpdate): LightClientFinalityUpdate {
    return upgradeFinalityUpdate(pre, this.capellaUpgrade());
  }

  /** An optimistic update of the fork before in Capella's form. */
  upgrade_lc_optimistic_update_to_capella(pre: LightClientOptimisticUpdate): LightClientOptimisticUpdate {
    return upgradeOptimisticUpdate(pre, this.capellaUpgrade());
  }

  /** A store of the fork before in Capella's form. */
  upgrade_lc_store_to_capella(pre: LightClientStore): LightClientStore {
    return upgradeStore(pre, this.capellaUpgrade());
  }
}
