import { BitArray } from "@chainsafe/ssz";
import { baseConfigs, presets } from "../../../src/config/load-config.ts";
import { createBls } from "../../../src/crypto/blst.ts";
import { UnverifiedBls } from "../../../src/crypto/unverified-bls.ts";
import { PtcVotes } from "../../../src/spec/fork-choice/ptc-votes.ts";
import { createSpecs, type Spec, type SpecTable } from "../../../src/spec/index.ts";
import { checkpointKey, type Store } from "../../../src/spec/phase0/fork-choice/store.ts";
import type { BeaconState } from "../../../src/spec/state.ts";
import type { Attestation, BeaconBlock, Checkpoint, ExecutionPayloadEnvelope } from "../../../src/spec/values.ts";
import { fromHex, toHex } from "../../../src/ssz/bytes.ts";
import { EMPTY, FULL, type Measure, type Model, type ModelCheckpoint, PENDING, Reference } from "./reference.ts";

export const VALIDATORS = 40;
const GWEI = 1e9;
const FAR = Number.POSITIVE_INFINITY;

/** All forks from genesis on. */
export const specs: SpecTable = createSpecs({
  preset: presets.minimal,
  config: {
    ...baseConfigs.minimal,
    ALTAIR_FORK_EPOCH: 0,
    BELLATRIX_FORK_EPOCH: 0,
    CAPELLA_FORK_EPOCH: 0,
    DENEB_FORK_EPOCH: 0,
    ELECTRA_FORK_EPOCH: 0,
    FULU_FORK_EPOCH: 0,
    GLOAS_FORK_EPOCH: 0,
  },
  bls: new UnverifiedBls(createBls()),
});

/** Something that happens; the numbers choose among what is possible at that time. */
export type Event = readonly [kind: number, a: number, b: number, c: number];
export const EVENT_KINDS = 10;

/** A store and a model of it to which the same happens. */
export class Scenario {
  readonly spec: Spec;
  readonly store: Store;
  readonly model: Model;
  /** States to weigh by; the justified checkpoint has the one of `justifiedMeasure`. */
  readonly measures: readonly BeaconState[];
  justifiedMeasure = 0;
  private readonly isGloas: boolean;
  /** Blocks before this slot are from before Gloas. */
  private readonly forkSlot: number;
  private serial = 0;

  constructor(fork: "deneb" | "gloas", forkSlot: number) {
    this.spec = specs.get(fork);
    this.isGloas = fork === "gloas";
    this.forkSlot = this.isGloas ? forkSlot : FAR;
    this.measures = [0, 1, 2].map((seed) => stateWith(this.spec, seed));
    const state = this.measures[0]!;
    const maker = forkSlot > 0 ? specs.get("fulu") : this.spec;
    const anchor = { ...maker.types.BeaconBlock.defaultValue(), state_root: state.hashTreeRoot() };
    this.store = maker.get_forkchoice_store(state, anchor);
    const root = toHex(this.store.finalized_checkpoint.root);
    const checkpoint = { epoch: 0, root };
    this.model = {
      slot: 0,
      slotsPerEpoch: presets.minimal.SLOTS_PER_EPOCH,
      justified: checkpoint,
      finalized: checkpoint,
      boost: null,
      blocks: new Map([
        [
          root,
          {
            slot: 0,
            parent: `0x${"00".repeat(32)}`,
            proposer: 0,
            embedded: !this.isGloas || forkSlot > 0,
            parentHash: `0x${"00".repeat(32)}`,
            hash: `0x${"00".repeat(32)}`,
            justified: { epoch: 0, root: `0x${"00".repeat(32)}` },
            unrealized: checkpoint,
            timely: [true, true],
          },
        ],
      ]),
      payloads: new Set(),
      votes: new Map(),
      equivocating: new Set(),
      timelyVotes: new Map([[root, noVotes()]]),
      availableVotes: new Map([[root, noVotes()]]),
    };
  }

  get reference(): Reference {
    const { spec, store } = this;
    const justified = this.measures[this.justifiedMeasure]!;
    return new Reference(
      this.model,
      {
        measure: measureOf(spec, justified),
        committeeFraction: (percent) => committeeFraction(spec, justified, percent),
        committeeOf: (root) => committeeOf(spec, store.block_states.get(root)!, this.model.blocks.get(root)!.slot),
        effectiveBalance: (validator) => justified.validators.get(validator).effective_balance,
      },
      this.isGloas,
      presets.minimal.PTC_SIZE,
    );
  }

  /** Roots that both know. */
  get roots(): string[] {
    return [...this.model.blocks.keys()].filter((root) => this.store.blocks.has(root));
  }

  /** All nodes that both know, by the rules of the fork. */
  nodes(): { root: string; status: number }[] {
    const { reference } = this;
    return this.roots.flatMap((root) => {
      const statuses = [PENDING];
      if (this.isGloas && !reference.block(root).embedded) statuses.push(EMPTY);
      if (this.isGloas && reference.isVerified(root)) statuses.push(FULL);
      return statuses.map((status) => ({ root, status }));
    });
  }

  happen([kind, a, b, c]: Event): void {
    const events = [
      () => this.tick(1 + (a % 5 === 0 ? 7 : a % 2)),
      () => this.block(a, b, c),
      () => this.block(a, b, c),
      () => this.payload(a),
      () => this.vote(a, b, c),
      () => this.vote(a, b, c),
      () => this.rare(a, b, c),
      () => this.boost(a),
      () => this.committeeVote(a, b, c),
      () => this.justify(a, b, c),
    ];
    events[kind % events.length]!();
  }

  private tick(slots: number): void {
    this.model.slot += slots;
    this.store.time_ms += slots * this.spec.config.SLOT_DURATION_MS;
    this.model.boost = null;
    this.store.proposer_boost_root = new Uint8Array(32);
  }

  private block(a: number, b: number, c: number): void {
    const { model, store, spec, reference } = this;
    const parentRoot = pick(this.roots, a);
    const parent = reference.block(parentRoot);
    const slot = Math.max(parent.slot + 1, model.slot - (b % 3));
    if (slot > model.slot) return;
    const embedded = !this.isGloas || (parent.embedded && slot < this.forkSlot);
    const buildsOnFull = parent.embedded || (model.payloads.has(parentRoot) && c % 2 === 1);
    const serial = ++this.serial;
    const hash = toHex(bytesOf(1, serial));
    const parentHash = buildsOnFull ? parent.hash : toHex(bytesOf(2, serial));
    const rootBytes = bytesOf((c * 37 + 11) % 256, serial);
    const root = toHex(rootBytes);
    const epoch = Math.floor(model.slot / model.slotsPerEpoch);
    const checkpointAt = (at: number): ModelCheckpoint => {
      const known = Math.max(at, Math.ceil(this.oldestSlot() / model.slotsPerEpoch));
      return { epoch: at, root: reference.checkpointBlock(parentRoot, known) };
    };
    const unrealized = checkpointAt((b + c) % (epoch + 1));
    const justified = checkpointAt(Math.min(unrealized.epoch, c % (epoch + 1)));
    const timely = [c % 3 !== 0, c % 5 !== 0] as const;
    model.blocks.set(root, {
      slot,
      parent: parentRoot,
      proposer: b % 3,
      embedded,
      parentHash,
      hash,
      justified,
      unrealized,
      timely,
    });
    const state = this.measures[0]!.clone();
    state.slot = slot;
    state.current_justified_checkpoint = toCheckpoint(justified);
    const block = this.newBlock(slot, fromHex(parentRoot), b % 3, parentHash, hash, embedded);
    const status = this.isGloas && !buildsOnFull ? EMPTY : FULL;
    if (this.isGloas && !embedded) expectStatus(spec.get_parent_payload_status(store, block), status);
    store.addBlock(rootBytes, block, state, status);
    store.unrealized_justifications.set(root, toCheckpoint(unrealized));
    store.block_timeliness.set(root, timely);
    if (embedded) return;
    model.timelyVotes.set(root, noVotes());
    model.availableVotes.set(root, noVotes());
    store.payload_timeliness_vote.set(root, new PtcVotes(presets.minimal.PTC_SIZE));
    store.payload_data_availability_vote.set(root, new PtcVotes(presets.minimal.PTC_SIZE));
  }

  private payload(a: number): void {
    const root = pick(this.roots, a);
    if (this.reference.block(root).embedded) return;
    this.model.payloads.add(root);
    this.store.addPayload({
      beacon_block_root: fromHex(root),
      payload: { block_hash: new Uint8Array(32) },
    } as unknown as ExecutionPayloadEnvelope);
  }

  private vote(a: number, b: number, c: number): void {
    const { model, spec, store } = this;
    const root = pick(this.roots, b);
    const block = this.reference.block(root);
    const slot = block.slot + (c % 4);
    const present = slot > block.slot && this.reference.isVerified(root) && c % 8 >= 4;
    const validators = Array.from({ length: VALIDATORS }, (_, i) => i).filter((i) => ((a >> (i % 16)) + i) % 3 === 0);
    const epoch = Math.floor(slot / model.slotsPerEpoch);
    const data = {
      slot,
      index: present && this.isGloas ? 1 : 0,
      beacon_block_root: fromHex(root),
      source: { epoch: 0, root: new Uint8Array(32) },
      target: { epoch, root: new Uint8Array(32) },
    };
    spec.update_latest_messages(store, validators, {
      data,
      aggregation_bits: BitArray.fromBitLen(1),
      signature: new Uint8Array(96),
    } as unknown as Attestation);
    for (const validator of validators) {
      if (model.equivocating.has(validator)) continue;
      const known = model.votes.get(validator);
      const isNewer = this.isGloas
        ? known === undefined || slot > known.slot
        : known === undefined || epoch > Math.floor(known.slot / model.slotsPerEpoch);
      if (isNewer) model.votes.set(validator, { slot, root, present: present && this.isGloas });
    }
  }

  /** An equivocation, more rarely pruning, or an invalid block. */
  private rare(a: number, b: number, c: number): void {
    if (c % 3 === 1) {
      // The boost is of the current slot's block: its parent is not finalized yet.
      if (this.model.boost === null) this.store.prune();
      return;
    }
    if (c % 3 === 2) {
      this.remove(b);
      return;
    }
    this.model.equivocating.add(a % VALIDATORS);
    this.store.equivocating_indices.add(a % VALIDATORS);
  }

  /** Takes a leaf away, or a payload with what builds on it. */
  private remove(b: number): void {
    const { model, store } = this;
    const root = pick(this.roots, b);
    const onlyPayload = this.isGloas && b % 2 === 0 && model.payloads.has(root);
    const doomed = this.descendants(root, onlyPayload ? FULL : undefined);
    if (doomed.has(model.justified.root) || doomed.has(model.finalized.root)) return;
    if (onlyPayload) model.payloads.delete(root);
    store.remove(fromHex(root), onlyPayload ? FULL : undefined);
    for (const gone of doomed) model.blocks.delete(gone);
    for (const [validator, vote] of model.votes)
      if (vote.root !== null && doomed.has(vote.root)) model.votes.set(validator, { ...vote, root: null });
    if (model.boost !== null && doomed.has(model.boost)) model.boost = null;
  }

  private descendants(root: string, status?: number): Set<string> {
    const { model, reference } = this;
    const found = new Set<string>([root]);
    for (const [key, block] of model.blocks) {
      if (!found.has(block.parent)) continue;
      if (block.parent === root && status !== undefined && reference.parentStatus(block) !== status) continue;
      found.add(key);
    }
    if (status !== undefined) found.delete(root);
    return found;
  }

  private boost(a: number): void {
    const { model, store } = this;
    const able = this.roots.filter((root) => store.blocks.has(this.reference.block(root).parent));
    if (able.length === 0) return;
    const root = pick(able, a);
    model.boost = root;
    store.proposer_boost_root = fromHex(root);
  }

  private committeeVote(a: number, b: number, c: number): void {
    const root = pick(this.roots, a);
    const timely = this.model.timelyVotes.get(root);
    const available = this.model.availableVotes.get(root);
    if (timely === undefined || available === undefined || this.reference.block(root).embedded) return;
    // Half of the committee, and other shares.
    const places = timely
      .map((_, place) => place)
      .filter((place) => (c % 4 === 0 ? place % 2 === 0 : (place * 7 + b) % 5 !== 0));
    for (const place of places) {
      timely[place] = c % 2 === 0;
      available[place] = c % 3 !== 0;
    }
    this.store.recordPtcVotes(fromHex(root), places, c % 2 === 0, c % 3 !== 0);
  }

  /** Moves the checkpoints on, now and then with other balances. */
  private justify(a: number, b: number, c: number): void {
    const { model, store, reference } = this;
    const able = this.roots.filter((root) => this.descendants(model.finalized.root).has(root));
    const tip = pick(able, a);
    const epoch = Math.floor(model.slot / model.slotsPerEpoch);
    const justifiedEpoch = Math.max(model.finalized.epoch, Math.min(epoch, b % (epoch + 1)));
    const finalizedEpoch = model.finalized.epoch + (c % (justifiedEpoch - model.finalized.epoch + 1));
    const justified = { epoch: justifiedEpoch, root: reference.checkpointBlock(tip, justifiedEpoch) };
    const finalized = { epoch: finalizedEpoch, root: reference.checkpointBlock(tip, finalizedEpoch) };
    if (!able.includes(justified.root) || !able.includes(finalized.root)) return;
    model.justified = justified;
    model.finalized = finalized;
    this.justifiedMeasure = (b + c) % this.measures.length;
    store.justified_checkpoint = toCheckpoint(justified);
    store.finalized_checkpoint = toCheckpoint(finalized);
    store.checkpoint_states.set(checkpointKey(store.justified_checkpoint), this.measures[this.justifiedMeasure]!);
  }

  private oldestSlot(): number {
    return Math.min(...this.roots.map((root) => this.model.blocks.get(root)!.slot));
  }

  private newBlock(
    slot: number,
    parent_root: Uint8Array,
    proposer_index: number,
    parentHash: string,
    hash: string,
    embedded: boolean,
  ): BeaconBlock {
    const body = embedded
      ? { execution_payload: { block_hash: bytes32(hash), parent_hash: bytes32(parentHash) } }
      : {
          signed_execution_payload_bid: {
            message: { block_hash: bytes32(hash), parent_block_hash: bytes32(parentHash) },
          },
        };
    return { slot, parent_root, proposer_index, state_root: new Uint8Array(32), body } as unknown as BeaconBlock;
  }
}

/** Weight of each validator's vote by a state, found one by one. */
export function measureOf(spec: Spec, state: BeaconState): Measure {
  const epoch = spec.get_current_epoch(state);
  return {
    balances: state.validators
      .toArray()
      .map((validator) =>
        spec.is_active_validator(validator, epoch) && !validator.slashed ? validator.effective_balance : 0,
      ),
  };
}

function committeeFraction(spec: Spec, state: BeaconState, percent: number): number {
  const total = measureOf(spec, state).balances.reduce((sum, balance) => sum + balance, 0);
  const weight = Math.floor(Math.max(spec.preset.EFFECTIVE_BALANCE_INCREMENT, total) / spec.preset.SLOTS_PER_EPOCH);
  return Math.floor((weight * percent) / 100);
}

function committeeOf(spec: Spec, state: BeaconState, slot: number): number[] {
  const count = spec.get_committee_count_per_slot(state, spec.compute_epoch_at_slot(slot));
  return Array.from({ length: count }, (_, index) => [...spec.get_beacon_committee(state, slot, index)]).flat();
}

/** A state whose validators differ in balance, some of them slashed, gone or not there yet. */
export function stateWith(spec: Spec, seed: number): BeaconState {
  const state = spec.stateType.defaultState();
  for (let i = 0; i < VALIDATORS; i++) {
    const odd = (i * 7 + seed * 5) % 11;
    state.validators.push({
      pubkey: bytesOf(3, i, 48),
      withdrawal_credentials: new Uint8Array(32),
      effective_balance: (16 + ((i * 13 + seed * 29) % 17)) * GWEI,
      slashed: odd === 1,
      activation_eligibility_epoch: 0,
      activation_epoch: odd === 2 ? 5 : 0,
      exit_epoch: odd === 3 ? 0 : FAR,
      withdrawable_epoch: FAR,
    });
    state.balances.push(32 * GWEI);
  }
  return state;
}

const noVotes = (): (boolean | null)[] => new Array(presets.minimal.PTC_SIZE).fill(null);

const pick = <T>(values: readonly T[], at: number): T => values[at % values.length]!;

const toCheckpoint = ({ epoch, root }: ModelCheckpoint): Checkpoint => ({ epoch, root: fromHex(root) });

function bytesOf(first: number, serial: number, length = 32): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes[0] = first;
  new DataView(bytes.buffer).setUint32(length - 4, serial + 1);
  return bytes;
}

function bytes32(hex: string): Uint8Array {
  const bytes = fromHex(hex);
  const padded = new Uint8Array(32);
  padded.set(bytes);
  return padded;
}

function expectStatus(actual: number, expected: number): void {
  if (actual !== expected) throw new Error(`parent payload status ${actual}, not ${expected}`);
}
