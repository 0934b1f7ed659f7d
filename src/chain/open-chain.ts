import type { ExecutionEngineClient } from "../execution/engine.ts";
import type { Logger } from "../log/logger.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { bytesEqual, toHex, ZERO_ROOT } from "../ssz/bytes.ts";
import type { Store } from "../spec/phase0/fork-choice/store.ts";
import type { ForkName } from "../spec/forks.ts";
import type { Spec, SpecTable } from "../spec/index.ts";
import type { BeaconState } from "../spec/state.ts";
import type { BeaconBlock, Root, SignedBeaconBlock } from "../spec/values.ts";
import { type ChainDatabase, StorageError } from "../storage/database.ts";
import { Chain, type ChainParts } from "./chain.ts";
import { Clock, type TimeSource } from "./clock.ts";
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
  const chain = assemble(options, store, state, anchorRoot, () => {
    const at = (slot: number) => trustingSpec(specs.at(Math.floor(slot / specs.preset.SLOTS_PER_EPOCH)));
    const clock = clockOf(options, state);
    at(clock.currentSlot).on_tick(store, clock.now());
    let blocks = 0;
    const last = Math.max(clock.currentSlot, stored.slot);
    restorePayload(options, at(stored.slot), store, snapshot.root);
    for (const { root, slot } of db.blocksBetween(stored.slot + 1, last)) {
      const next = readBlock(specs, db, root)!;
      if (!store.blocks.has(toHex(next.message.parent_root))) continue;
      const spec = at(slot);
      spec.on_block(store, next);
      for (const attestation of next.message.body.attestations)
        if (store.blocks.has(toHex(attestation.data.beacon_block_root))) spec.on_attestation(store, attestation, true);
      for (const slashing of next.message.body.attester_slashings) spec.on_attester_slashing(store, slashing);
      restorePayload(options, spec, store, root);
      blocks++;
    }
    log.info("chain resumes", { from: stored.slot, blocks });
  });
  return chain;
}

/** Puts a stored payload back beside its block; it was verified when it was stored. */
function restorePayload({ db, specs }: OpenOptions, spec: Spec, store: Store, root: Root): void {
  const stored = db.getEnvelope(root);
  if (stored === null) return;
  const envelope = specs.get(stored.fork as ForkName).types.SignedExecutionPayloadEnvelope.deserialize(stored.ssz);
  spec.on_execution_payload_envelope(store, envelope);
}

function assemble(options: OpenOptions, store: Store, state: BeaconState, anchorRoot: Root, fill?: () => void): Chain {
  fill?.();
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
  return { slot: header.slot, proposer_index: header.proposer_index, parent_root: header.parent_root, state_root: stateRoot, body };
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
