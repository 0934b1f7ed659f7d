import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BitArray } from "@chainsafe/ssz";
import { advanceTo } from "../src/chain/transition.ts";
import type { Spec, SpecTable } from "../src/spec/index.ts";
import type { BeaconState } from "../src/spec/state.ts";
import { createBlock } from "./block.ts";
import { pubkeys } from "./keys.ts";
import { type BenchFork, benchSpecs, EPOCH } from "./network.ts";

/** Where states are kept between runs. */
export const CACHE = join(import.meta.dirname, ".cache");

const ETH = 1_000_000_000;
const ALL_FLAGS = 0b111;
/** Slots at the epoch's end whose attestations are not in a block yet. */
const LATE_SLOTS = 8;

/** A state's files: itself, and a block for the slot after it. */
export interface StateFiles {
  readonly state: string;
  readonly block: string;
}

/** The files of a synthetic state, made where they are missing. */
export function stateFiles(fork: BenchFork, validators: number): StateFiles {
  const state = join(CACHE, `${fork}-${validators}.state.ssz`);
  const block = join(CACHE, `${fork}-${validators}.block.ssz`);
  if (existsSync(state) && existsSync(block)) return { state, block };
  mkdirSync(CACHE, { recursive: true });
  const { specs } = benchSpecs(fork);
  const spec = specs.get(fork);
  const made = createState(specs, fork, validators);
  write(state, made.serialize());
  const post = advanceTo(specs, made, made.slot + 1);
  write(block, spec.types.SignedBeaconBlock.serialize(createBlock(spec, post)));
  return { state, block };
}

function write(path: string, bytes: Uint8Array): void {
  writeFileSync(`${path}.part`, bytes);
  renameSync(`${path}.part`, path);
}

/**
 * A state in the last slot of an epoch of a finalizing chain: everybody is active and took part in the previous epoch,
 * and in the current one as far as blocks can hold it. Balances differ from each other.
 */
function createState(specs: SpecTable, fork: BenchFork, validators: number): BeaconState {
  const spec = specs.get(fork);
  const { preset, config, types } = spec;
  const state = spec.stateType.defaultState();
  const indices = Array.from({ length: validators }, (_, index) => index);
  const keys = pubkeys(join(CACHE, "pubkeys.bin"), validators + 16);
  const key = (index: number): Uint8Array => keys.slice(index * 48, index * 48 + 48);

  state.genesis_time = config.MIN_GENESIS_TIME;
  const version = fork === "gloas" ? config.GLOAS_FORK_VERSION : config.FULU_FORK_VERSION;
  state.fork = { previous_version: version, current_version: version, epoch: 0 };
  state.slot = (EPOCH + 1) * preset.SLOTS_PER_EPOCH - 1;
  state.eth1_data = { ...state.eth1_data, deposit_count: validators, block_hash: hashOf(spec, "eth1", 0) };
  state.eth1_deposit_index = validators;
  state.block_roots.replace(hashes(spec, "block", preset.SLOTS_PER_HISTORICAL_ROOT));
  state.state_roots.replace(hashes(spec, "state", preset.SLOTS_PER_HISTORICAL_ROOT));
  state.randao_mixes.replace(hashes(spec, "mix", preset.EPOCHS_PER_HISTORICAL_VECTOR));
  state.validators.replace(
    indices.map((index) => ({
      pubkey: key(index),
      withdrawal_credentials: credentials(index),
      effective_balance: 32 * ETH,
      slashed: false,
      activation_eligibility_epoch: 0,
      activation_epoch: 0,
      exit_epoch: Number.POSITIVE_INFINITY,
      withdrawable_epoch: Number.POSITIVE_INFINITY,
    })),
  );
  state.genesis_validators_root = state.fieldRoot("validators");
  state.balances.replace(indices.map((index) => 32 * ETH + ((index * 7919) % 20_000_000)));
  state.inactivity_scores.replace(indices.map(() => 0));
  state.previous_epoch_participation.replace(indices.map(() => ALL_FLAGS));
  state.justification_bits = BitArray.fromBoolArray([true, true, true, true]);
  state.previous_justified_checkpoint = checkpoint(spec, state, EPOCH - 2);
  state.current_justified_checkpoint = checkpoint(spec, state, EPOCH - 1);
  state.finalized_checkpoint = checkpoint(spec, state, EPOCH - 2);
  state.current_sync_committee = spec.get_next_sync_committee(state);
  state.next_sync_committee = state.current_sync_committee;
  state.earliest_exit_epoch = EPOCH;
  state.earliest_consolidation_epoch = EPOCH;
  state.deposit_requests_start_index = 0;
  state.latest_block_header = {
    ...types.BeaconBlockHeader.defaultValue(),
    slot: state.slot,
    parent_root: spec.get_block_root_at_slot(state, state.slot - 1),
    body_root: hashOf(spec, "body", 0),
  };
  const payloadHash = hashOf(spec, "payload", 0);
  if (fork === "gloas") {
    state.latest_block_hash = hashOf(spec, "payload", 1);
    state.latest_execution_payload_bid = {
      ...types.ExecutionPayloadBid.defaultValue(),
      parent_block_hash: state.latest_block_hash,
      block_hash: payloadHash,
      slot: state.slot,
      execution_requests_root: types.ExecutionRequests.hashTreeRoot(types.ExecutionRequests.defaultValue()),
    };
    state.builders.replace(
      Array.from({ length: 16 }, (_, i) => ({
        pubkey: key(validators + i),
        version: 0,
        execution_address: hashOf(spec, "builder", i).slice(0, 20),
        balance: 100 * ETH,
        deposit_epoch: 0,
        withdrawable_epoch: Number.POSITIVE_INFINITY,
      })),
    );
    state.execution_payload_availability = BitArray.fromBoolArray(
      Array.from({ length: preset.SLOTS_PER_HISTORICAL_ROOT }, () => true),
    );
    state.ptc_window.replace(spec.initialize_ptc_window(state));
  } else {
    state.latest_execution_payload_header = {
      ...types.ExecutionPayloadHeader.defaultValue(),
      block_hash: payloadHash,
      block_number: state.slot,
    };
  }
  state.proposer_lookahead.replace(spec.initialize_proposer_lookahead(state));
  state.current_epoch_participation.replace(currentParticipation(spec, state, validators));
  return state;
}

/** All flags for everybody but the last slots' attesters. */
function currentParticipation(spec: Spec, state: BeaconState, validators: number): Uint8Array {
  const flags = new Uint8Array(validators).fill(ALL_FLAGS);
  const committees = spec.get_committee_count_per_slot(state, EPOCH);
  for (let slot = state.slot - LATE_SLOTS + 1; slot <= state.slot; slot++)
    for (let i = 0; i < committees; i++)
      for (const index of spec.get_beacon_committee(state, slot, i)) flags[index] = 0;
  return flags;
}

const checkpoint = (spec: Spec, state: BeaconState, epoch: number) => ({
  epoch,
  root: spec.get_block_root(state, epoch),
});

const hashOf = (spec: Spec, name: string, i: number): Uint8Array =>
  spec.sha256(new TextEncoder().encode(`${name} ${i}`));

const hashes = (spec: Spec, name: string, count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, i) => hashOf(spec, name, i));

function credentials(index: number): Uint8Array {
  const bytes = new Uint8Array(32);
  bytes[0] = 1;
  new DataView(bytes.buffer).setUint32(28, index);
  return bytes;
}
