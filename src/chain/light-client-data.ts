import { FORKS, type ForkName } from "../spec/forks.ts";
import type { Spec, SpecTable } from "../spec/index.ts";
import type { BeaconState } from "../spec/state.ts";
import type {
  Checkpoint,
  LightClientBootstrap,
  LightClientFinalityUpdate,
  LightClientHeader,
  LightClientOptimisticUpdate,
  LightClientUpdate,
  Root,
  SignedBeaconBlock,
  Slot,
  SyncCommittee,
} from "../spec/values.ts";
import { bytesEqual, toHex, ZERO_ROOT } from "../ssz/bytes.ts";
import { forkOf } from "./transition.ts";

/** A light client object with the fork whose type it is of. */
export interface Forked<T> {
  readonly fork: ForkName;
  readonly value: T;
}

export interface LightClientDataOptions {
  /** Sync committee periods whose best updates are kept. */
  readonly periods?: number;
  /** Bootstraps that are kept: one for every finalized epoch. */
  readonly bootstraps?: number;
}

/** What is kept of a block that later data may refer to. */
interface BlockData {
  readonly root: Root;
  readonly parent: string;
  readonly slot: Slot;
  readonly fork: ForkName;
  readonly header: LightClientHeader;
  readonly currentSyncCommittee: SyncCommittee;
  readonly currentSyncCommitteeBranch: Uint8Array[];
  readonly nextSyncCommittee: SyncCommittee;
  readonly nextSyncCommitteeBranch: Uint8Array[];
  readonly finalityBranch: Uint8Array[];
  readonly finalizedCheckpoint: Readonly<Checkpoint>;
  /** Best update of the block's period among those that it and its ancestors sign. */
  readonly best: Forked<LightClientUpdate> | undefined;
  /** Update of the latest of them that anybody signed. */
  readonly latest: Forked<LightClientUpdate> | undefined;
}

/**
 * Collects what light clients are served: bootstraps of finalized epochs, the best update of each sync committee
 * period, the latest finality and optimistic updates. Follows imported blocks and changes of the head.
 */
export class LightClientData {
  readonly #specs: SpecTable;
  readonly #periods: number;
  readonly #maxBootstraps: number;
  /** Blocks from the finalized one on, by root. */
  readonly #blocks = new Map<string, BlockData>();
  readonly #bootstraps = new Map<string, Forked<LightClientBootstrap>>();
  readonly #bestUpdates = new Map<number, Forked<LightClientUpdate>>();
  #latest: Forked<LightClientUpdate> | undefined;
  #finalized: BlockData;

  /**
   * Starts from an anchor: a block with its post-state, without slots processed since. A genesis state has an empty
   * block. Throws `RangeError` where the block is not the state's.
   */
  constructor(specs: SpecTable, state: BeaconState, block?: SignedBeaconBlock, options: LightClientDataOptions = {}) {
    this.#specs = specs;
    this.#periods = options.periods ?? 130;
    this.#maxBootstraps = options.bootstraps ?? 2048;
    const anchorBlock = block ?? genesisBlock(specs, state);
    const spec = specs.get(forkOf(specs, state));
    const root = spec.types.BeaconBlock.hashTreeRoot(anchorBlock.message);
    const { latest_block_header } = state;
    const own = spec.types.BeaconBlockHeader.hashTreeRoot({ ...latest_block_header, state_root: state.hashTreeRoot() });
    if (!bytesEqual(root, own)) throw new RangeError(`the block ${toHex(root)} is not that of the state`);
    this.#finalized = this.#add(anchorBlock, state, root, undefined, undefined);
    this.#addBootstrap(this.#finalized);
  }

  /** Takes note of an imported block and its post-state. One whose parent is unknown is passed over. */
  onBlock(block: SignedBeaconBlock, state: BeaconState): void {
    const fork = forkOf(this.#specs, state);
    const spec = this.#specs.get(fork);
    const parent = this.#blocks.get(toHex(block.message.parent_root));
    if (parent === undefined || fork === "phase0") return;
    const root = spec.types.BeaconBlock.hashTreeRoot(block.message);
    const samePeriod = periodOf(spec, parent.slot) === periodOf(spec, block.message.slot);
    let best = samePeriod ? parent.best : undefined;
    let latest = parent.latest;
    const participants = spec.get_set_bit_count(block.message.body.sync_aggregate.sync_committee_bits);
    if (participants >= spec.preset.MIN_SYNC_COMMITTEE_PARTICIPANTS) {
      latest = this.#update(parent, block, samePeriod);
      if (samePeriod && (best === undefined || this.#isBetter(latest, best))) best = latest;
    }
    this.#add(block, state, root, best, latest);
  }

  /** Takes note of a new head, which has been given to `onBlock` before, and of what it finalizes. */
  onHead(root: Root): void {
    const head = this.#blocks.get(toHex(root));
    if (head === undefined) return;
    const spec = this.#specs.get(head.fork);
    const low = this.#finalized.slot;
    const lowPeriod = periodOf(spec, low);
    let block: BlockData | undefined = head;
    for (let period = periodOf(spec, head.slot); period >= lowPeriod; period--) {
      while (block !== undefined && periodOf(spec, block.slot) > period) block = this.#blocks.get(block.parent);
      const best = block !== undefined && periodOf(spec, block.slot) === period ? block.best : undefined;
      if (best === undefined) this.#bestUpdates.delete(period);
      else this.#bestUpdates.set(period, best);
    }
    const latest = head.latest;
    const isRecent =
      latest !== undefined && latest.value.signature_slot > low && latest.value.attested_header.beacon.slot >= low;
    this.#latest = isRecent ? latest : undefined;
    this.#finalize(head.finalizedCheckpoint);
    this.#forget(periodOf(spec, head.slot));
  }

  /** Bootstrap for a block that a finalized checkpoint names. */
  bootstrap(blockRoot: Root): Forked<LightClientBootstrap> | undefined {
    return this.#bootstraps.get(toHex(blockRoot));
  }

  /** Best update on the head's chain whose signature and attested header fall into this sync committee period. */
  bestUpdate(period: number): Forked<LightClientUpdate> | undefined {
    return this.#bestUpdates.get(period);
  }

  /** Update of the latest attested header on the head's chain, with its finality. */
  finalityUpdate(): Forked<LightClientFinalityUpdate> | undefined {
    if (this.#latest === undefined) return undefined;
    const { fork, value } = this.#latest;
    return { fork, value: this.#specs.get(fork).create_light_client_finality_update(value) };
  }

  /** Update of the latest attested header on the head's chain. */
  optimisticUpdate(): Forked<LightClientOptimisticUpdate> | undefined {
    if (this.#latest === undefined) return undefined;
    const { fork, value } = this.#latest;
    return { fork, value: this.#specs.get(fork).create_light_client_optimistic_update(value) };
  }

  #add(
    block: SignedBeaconBlock,
    state: BeaconState,
    root: Root,
    best: BlockData["best"],
    latest: BlockData["latest"],
  ): BlockData {
    const fork = forkOf(this.#specs, state);
    const spec = this.#specs.get(fork);
    const { slot, parent_root } = block.message;
    const proof = (gindex: number): Uint8Array[] => state.merkleProof(BigInt(gindex));
    const data: BlockData = {
      root,
      parent: toHex(parent_root),
      slot,
      fork,
      header: spec.block_to_light_client_header(block),
      currentSyncCommittee: state.current_sync_committee,
      currentSyncCommitteeBranch: proof(spec.current_sync_committee_gindex_at_slot(slot)),
      nextSyncCommittee: state.next_sync_committee,
      nextSyncCommitteeBranch: proof(spec.next_sync_committee_gindex_at_slot(slot)),
      finalityBranch: proof(spec.finalized_root_gindex_at_slot(slot)),
      finalizedCheckpoint: state.finalized_checkpoint,
      best,
      latest,
    };
    this.#blocks.set(toHex(root), data);
    return data;
  }

  /** What `create_light_client_update` gives, also where the blocks are of several forks: in the attested one's form. */
  #update(attested: BlockData, block: SignedBeaconBlock, samePeriod: boolean): Forked<LightClientUpdate> {
    const { fork } = attested;
    const update: LightClientUpdate = {
      ...this.#specs.get(fork).types.LightClientUpdate.defaultValue(),
      attested_header: attested.header,
      sync_aggregate: block.message.body.sync_aggregate,
      signature_slot: block.message.slot,
    };
    if (samePeriod) {
      update.next_sync_committee = attested.nextSyncCommittee;
      update.next_sync_committee_branch = attested.nextSyncCommitteeBranch;
    }
    const { root } = attested.finalizedCheckpoint;
    const finalized = this.#blocks.get(toHex(root)) ?? this.#bootstraps.get(toHex(root));
    // The genesis checkpoint's root is zero, and so is its header.
    if (bytesEqual(root, ZERO_ROOT)) {
      update.finality_branch = attested.finalityBranch;
    } else if (finalized !== undefined) {
      const header = "header" in finalized ? finalized.header : finalized.value.header;
      update.finalized_header = upgradeHeader(this.#specs, header, finalized.fork, fork);
      update.finality_branch = attested.finalityBranch;
    }
    return { fork, value: update };
  }

  #isBetter(update: Forked<LightClientUpdate>, than: Forked<LightClientUpdate>): boolean {
    const old = upgradeUpdate(this.#specs, than.value, than.fork, update.fork);
    return this.#specs.get(update.fork).is_better_update(update.value, old);
  }

  /** Makes bootstraps of the epochs that a checkpoint finalizes newly, and forgets the blocks before it. */
  #finalize({ root }: Readonly<Checkpoint>): void {
    const finalized = this.#blocks.get(toHex(root));
    if (finalized === undefined || finalized.slot <= this.#finalized.slot) return;
    const { SLOTS_PER_EPOCH } = this.#specs.preset;
    const boundaries: BlockData[] = [];
    let boundary = Infinity;
    for (
      let block: BlockData | undefined = finalized;
      block !== undefined && block.slot > this.#finalized.slot;
      block = this.#blocks.get(block.parent)
    ) {
      if (block.slot > boundary) continue;
      boundaries.push(block);
      boundary = (Math.ceil(block.slot / SLOTS_PER_EPOCH) - 1) * SLOTS_PER_EPOCH;
    }
    for (const block of boundaries.reverse()) this.#addBootstrap(block);
    for (const [key, block] of this.#blocks) if (block.slot < finalized.slot) this.#blocks.delete(key);
    this.#finalized = finalized;
  }

  #addBootstrap({ root, fork, header, currentSyncCommittee, currentSyncCommitteeBranch }: BlockData): void {
    const value: LightClientBootstrap = {
      header,
      current_sync_committee: currentSyncCommittee,
      current_sync_committee_branch: currentSyncCommitteeBranch,
    };
    this.#bootstraps.set(toHex(root), { fork, value });
  }

  /** Drops what is beyond the limits. */
  #forget(headPeriod: number): void {
    for (const period of this.#bestUpdates.keys())
      if (period <= headPeriod - this.#periods) this.#bestUpdates.delete(period);
    for (const key of this.#bootstraps.keys()) {
      if (this.#bootstraps.size <= this.#maxBootstraps) break;
      this.#bootstraps.delete(key);
    }
  }
}

/** A light client header of `from` in the form of `to`, which is the same fork or a later one. */
export function upgradeHeader(
  specs: SpecTable,
  header: LightClientHeader,
  from: ForkName,
  to: ForkName,
): LightClientHeader {
  return upgradesBetween(specs, from, to).reduce((pre, { spec, fork }) => {
    if (fork === "capella") return spec.upgrade_lc_header_to_capella(pre);
    if (fork === "deneb") return spec.upgrade_lc_header_to_deneb(pre);
    if (fork === "electra") return spec.upgrade_lc_header_to_electra(pre);
    return spec.upgrade_lc_header_to_gloas(pre);
  }, header);
}

/** A light client update of `from` in the form of `to`, which is the same fork or a later one. */
export function upgradeUpdate(
  specs: SpecTable,
  update: LightClientUpdate,
  from: ForkName,
  to: ForkName,
): LightClientUpdate {
  return upgradesBetween(specs, from, to).reduce((pre, { spec, fork }) => {
    if (fork === "capella") return spec.upgrade_lc_update_to_capella(pre);
    if (fork === "deneb") return spec.upgrade_lc_update_to_deneb(pre);
    if (fork === "electra") return spec.upgrade_lc_update_to_electra(pre);
    return spec.upgrade_lc_update_to_gloas(pre);
  }, update);
}

/** Forks that change light client data. */
const LIGHT_CLIENT_FORKS = ["capella", "deneb", "electra", "gloas"] as const satisfies readonly ForkName[];

/** The forks after `from` up to `to` that change light client data, with their specifications. */
export function upgradesBetween(
  specs: SpecTable,
  from: ForkName,
  to: ForkName,
): { readonly fork: (typeof LIGHT_CLIENT_FORKS)[number]; readonly spec: Spec }[] {
  const after = (fork: ForkName, than: ForkName): boolean => FORKS.indexOf(fork) > FORKS.indexOf(than);
  return LIGHT_CLIENT_FORKS.filter((fork) => after(fork, from) && !after(fork, to)).map((fork) => ({
    fork,
    spec: specs.get(fork),
  }));
}

const periodOf = (spec: Spec, slot: Slot): number => spec.compute_sync_committee_period_at_slot(slot);

/** The block that a genesis state stands for: an empty one, but for the payload bid that the state has from Gloas on. */
function genesisBlock(specs: SpecTable, state: BeaconState): SignedBeaconBlock {
  const { types } = specs.get(forkOf(specs, state));
  const { message, signature } = types.SignedBeaconBlock.defaultValue();
  message.state_root = state.hashTreeRoot();
  if (state.type.positions.has("latest_execution_payload_bid"))
    message.body.signed_execution_payload_bid.message = state.latest_execution_payload_bid;
  return { message, signature };
}
