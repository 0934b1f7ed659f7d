import type { SszType } from "../../../ssz/types.ts";
import type { LightClientStore } from "../../altair/light-client/sync-protocol.ts";
import { emptyBranch, isEmptyBranch } from "../../altair/light-client/sync-protocol.ts";
import {
  type LightClientUpgrade,
  upgradeBootstrap,
  upgradeFinalityUpdate,
  upgradeOptimisticUpdate,
  upgradeStore,
  upgradeUpdate,
} from "../../altair/light-client/upgrade.ts";
import { capellaTypesOf } from "../../deneb/light-client/earlier-types.ts";
import { ceillog2 } from "../../math.ts";
import type {
  Epoch,
  ExecutionPayloadHeader,
  Hash32,
  LightClientBootstrap,
  LightClientFinalityUpdate,
  LightClientHeader,
  LightClientOptimisticUpdate,
  LightClientUpdate,
} from "../../values.ts";
import {
  CURRENT_SYNC_COMMITTEE_GINDEX_GLOAS,
  EXECUTION_BLOCK_HASH_GINDEX_GLOAS,
  FINALIZED_ROOT_GINDEX_GLOAS,
  NEXT_SYNC_COMMITTEE_GINDEX_GLOAS,
} from "../constants.ts";
import { GloasPartialColumns } from "../partial-columns/p2p-interface.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/gloas/light-client/fork.md */
export abstract class GloasLightClientFork extends GloasPartialColumns {
  /** How Gloas changes the parts of light client data. */
  protected gloasUpgrade(): LightClientUpgrade {
    return {
      header: (pre) => this.upgrade_lc_header_to_gloas(pre),
      currentSyncCommitteeBranch: (pre) => this.normalize_merkle_branch(pre, CURRENT_SYNC_COMMITTEE_GINDEX_GLOAS),
      nextSyncCommitteeBranch: (pre) => this.normalize_merkle_branch(pre, NEXT_SYNC_COMMITTEE_GINDEX_GLOAS),
      finalityBranch: (pre) => this.normalize_merkle_branch(pre, FINALIZED_ROOT_GINDEX_GLOAS),
    };
  }

  /** A header of the fork before in Gloas's form. */
  upgrade_lc_header_to_gloas(pre: LightClientHeader): LightClientHeader {
    if (this.isEmptyElectraHeader(pre)) return this.types.LightClientHeader.defaultValue();
    const epoch = this.compute_epoch_at_slot(pre.beacon.slot);
    if (epoch < this.config.CAPELLA_FORK_EPOCH)
      return this.gloasHeader(pre, new Uint8Array(32), emptyBranch(EXECUTION_BLOCK_HASH_GINDEX_GLOAS));
    const type = this.executionHeaderType(epoch);
    const inner = this.compute_merkle_proof(type, pre.execution, blockHashGindex(type));
    const branch = this.normalize_merkle_branch([...inner, ...pre.execution_branch], EXECUTION_BLOCK_HASH_GINDEX_GLOAS);
    return this.gloasHeader(pre, pre.execution.block_hash, branch);
  }

  /** Type of the payload headers in the light client data of an epoch from Capella on and before Gloas. */
  protected executionHeaderType(epoch: Epoch): SszType<ExecutionPayloadHeader> {
    const types = epoch >= this.config.DENEB_FORK_EPOCH ? this.types : capellaTypesOf(this);
    return types.ExecutionPayloadHeader;
  }

  protected isEmptyElectraHeader({ beacon, execution, execution_branch }: LightClientHeader): boolean {
    const { BeaconBlockHeader, ExecutionPayloadHeader } = this.types;
    return (
      BeaconBlockHeader.equals(beacon, BeaconBlockHeader.defaultValue()) &&
      ExecutionPayloadHeader.equals(execution, ExecutionPayloadHeader.defaultValue()) &&
      isEmptyBranch(execution_branch)
    );
  }

  protected gloasHeader(
    { beacon }: Pick<LightClientHeader, "beacon">,
    execution_block_hash: Hash32,
    execution_branch: Uint8Array[],
  ): LightClientHeader {
    // Gloas headers have no execution payload header any more.
    const header: Omit<LightClientHeader, "execution"> = { beacon, execution_block_hash, execution_branch };
    return header as LightClientHeader;
  }

  /** A bootstrap of the fork before in Gloas's form. */
  upgrade_lc_bootstrap_to_gloas(pre: LightClientBootstrap): LightClientBootstrap {
    return upgradeBootstrap(pre, this.gloasUpgrade());
  }

  /** An update of the fork before in Gloas's form. */
  upgrade_lc_update_to_gloas(pre: LightClientUpdate): LightClientUpdate {
    return upgradeUpdate(pre, this.gloasUpgrade());
  }

  /** A finality update of the fork before in Gloas's form. */
  upgrade_lc_finality_update_to_gloas(pre: LightClientFinalityUpdate): LightClientFinalityUpdate {
    return upgradeFinalityUpdate(pre, this.gloasUpgrade());
  }

  /** An optimistic update of the fork before in Gloas's form. */
  upgrade_lc_optimistic_update_to_gloas(pre: LightClientOptimisticUpdate): LightClientOptimisticUpdate {
    return upgradeOptimisticUpdate(pre, this.gloasUpgrade());
  }

  /** A store of the fork before in Gloas's form. */
  upgrade_lc_store_to_gloas(pre: LightClientStore): LightClientStore {
    return upgradeStore(pre, this.gloasUpgrade());
  }
}

/** Generalized index of the block hash in a payload header of this type. */
export function blockHashGindex(type: SszType<ExecutionPayloadHeader>): number {
  const position = Object.keys(type.defaultValue()).indexOf("block_hash");
  return 2 ** ceillog2(Object.keys(type.defaultValue()).length) + position;
}
