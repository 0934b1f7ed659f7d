import type { Logger } from "../log/logger.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { ForkName } from "../spec/forks.ts";
import type { Spec, SpecTable } from "../spec/index.ts";
import type { Store } from "../spec/phase0/fork-choice/store.ts";
import type { BeaconState } from "../spec/state.ts";
import type { BeaconBlock, Root, SignedBeaconBlock, Slot } from "../spec/values.ts";
import { bytesEqual, toHex, ZERO_ROOT } from "../ssz/bytes.ts";
import { type ChainDatabase, StorageError } from "../storage/database.ts";
import { Chain, type ChainParts } from "./chain.ts";
import { Clock, type TimeSource } from "./clock.ts";
import type { ExecutionEngineClient } from "./engine.ts";
import type { ChainEnvironment } from "./environment.ts";
import type { ChainEvents } from "./events.ts";
import { trustingSpec } from "./transition.ts";

/** What a chain is opened with. */
export interface OpenOptions {
  readonly specs: SpecTable;
  readonly db: ChainDatabase;
  readonly engine: ExecutionEngineClient | null;
  readonly events: ChainEvents;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly time: TimeSource;
  readonly bls: ChainParts["bls"];
  readonly verifyBatch: ChainParts["verifyBatch"];
  readonly environment: ChainEnvironment;
  /** The state to start from where the database is empty: a genesis, or a checkpoint with its block. */
  readonly anchor: () => { state: BeaconState; block?: SignedBeaconBlock };
}

/** Raised where a state cannot be the start of a chain. */
export class AnchorError extends Error {
  override name = "AnchorError";
}

const ANCHOR_ROOT = "anchor_root";

/**
 * The chain that the database holds, with every stored block and payload in fork choice again; or, where it holds none,
 * a new one from the anchor, which is stored. Throws `AnchorError`, `StorageError`.
 */
export function openChain(options: OpenOptions): Chain {
  const anchorRoot = options.db.getMeta(ANCHOR_ROOT);
  return anchorRoot === null ? begin(options) : resume(options, anchorRoot);
}

function begin(options: OpenOptions): Chain {
  const { specs, db } = options;
  const { state, block: given } = options.anchor();
  const spec = specOfState(specs, state);
  const message = given?.message ?? genesisBlock(spec, state);
  const root = spec.types.BeaconBlock.hashTreeRoot(message);
  const block = given ?? { message, signature: new Uint8Array(96) };
  db.transaction(() => {
    storeBlock(db, spec, root, block);
    storeState(db, spec.fork, root, state);
    db.setMeta(ANCHOR_ROOT, root);
    db.setMeta("genesis_validators_root", state.genesis_validators_root);
  });
  const store = spec.get_forkchoice_store(state, message);
  options.log.info("chain begins", { fork: spec.fork, slot: state.slot, root, validators: state.validators.length });
  return assemble(options, store, state, root);
}

function resume(options: OpenOptions, anchorRoot: Root): Chain {
  const { specs, db, log } = options;
  const snapshot = db.stateSlots().at(-1);
  if (snapshot === undefined) throw new StorageError("the database has blocks but no state to start from");
  const stored = db.getState(snapshot.root)!;
  const fork = stored.fork as ForkName;
  const state = specs.get(fork).stateType.deserialize(stored.ssz) as BeaconState;
  const block = readBlock(specs, db, snapshot.root);
  if (block === null) throw new StorageError(`the database lacks the block of its state, ${toHex(snapshot.root)}`);
  const store = specs.get(fork).get_forkchoice_store(state, block.message);
  const chain = assemble(options, store, state, anchorRoot);
  chain.spec.on_tick(store, chain.clock.now());
  const blocks = replay(options, chain, stored.slot, snapshot.root);
  chain.tick();
  log.info("chain resumes", { from: stored.slot, blocks, head: chain.head.root, slot: chain.head.slot });
  return chain;
}

/** Puts every stored block and payload after the snapshot back into fork choice. Answers how many blocks there were. */
function replay({ specs, db }: OpenOptions, chain: Chain, fromSlot: Slot, fromRoot: Root): number {
  const { store } = chain;
  const { availability } = chain.importer;
  restorePayload(specs, db, trustingSpec(chain.specAt(fromSlot)), store, fromRoot);
  let blocks = 0;
  for (const { root, slot } of db.blocksBetween(fromSlot + 1, chain.clock.currentSlot)) {
    const signed = readBlock(specs, db, root)!;
    // A branch that finality has cut off has no parent here.
    if (!store.blocks.has(toHex(signed.message.parent_root))) continue;
    const spec = trustingSpec(chain.specAt(slot));
    availability.expect(root, signed.message);
    spec.on_block(store, signed);
    for (const attestation of signed.message.body.attestations)
      if (store.blocks.has(toHex(attestation.data.beacon_block_root))) spec.on_attestation(store, attestation, true);
    for (const slashing of signed.message.body.attester_slashings) spec.on_attester_slashing(store, slashing);
    restorePayload(specs, db, spec, store, root);
    blocks++;
  }
  return blocks;
}

/** Puts a stored payload back beside its block; it was verified when it was stored. */
function restorePayload(specs: SpecTable, db: ChainDatabase, spec: Spec, store: Store, root: Root): void {
  const stored = db.getEnvelope(root);
  if (stored === null) return;
  const envelope = specs.get(stored.fork as ForkName).types.SignedExecutionPayloadEnvelope.deserialize(stored.ssz);
  spec.on_execution_payload_envelope(store, envelope);
}

function assemble(options: OpenOptions, store: Store, state: BeaconState, anchorRoot: Root): Chain {
  return new Chain({ ...options, store, anchorRoot, clock: clockOf(options, state) });
}

function clockOf({ specs, time }: OpenOptions, state: BeaconState): Clock {
  return new Clock(state.genesis_time * 1000, specs.config.SLOT_DURATION_MS, time);
}

function specOfState(specs: SpecTable, state: BeaconState): Spec {
  return specs.at(Math.floor(state.slot / specs.preset.SLOTS_PER_EPOCH));
}

/**
 * The block that a genesis state's header stands for: an empty body, or from gloas on one that holds the state's own
 * bid, as some generators of test networks write it. Throws `AnchorError` where neither fits.
 */
export function genesisBlock(spec: Spec, state: BeaconState): BeaconBlock {
  const header = state.latest_block_header;
  const empty = spec.types.BeaconBlockBody.defaultValue();
  const bodies = [empty];
  if ("signed_execution_payload_bid" in empty)
    bodies.push({
      ...empty,
      signed_execution_payload_bid: { message: state.latest_execution_payload_bid, signature: new Uint8Array(96) },
    });
  const body = bodies.find((each) => bytesEqual(spec.types.BeaconBlockBody.hashTreeRoot(each), header.body_root));
  if (body === undefined)
    throw new AnchorError(
      `state of slot ${state.slot} is no ${spec.fork} genesis: its header's body root ${toHex(header.body_root)} is not an empty body's`,
    );
  const stateRoot = bytesEqual(header.state_root, ZERO_ROOT) ? state.hashTreeRoot() : header.state_root;
  return {
    slot: header.slot,
    proposer_index: header.proposer_index,
    parent_root: header.parent_root,
    state_root: stateRoot,
    body,
  };
}

function storeBlock(db: ChainDatabase, spec: Spec, root: Root, block: SignedBeaconBlock): void {
  db.putBlock({
    root,
    slot: block.message.slot,
    parentRoot: block.message.parent_root,
    fork: spec.fork,
    ssz: spec.types.SignedBeaconBlock.serialize(block),
  });
}

function storeState(db: ChainDatabase, fork: ForkName, root: Root, state: BeaconState): void {
  db.putState({ root, slot: state.slot, fork, ssz: state.serialize() });
}

function readBlock(specs: SpecTable, db: ChainDatabase, root: Root): SignedBeaconBlock | null {
  const stored = db.getBlock(root);
  return stored === null ? null : specs.get(stored.fork as ForkName).types.SignedBeaconBlock.deserialize(stored.ssz);
}
