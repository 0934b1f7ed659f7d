import type {
  LightClientBootstrap,
  LightClientFinalityUpdate,
  LightClientHeader,
  LightClientOptimisticUpdate,
  LightClientUpdate,
} from "../../values.ts";
import type { LightClientStore } from "./sync-protocol.ts";

type Branch = readonly Uint8Array[];

/** How a fork brings the parts of earlier forks' light client data into its own form. */
export interface LightClientUpgrade {
  readonly header: (pre: LightClientHeader) => LightClientHeader;
  readonly currentSyncCommitteeBranch: (pre: Branch) => Uint8Array[];
  readonly nextSyncCommitteeBranch: (pre: Branch) => Uint8Array[];
  readonly finalityBranch: (pre: Branch) => Uint8Array[];
}

/** An upgrade that changes headers only. */
export function headerUpgrade(header: LightClientUpgrade["header"]): LightClientUpgrade {
  const same = (branch: Branch): Uint8Array[] => [...branch];
  return { header, currentSyncCommitteeBranch: same, nextSyncCommitteeBranch: same, finalityBranch: same };
}

/** The bootstrap with all its parts upgraded. */
export function upgradeBootstrap(pre: LightClientBootstrap, to: LightClientUpgrade): LightClientBootstrap {
  return {
    ...pre,
    header: to.header(pre.header),
    current_sync_committee_branch: to.currentSyncCommitteeBranch(pre.current_sync_committee_branch),
  };
}

/** The update with all its parts upgraded. */
export function upgradeUpdate(pre: LightClientUpdate, to: LightClientUpgrade): LightClientUpdate {
  return {
    ...pre,
    ...upgradeFinalityUpdate(pre, to),
    next_sync_committee_branch: to.nextSyncCommitteeBranch(pre.next_sync_committee_branch),
  };
}

/** The finality update with all its parts upgraded. */
export function upgradeFinalityUpdate(
  pre: LightClientFinalityUpdate,
  to: LightClientUpgrade,
): LightClientFinalityUpdate {
  return {
    ...pre,
    attested_header: to.header(pre.attested_header),
    finalized_header: to.header(pre.finalized_header),
    finality_branch: to.finalityBranch(pre.finality_branch),
  };
}

/** The optimistic update with all its parts upgraded. */
export function upgradeOptimisticUpdate(
  pre: LightClientOptimisticUpdate,
  to: LightClientUpgrade,
): LightClientOptimisticUpdate {
  return { ...pre, attested_header: to.header(pre.attested_header) };
}

/** The store with all its parts upgraded. */
export function upgradeStore(pre: LightClientStore, to: LightClientUpgrade): LightClientStore {
  return {
    ...pre,
    finalized_header: to.header(pre.finalized_header),
    best_valid_update: pre.best_valid_update === null ? null : upgradeUpdate(pre.best_valid_update, to),
    optimistic_header: to.header(pre.optimistic_header),
  };
}
