import { bytesEqual, ZERO_ROOT } from "../../../ssz/bytes.ts";
import { assert } from "../../errors.ts";
import { div, floorlog2 } from "../../math.ts";
import { GENESIS_SLOT } from "../../phase0/constants.ts";
import type {
  LightClientBootstrap,
  LightClientFinalityUpdate,
  LightClientHeader,
  LightClientOptimisticUpdate,
  LightClientUpdate,
  Root,
  Slot,
  SyncCommittee,
  Uint64,
} from "../../values.ts";
import {
  CURRENT_SYNC_COMMITTEE_GINDEX,
  DOMAIN_SYNC_COMMITTEE,
  FINALIZED_ROOT_GINDEX,
  NEXT_SYNC_COMMITTEE_GINDEX,
} from "../constants.ts";
import { AltairP2pInterface } from "../p2p-interface.ts";

/** What a light client knows. */
export interface LightClientStore {
  finalized_header: LightClientHeader;
  /** Sync committee of the finalized header's period. */
  current_sync_committee: SyncCommittee;
  /** Of the period after it; empty until it is known. */
  next_sync_committee: SyncCommittee;
  /** The best update that has not led to a finalized header yet. */
  best_valid_update: LightClientUpdate | null;
  /** The latest header that is reasonably safe. */
  optimistic_header: LightClientHeader;
  previous_max_active_participants: Uint64;
  current_max_active_participants: Uint64;
}

/** Whether every node of a branch is zero: the branch of what is not there. */
export const isEmptyBranch = (branch: readonly Uint8Array[]): boolean =>
  branch.every((node) => bytesEqual(node, ZERO_ROOT));

/** A branch of zeros for a node at this generalized index. */
export const emptyBranch = (gindex: number): Uint8Array[] =>
  Array.from({ length: floorlog2(gindex) }, () => new Uint8Array(32));

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/altair/light-client/sync-protocol.md */
export abstract class AltairLightClientSyncProtocol extends AltairP2pInterface {
  /** Generalized index of the finalized checkpoint's root in the state of this slot. */
  finalized_root_gindex_at_slot(_slot: Slot): number {
    return FINALIZED_ROOT_GINDEX;
  }

  /** Generalized index of the current sync committee in the state of this slot. */
  current_sync_committee_gindex_at_slot(_slot: Slot): number {
    return CURRENT_SYNC_COMMITTEE_GINDEX;
  }

  /** Generalized index of the next sync committee in the state of this slot. */
  next_sync_committee_gindex_at_slot(_slot: Slot): number {
    return NEXT_SYNC_COMMITTEE_GINDEX;
  }

  /** Whether what the header says beside the block's header is proven by it. */
  is_valid_light_client_header(_header: LightClientHeader): boolean {
    return true;
  }

  /** Whether the update brings the next sync committee. */
  is_sync_committee_update(update: LightClientUpdate): boolean {
    return !isEmptyBranch(update.next_sync_committee_branch);
  }

  /** Whether the update brings a finalized header. */
  is_finality_update(update: LightClientUpdate): boolean {
    return !isEmptyBranch(update.finality_branch);
  }

  /** Whether the new update serves light clients better than the old one. */
  is_better_update(new_update: LightClientUpdate, old_update: LightClientUpdate): boolean {
    const max_active_participants = new_update.sync_aggregate.sync_committee_bits.bitLen;
    const [now, old] = [new_update, old_update].map((update) => this.rankOf(update, max_active_participants)) as [
      UpdateRank,
      UpdateRank,
    ];
    if (now.supermajority !== old.supermajority) return now.supermajority;
    if (!now.supermajority && now.participants !== old.participants) return now.participants > old.participants;
    if (now.relevantCommittee !== old.relevantCommittee) return now.relevantCommittee;
    if (now.finality !== old.finality) return now.finality;
    if (now.finality && now.committeeFinality !== old.committeeFinality) return now.committeeFinality;
    if (now.participants !== old.participants) return now.participants > old.participants;
    const [newSlot, oldSlot] = [new_update.attested_header.beacon.slot, old_update.attested_header.beacon.slot];
    if (newSlot !== oldSlot) return newSlot < oldSlot;
    return new_update.signature_slot < old_update.signature_slot;
  }

  /** What `is_better_update` compares. */
  protected rankOf(update: LightClientUpdate, max_active_participants: number): UpdateRank {
    const participants = this.get_set_bit_count(update.sync_aggregate.sync_committee_bits);
    const attestedPeriod = this.compute_sync_committee_period_at_slot(update.attested_header.beacon.slot);
    const signaturePeriod = this.compute_sync_committee_period_at_slot(update.signature_slot);
    const finalizedPeriod = this.compute_sync_committee_period_at_slot(update.finalized_header.beacon.slot);
    return {
      participants,
      supermajority: participants * 3 >= max_active_participants * 2,
      relevantCommittee: this.is_sync_committee_update(update) && attestedPeriod === signaturePeriod,
      finality: this.is_finality_update(update),
      committeeFinality: finalizedPeriod === attestedPeriod,
    };
  }

  /** Whether the store has the sync committee of the period after the finalized header's. */
  is_next_sync_committee_known(store: LightClientStore): boolean {
    return !this.isEmptyCommittee(store.next_sync_committee);
  }

  protected isEmptyCommittee(committee: SyncCommittee): boolean {
    const { SyncCommittee } = this.types;
    return SyncCommittee.equals(committee, SyncCommittee.defaultValue());
  }

  /** Participants above which a header counts as reasonably safe. */
  get_safety_threshold(store: LightClientStore): Uint64 {
    return div(Math.max(store.previous_max_active_participants, store.current_max_active_participants), 2);
  }

  /** Place of a generalized index among the nodes of its depth. */
  get_subtree_index(generalized_index: number): Uint64 {
    return generalized_index % 2 ** floorlog2(generalized_index);
  }

  /** As `is_valid_merkle_branch`, of a branch that zeros at its start lengthen. */
  is_valid_normalized_merkle_branch(
    leaf: Uint8Array,
    branch: readonly Uint8Array[],
    gindex: number,
    root: Root,
  ): boolean {
    const depth = floorlog2(gindex);
    const index = this.get_subtree_index(gindex);
    const num_extra = Math.max(0, branch.length - depth);
    if (!isEmptyBranch(branch.slice(0, num_extra))) return false;
    return this.is_valid_merkle_branch(leaf, branch.slice(num_extra), depth, index, root);
  }

  compute_sync_committee_period_at_slot(slot: Slot): Uint64 {
    return this.compute_sync_committee_period(this.compute_epoch_at_slot(slot));
  }

  /** Store of a light client that trusts this block. Throws where the bootstrap does not belong to it. */
  initialize_light_client_store(trusted_block_root: Root, bootstrap: LightClientBootstrap): LightClientStore {
    const here = "initialize_light_client_store";
    const { header, current_sync_committee, current_sync_committee_branch } = bootstrap;
    assert(this.is_valid_light_client_header(header), here, "is_valid_light_client_header(bootstrap.header)");
    const block_root = this.types.BeaconBlockHeader.hashTreeRoot(header.beacon);
    assert(
      bytesEqual(block_root, trusted_block_root),
      here,
      "hash_tree_root(bootstrap.header.beacon) == trusted_block_root",
      () => ({ block_root, trusted_block_root }),
    );
    assert(
      this.is_valid_normalized_merkle_branch(
        this.types.SyncCommittee.hashTreeRoot(current_sync_committee),
        current_sync_committee_branch,
        this.current_sync_committee_gindex_at_slot(header.beacon.slot),
        header.beacon.state_root,
      ),
      here,
      "is_valid_normalized_merkle_branch(leaf=hash_tree_root(bootstrap.current_sync_committee), ...)",
    );
    return {
      finalized_header: header,
      current_sync_committee,
      next_sync_committee: this.types.SyncCommittee.defaultValue(),
      best_valid_update: null,
      optimistic_header: header,
      previous_max_active_participants: 0,
      current_max_active_participants: 0,
    };
  }

  /** Throws where the update is invalid or of no use to the store. */
  validate_light_client_update(
    store: LightClientStore,
    update: LightClientUpdate,
    current_slot: Slot,
    genesis_validators_root: Root,
  ): void {
    const here = "validate_light_client_update";
    const { sync_aggregate, attested_header, signature_slot } = update;
    assert(
      this.get_set_bit_count(sync_aggregate.sync_committee_bits) >= this.preset.MIN_SYNC_COMMITTEE_PARTICIPANTS,
      here,
      "get_set_bit_count(sync_aggregate.sync_committee_bits) >= MIN_SYNC_COMMITTEE_PARTICIPANTS",
    );
    assert(
      this.is_valid_light_client_header(attested_header),
      here,
      "is_valid_light_client_header(update.attested_header)",
    );
    const attested_slot = attested_header.beacon.slot;
    const finalized_slot = update.finalized_header.beacon.slot;
    const slots = () => ({ current_slot, signature_slot, attested_slot, finalized_slot });
    assert(
      current_slot >= signature_slot && signature_slot > attested_slot && attested_slot >= finalized_slot,
      here,
      "current_slot >= update.signature_slot > update_attested_slot >= update_finalized_slot",
      slots,
    );
    const store_period = this.compute_sync_committee_period_at_slot(store.finalized_header.beacon.slot);
    const signature_period = this.compute_sync_committee_period_at_slot(signature_slot);
    const next_known = this.is_next_sync_committee_known(store);
    assert(
      signature_period === store_period || (next_known && signature_period === store_period + 1),
      here,
      next_known
        ? "update_signature_period in (store_period, store_period + 1)"
        : "update_signature_period == store_period",
      () => ({ signature_period, store_period }),
    );
    const in_store_period = this.compute_sync_committee_period_at_slot(attested_slot) === store_period;
    const brings_next = !next_known && this.is_sync_committee_update(update) && in_store_period;
    assert(
      attested_slot > store.finalized_header.beacon.slot || brings_next,
      here,
      "update_attested_slot > store.finalized_header.beacon.slot or update_has_next_sync_committee",
      slots,
    );
    this.checkFinality(update);
    this.checkNextCommittee(update, next_known && in_store_period ? store.next_sync_committee : undefined);

    const sync_committee = signature_period === store_period ? store.current_sync_committee : store.next_sync_committee;
    const participant_pubkeys = sync_committee.pubkeys.filter((_pubkey, i) =>
      sync_aggregate.sync_committee_bits.get(i),
    );
    const fork_version_slot = this.saturating_sub(signature_slot, 1);
    const fork_version = this.compute_fork_version(this.compute_epoch_at_slot(fork_version_slot));
    const domain = this.compute_domain(DOMAIN_SYNC_COMMITTEE, fork_version, genesis_validators_root);
    const signing_root = this.compute_signing_root(this.types.BeaconBlockHeader, attested_header.beacon, domain);
    assert(
      this.bls.FastAggregateVerify(participant_pubkeys, signing_root, sync_aggregate.sync_committee_signature),
      here,
      "bls.FastAggregateVerify(participant_pubkeys, signing_root, sync_aggregate.sync_committee_signature)",
      slots,
    );
  }

  /** Asserts that the finalized header, if there is one, is that of the attested state. */
  protected checkFinality(update: LightClientUpdate): void {
    const here = "validate_light_client_update";
    const { LightClientHeader, BeaconBlockHeader } = this.types;
    const { finalized_header, attested_header, finality_branch } = update;
    const isFinality = this.is_finality_update(update);
    let finalized_root = ZERO_ROOT;
    if (!isFinality || finalized_header.beacon.slot === GENESIS_SLOT) {
      // The genesis checkpoint's root is zero in the state.
      assert(
        LightClientHeader.equals(finalized_header, LightClientHeader.defaultValue()),
        here,
        "update.finalized_header == LightClientHeader.empty()",
      );
    } else {
      assert(
        this.is_valid_light_client_header(finalized_header),
        here,
        "is_valid_light_client_header(update.finalized_header)",
      );
      finalized_root = BeaconBlockHeader.hashTreeRoot(finalized_header.beacon);
    }
    if (!isFinality) return;
    assert(
      this.is_valid_normalized_merkle_branch(
        finalized_root,
        finality_branch,
        this.finalized_root_gindex_at_slot(attested_header.beacon.slot),
        attested_header.beacon.state_root,
      ),
      here,
      "is_valid_normalized_merkle_branch(leaf=finalized_root, ...)",
    );
  }

  /** Asserts that the next sync committee, if there is one, is that of the attested state, and the one known already. */
  protected checkNextCommittee(update: LightClientUpdate, known: SyncCommittee | undefined): void {
    const here = "validate_light_client_update";
    const { SyncCommittee } = this.types;
    const { next_sync_committee, next_sync_committee_branch, attested_header } = update;
    if (!this.is_sync_committee_update(update)) {
      assert(this.isEmptyCommittee(next_sync_committee), here, "update.next_sync_committee == SyncCommittee.empty()");
      return;
    }
    assert(
      known === undefined || SyncCommittee.equals(next_sync_committee, known),
      here,
      "update.next_sync_committee == store.next_sync_committee",
    );
    assert(
      this.is_valid_normalized_merkle_branch(
        SyncCommittee.hashTreeRoot(next_sync_committee),
        next_sync_committee_branch,
        this.next_sync_committee_gindex_at_slot(attested_header.beacon.slot),
        attested_header.beacon.state_root,
      ),
      here,
      "is_valid_normalized_merkle_branch(leaf=hash_tree_root(update.next_sync_committee), ...)",
    );
  }

  /** Moves the store on to the update's finalized header. */
  apply_light_client_update(store: LightClientStore, update: LightClientUpdate): void {
    const store_period = this.compute_sync_committee_period_at_slot(store.finalized_header.beacon.slot);
    const finalized_slot = update.finalized_header.beacon.slot;
    const finalized_period = this.compute_sync_committee_period_at_slot(finalized_slot);
    if (!this.is_next_sync_committee_known(store)) {
      assert(
        finalized_period === store_period,
        "apply_light_client_update",
        "update_finalized_period == store_period",
        () => ({ finalized_period, store_period }),
      );
      store.next_sync_committee = update.next_sync_committee;
    } else if (finalized_period === store_period + 1) {
      store.current_sync_committee = store.next_sync_committee;
      store.next_sync_committee = update.next_sync_committee;
      store.previous_max_active_participants = store.current_max_active_participants;
      store.current_max_active_participants = 0;
    }
    if (finalized_slot <= store.finalized_header.beacon.slot) return;
    store.finalized_header = update.finalized_header;
    if (finalized_slot > store.optimistic_header.beacon.slot) store.optimistic_header = update.finalized_header;
  }

  /** Applies the best update after a long time without finality, with its attested header taken for finalized. */
  process_light_client_store_force_update(store: LightClientStore, current_slot: Slot): void {
    const best = store.best_valid_update;
    const finalized_slot = store.finalized_header.beacon.slot;
    if (best === null || current_slot <= finalized_slot + this.preset.UPDATE_TIMEOUT) return;
    const stale = best.finalized_header.beacon.slot <= finalized_slot;
    this.apply_light_client_update(store, stale ? { ...best, finalized_header: best.attested_header } : best);
    store.best_valid_update = null;
  }

  /** Takes an update into the store. Throws where it is invalid. */
  process_light_client_update(
    store: LightClientStore,
    update: LightClientUpdate,
    current_slot: Slot,
    genesis_validators_root: Root,
  ): void {
    this.validate_light_client_update(store, update, current_slot, genesis_validators_root);
    const { sync_committee_bits } = update.sync_aggregate;
    const participants = this.get_set_bit_count(sync_committee_bits);
    if (store.best_valid_update === null || this.is_better_update(update, store.best_valid_update))
      store.best_valid_update = update;
    store.current_max_active_participants = Math.max(store.current_max_active_participants, participants);
    if (
      participants > this.get_safety_threshold(store) &&
      update.attested_header.beacon.slot > store.optimistic_header.beacon.slot
    )
      store.optimistic_header = update.attested_header;

    const finalized_slot = update.finalized_header.beacon.slot;
    const has_finalized_next_sync_committee =
      !this.is_next_sync_committee_known(store) &&
      this.is_sync_committee_update(update) &&
      this.is_finality_update(update) &&
      this.compute_sync_committee_period_at_slot(finalized_slot) ===
        this.compute_sync_committee_period_at_slot(update.attested_header.beacon.slot);
    if (
      participants * 3 >= sync_committee_bits.bitLen * 2 &&
      (finalized_slot > store.finalized_header.beacon.slot || has_finalized_next_sync_committee)
    ) {
      this.apply_light_client_update(store, update);
      store.best_valid_update = null;
    }
  }

  /** Takes an update without sync committee into the store. Throws where it is invalid. */
  process_light_client_finality_update(
    store: LightClientStore,
    finality_update: LightClientFinalityUpdate,
    current_slot: Slot,
    genesis_validators_root: Root,
  ): void {
    const { next_sync_committee, next_sync_committee_branch } = this.types.LightClientUpdate.defaultValue();
    const update = { ...finality_update, next_sync_committee, next_sync_committee_branch };
    this.process_light_client_update(store, update, current_slot, genesis_validators_root);
  }

  /** Takes an update without sync committee and finality into the store. Throws where it is invalid. */
  process_light_client_optimistic_update(
    store: LightClientStore,
    optimistic_update: LightClientOptimisticUpdate,
    current_slot: Slot,
    genesis_validators_root: Root,
  ): void {
    const update = { ...this.types.LightClientUpdate.defaultValue(), ...optimistic_update };
    this.process_light_client_update(store, update, current_slot, genesis_validators_root);
  }
}

interface UpdateRank {
  readonly participants: number;
  readonly supermajority: boolean;
  readonly relevantCommittee: boolean;
  readonly finality: boolean;
  readonly committeeFinality: boolean;
}
