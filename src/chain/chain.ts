import type { BatchBls, SignatureBatch } from "../crypto/batch-bls.ts";
import type { Logger } from "../log/logger.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { type ForkName, isAtLeast } from "../spec/forks.ts";
import { PAYLOAD_STATUS_EMPTY, PAYLOAD_STATUS_FULL } from "../spec/gloas/constants.ts";
import type { Spec, SpecTable } from "../spec/index.ts";
import { GENESIS_SLOT } from "../spec/phase0/constants.ts";
import type { ForkChoiceNode, Store } from "../spec/phase0/fork-choice/store.ts";
import type { BeaconState } from "../spec/state.ts";
import type { Epoch, Hash32, Root, SignedBeaconBlock, SignedExecutionPayloadEnvelope, Slot } from "../spec/values.ts";
import { fromHex, toHex, ZERO_ROOT } from "../ssz/bytes.ts";
import type { ChainDatabase } from "../storage/database.ts";
import type { Clock } from "./clock.ts";
import type { ExecutionEngineClient } from "./engine.ts";
import type { ChainEnvironment } from "./environment.ts";
import { NotFoundError } from "./errors.ts";
import type { ChainEventName, ChainEvents } from "./events.ts";
import { HeadTracker } from "./head-tracker.ts";
import { Importer } from "./importer.ts";
import { Intake } from "./intake.ts";
import { ChainLookup } from "./lookup.ts";
import { PayloadBuilding } from "./payload-building.ts";
import { AttestationPool } from "./pools/attestation-pool.ts";
import { BidPool } from "./pools/bid-pool.ts";
import { OperationPool } from "./pools/operation-pool.ts";
import { PayloadAttestationPool } from "./pools/payload-attestation-pool.ts";
import { SyncCommitteePool } from "./pools/sync-committee-pool.ts";
import { StateAccess } from "./state-access.ts";
import { applyBlock } from "./transition.ts";

/** The head as fork choice has it. */
export interface Head {
  readonly root: Root;
  readonly slot: Slot;
  readonly stateRoot: Root;
  readonly node: ForkChoiceNode;
}

/** The head with its state advanced to a slot; the state is shared and not to be written to. */
export interface SlotHead {
  readonly spec: Spec;
  readonly head: Head;
  readonly state: BeaconState;
}

/** Objects that wait for a block. */
export interface Pools {
  readonly attestations: AttestationPool;
  readonly sync: SyncCommitteePool;
  readonly payloadAttestations: PayloadAttestationPool;
  readonly operations: OperationPool;
  readonly bids: BidPool;
}

/** What a chain is made of. */
export interface ChainParts {
  readonly specs: SpecTable;
  readonly store: Store;
  readonly clock: Clock;
  readonly db: ChainDatabase;
  /** Null for a network without execution clients. */
  readonly engine: ExecutionEngineClient | null;
  readonly events: ChainEvents;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Root of the chain's first block, or of the block it was started from. */
  readonly anchorRoot: Root;
  /** What the specifications verify signatures with. */
  readonly bls: BatchBls;
  /** Whether all signatures of a batch are valid. */
  readonly verifyBatch: (batch: SignatureBatch) => boolean | Promise<boolean>;
  /** What the specifications were composed with. */
  readonly environment: ChainEnvironment;
}

/**
 * One chain: fork choice's store, what is imported into it, the head that comes out, and the pools from which the next
 * block is made.
 */
export class Chain {
  readonly specs: SpecTable;
  readonly store: Store;
  readonly clock: Clock;
  readonly db: ChainDatabase;
  readonly engine: ExecutionEngineClient | null;
  readonly events: ChainEvents;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly bls: BatchBls;
  readonly verifyBatch: ChainParts["verifyBatch"];
  readonly environment: ChainEnvironment;
  readonly states: StateAccess;
  readonly lookup: ChainLookup;
  readonly importer: Importer;
  readonly intake: Intake;
  /** Null where there is no engine. */
  readonly payloads: PayloadBuilding | null;
  readonly pools: Pools = {
    attestations: new AttestationPool(),
    sync: new SyncCommitteePool(),
    payloadAttestations: new PayloadAttestationPool(),
    operations: new OperationPool(),
    bids: new BidPool(),
  };
  private readonly anchorRoot: Root;
  private readonly headTracker: HeadTracker;

  constructor(parts: ChainParts) {
    this.specs = parts.specs;
    this.store = parts.store;
    this.clock = parts.clock;
    this.db = parts.db;
    this.engine = parts.engine;
    this.events = parts.events;
    this.metrics = parts.metrics;
    this.log = parts.log;
    this.anchorRoot = parts.anchorRoot;
    this.states = new StateAccess(this.specs, this.db, (root) => this.store.block_states.get(toHex(root)));
    this.bls = parts.bls;
    this.verifyBatch = parts.verifyBatch;
    this.environment = parts.environment;
    this.lookup = new ChainLookup(this);
    this.headTracker = new HeadTracker(this);
    this.importer = new Importer(this, this.headTracker);
    this.intake = new Intake(this, this.headTracker);
    this.environment.connect({
      computed: (signed) => this.importer.computedState(signed),
      advanced: (root, slot) => this.states.after(root, slot),
      replay: (preState, signed) => applyBlock(this.specs, preState.clone(), signed, { verifySignatures: false }),
      isDataAvailable: (root) => this.importer.isDataAvailable(root),
    });
    this.payloads = parts.engine === null ? null : new PayloadBuilding(this, parts.engine);
  }

  get head(): Head {
    return this.headTracker.head;
  }

  /** The specification of the clock's slot. */
  get spec(): Spec {
    return this.specAt(this.clock.currentSlot);
  }

  specAt(slot: Slot): Spec {
    return this.specs.at(Math.floor(slot / this.specs.preset.SLOTS_PER_EPOCH));
  }

  /** The specification that a state belongs to. */
  specOf(state: BeaconState): Spec {
    return this.specAt(state.slot);
  }

  /** Moves fork choice to the clock's time, counts the votes that now count, and finds the head anew. */
  tick(): void {
    this.spec.on_tick(this.store, this.clock.now());
    this.intake.countWaiting();
    this.headTracker.update();
  }

  /** The head with its state at `slot`. */
  headFor(slot: Slot): SlotHead {
    const spec = this.specAt(slot);
    const head = this.headTracker.headFor(spec);
    return { spec, head, state: this.states.after(head.root, Math.max(slot, head.slot)) };
  }

  /** The head's own post-state. */
  headState(): BeaconState {
    return this.states.after(this.head.root);
  }

  /** Start slot of the finalized epoch. */
  finalizedSlot(): Slot {
    return this.store.finalized_checkpoint.epoch * this.specs.preset.SLOTS_PER_EPOCH;
  }

  genesisBlockRoot(): Root {
    const root = this.db.blocksBetween(GENESIS_SLOT, GENESIS_SLOT)[0]?.root;
    if (root === undefined)
      throw new NotFoundError("the genesis block is not known: the chain was started from a checkpoint");
    return root;
  }

  /** A block and the fork whose type it is, or null. */
  blockByRoot(root: Root): { block: SignedBeaconBlock; fork: ForkName } | null {
    const stored = this.db.getBlock(root);
    if (stored === null) return null;
    const fork = stored.fork as ForkName;
    return { block: this.specs.get(fork).types.SignedBeaconBlock.deserialize(stored.ssz), fork };
  }

  /** Roots of all known blocks at a slot, whatever their branch. */
  blockRootsAt(slot: Slot): Root[] {
    return this.db.blocksBetween(slot, slot).map(({ root }) => root);
  }

  childrenOf(root: Root): Root[] {
    return this.store.blocks.has(toHex(root)) ? this.store.childrenOf(root) : [];
  }

  /** Blocks without a child in fork choice. */
  leaves(): { root: Root; slot: Slot }[] {
    return [...this.store.blocks]
      .map(([key, block]) => ({ root: fromHex(key), slot: block.slot }))
      .filter(({ root }) => this.store.childrenOf(root).length === 0);
  }

  /** Roots of the blocks in fork choice. */
  recentBlockRoots(): Root[] {
    return [...this.store.blocks].map(([key]) => fromHex(key));
  }

  /** The payload envelope of a block, or null. */
  envelopeOf(root: Root): { envelope: SignedExecutionPayloadEnvelope; fork: ForkName } | null {
    const stored = this.db.getEnvelope(root);
    if (stored === null) return null;
    const fork = stored.fork as ForkName;
    return { envelope: this.specs.get(fork).types.SignedExecutionPayloadEnvelope.deserialize(stored.ssz), fork };
  }

  /** Whether the engine has not yet said that this block's payloads are valid. */
  isOptimistic(root: Root): boolean {
    return this.importer.isOptimistic(root);
  }

  /** The root on which duties of the epoch after `epoch` depend: the last block before the start of `epoch`. */
  dependentRoot(state: BeaconState, epoch: Epoch): Root {
    const slot = Math.max(0, epoch * this.specs.preset.SLOTS_PER_EPOCH - 1);
    if (slot >= state.slot) return this.head.root;
    if (epoch <= 0) return this.anchorRoot;
    return this.specOf(state).get_block_root_at_slot(state, slot);
  }

  /** Execution block hash of the finalized block's chain; zero before there is one. */
  finalizedBlockHash(): Hash32 {
    return this.executionHashUpTo(this.store.finalized_checkpoint.root);
  }

  /** Execution block hash that is safe to build on: the justified block's chain. */
  safeBlockHash(): Hash32 {
    return this.executionHashUpTo(this.store.justified_checkpoint.root);
  }

  /** The newest execution block that is certain to be in the chain of a beacon block: from gloas on, its parent's. */
  private executionHashUpTo(root: Root): Hash32 {
    const block = this.store.blocks.get(toHex(root));
    if (block === undefined) return ZERO_ROOT;
    const { fork } = this.specAt(block.slot);
    if (isAtLeast(fork, "gloas")) return block.body.signed_execution_payload_bid.message.parent_block_hash;
    return isAtLeast(fork, "bellatrix") ? block.body.execution_payload.block_hash : ZERO_ROOT;
  }

  /** Which of a head block's nodes fork choice chose; before gloas a payload is part of its block. */
  payloadStatusOf(head: Head): "empty" | "full" | "pending" {
    if (!isAtLeast(this.specAt(head.slot).fork, "gloas")) return "full";
    if (head.node.payload_status === PAYLOAD_STATUS_FULL) return "full";
    return head.node.payload_status === PAYLOAD_STATUS_EMPTY ? "empty" : "pending";
  }

  /** Where the head is against the clock; syncing means more than an epoch behind. */
  syncStatus(): { headSlot: Slot; distance: number; isSyncing: boolean } {
    const headSlot = this.head.slot;
    const distance = Math.max(0, this.clock.currentSlot - headSlot);
    return { headSlot, distance, isSyncing: distance > this.specs.preset.SLOTS_PER_EPOCH };
  }

  /** Resolves when a block of this slot is the head, at `ms` into the slot at the latest, or at once on abort. */
  untilBlockOf(slot: Slot, ms: number, signal: AbortSignal): Promise<void> {
    return this.until("head", slot, ms, signal, () => this.head.slot >= slot);
  }

  /** Resolves when the payload of the slot's head block is here, at `ms` into the slot at the latest. */
  untilPayloadOf(slot: Slot, ms: number, signal: AbortSignal): Promise<void> {
    return this.until("execution_payload", slot, ms, signal, () => {
      const { head } = this;
      return head.slot === slot && this.store.payloads.has(toHex(head.root));
    });
  }

  private async until(
    event: ChainEventName,
    slot: Slot,
    ms: number,
    signal: AbortSignal,
    isMet: () => boolean,
  ): Promise<void> {
    if (isMet()) return;
    const early = new AbortController();
    const unsubscribe = this.events.on(event, () => {
      if (isMet()) early.abort();
    });
    try {
      await this.clock.untilIntoSlot(slot, ms, AbortSignal.any([signal, early.signal]));
    } finally {
      unsubscribe();
    }
  }
}
