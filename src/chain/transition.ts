import { TrustingBls } from "../crypto/trusting-bls.ts";
import { SpecAssertionError } from "../spec/errors.ts";
import type { ExecutionEngine } from "../spec/execution-engine.ts";
import { FORKS, type ForkName } from "../spec/forks.ts";
import type { Spec, SpecTable } from "../spec/index.ts";
import type { BeaconState } from "../spec/state.ts";
import type { Epoch, SignedBeaconBlock, Slot } from "../spec/values.ts";
import { bytesEqual } from "../ssz/bytes.ts";
import { Stopwatch, type Timing, timed } from "./timing.ts";

/** How a state is advanced and blocks are applied to it. */
export interface TransitionOptions {
  /** By default true. Without it a deposit's signature is still verified, since it decides about the state. */
  readonly verifySignatures?: boolean;
  /** By default true: whether a block's state root has to be that of the state it leads to. */
  readonly verifyStateRoot?: boolean;
  /** In place of the specification's own. */
  readonly engine?: ExecutionEngine;
  /** Told of every finished step. */
  readonly onTiming?: (timing: Timing) => void;
  /** In place of `onTiming`, for steps that are measured together with others. */
  readonly stopwatch?: Stopwatch;
}

/** Raised where the state's fork is not the one that the config has at its epoch. */
export class ForkMismatchError extends Error {
  override name = "ForkMismatchError";
}

/** The fork whose type the state is of. */
export function forkOf(specs: SpecTable, state: BeaconState): ForkName {
  const fork = FORKS.find((name) => specs.get(name).stateType === state.type);
  if (fork === undefined) throw new ForkMismatchError("the state is not of these specifications");
  return fork;
}

/**
 * Brings a state to a slot through empty slots, upgrading it at the forks on the way. The state given is changed and
 * of no use afterwards: the one returned takes its place. Throws `SpecAssertionError` where the slot is not after the
 * state's, and `ForkMismatchError`.
 */
export function advanceTo(
  specs: SpecTable,
  state: BeaconState,
  slot: Slot,
  options: TransitionOptions = {},
): BeaconState {
  const stopwatch = stopwatchOf(options);
  let fork = forkOf(specs, state);
  let advanced = state;
  if (!(state.slot < slot)) specOf(specs, fork, options, stopwatch).process_slots(advanced, slot);
  for (;;) {
    let next = nextUpgrade(specs, fork, advanced);
    for (; next !== undefined && next.slot === advanced.slot; next = nextUpgrade(specs, fork, advanced)) {
      fork = next.fork;
      advanced = upgradeTo(fork, specOf(specs, fork, options, stopwatch), advanced);
    }
    if (advanced.slot >= slot) return advanced;
    processSlots(specOf(specs, fork, options, stopwatch), advanced, Math.min(slot, next?.slot ?? slot), stopwatch);
  }
}

/**
 * Brings a state to a block's slot and applies the block. The state given is changed and of no use afterwards: the one
 * returned takes its place. Throws `SpecAssertionError` and what else an invalid block makes the specification's
 * functions throw.
 */
export function applyBlock(
  specs: SpecTable,
  state: BeaconState,
  signedBlock: SignedBeaconBlock,
  options: TransitionOptions = {},
): BeaconState {
  const stopwatch = stopwatchOf(options);
  const measured = stopwatch === undefined ? options : { ...options, stopwatch };
  const post = advanceTo(specs, state, signedBlock.message.slot, measured);
  applyAdvanced(specs, post, signedBlock, measured);
  return post;
}

/** `applyBlock` to a state that has been brought to the block's slot before. Changes the state. */
export function applyAdvanced(
  specs: SpecTable,
  state: BeaconState,
  signedBlock: SignedBeaconBlock,
  options: TransitionOptions = {},
): void {
  const block = signedBlock.message;
  const stopwatch = stopwatchOf(options);
  const spec = specOf(specs, forkOf(specs, state), options, stopwatch);
  if (options.verifySignatures ?? true) assertBlockSignature(spec, state, signedBlock);
  spec.process_block(state, block);
  if (options.verifyStateRoot === false) return;
  const state_root =
    stopwatch === undefined ? state.hashTreeRoot() : stopwatch.run("hash_tree_root", () => state.hashTreeRoot());
  if (!bytesEqual(block.state_root, state_root))
    throw new SpecAssertionError("state_transition", "block.state_root == hash_tree_root(state)", {
      "block.state_root": block.state_root,
      "hash_tree_root(state)": state_root,
    });
}

/** First epoch of a fork by the config. */
export function forkEpoch(specs: SpecTable, fork: ForkName): Epoch {
  if (fork === "phase0") return 0;
  const { config } = specs.get(fork);
  return config[`${fork.toUpperCase() as Uppercase<Exclude<ForkName, "phase0">>}_FORK_EPOCH`];
}

/** The version of a fork in the config. */
export function forkVersion(specs: SpecTable, fork: ForkName): Uint8Array {
  const { config } = specs.get(fork);
  if (fork === "phase0") return config.GENESIS_FORK_VERSION;
  return config[`${fork.toUpperCase() as Uppercase<Exclude<ForkName, "phase0">>}_FORK_VERSION`];
}

/** The fork after the state's and the slot in which the state becomes one of it; undefined where none is scheduled. */
function nextUpgrade(specs: SpecTable, fork: ForkName, state: BeaconState): { fork: ForkName; slot: Slot } | undefined {
  const next = FORKS[FORKS.indexOf(fork) + 1];
  if (next === undefined) return undefined;
  const epoch = forkEpoch(specs, next);
  const slot = specs.get(next).compute_start_slot_at_epoch(epoch);
  if (slot < state.slot)
    throw new ForkMismatchError(
      `the state of slot ${state.slot} is of ${fork}, but the config has ${next} from epoch ${epoch}`,
    );
  return { fork: next, slot };
}

function upgradeTo(fork: ForkName, spec: Spec, pre: BeaconState): BeaconState {
  switch (fork) {
    case "phase0":
      throw new ForkMismatchError("no state is upgraded to phase0");
    case "altair":
      return spec.upgrade_to_altair(pre);
    case "bellatrix":
      return spec.upgrade_to_bellatrix(pre);
    case "capella":
      return spec.upgrade_to_capella(pre);
    case "deneb":
      return spec.upgrade_to_deneb(pre);
    case "electra":
      return spec.upgrade_to_electra(pre);
    case "fulu":
      return spec.upgrade_to_fulu(pre);
    case "gloas":
      return spec.upgrade_to_gloas(pre);
    case "heze":
      return spec.upgrade_to_heze(pre);
  }
}

function processSlots(spec: Spec, state: BeaconState, slot: Slot, stopwatch: Stopwatch | undefined): void {
  if (stopwatch === undefined) {
    spec.process_slots(state, slot);
    return;
  }
  while (state.slot < slot) {
    // process_slot asks for the root again, which the state then knows.
    stopwatch.run("hash_tree_root", () => state.hashTreeRoot());
    spec.process_slots(state, state.slot + 1);
  }
}

function assertBlockSignature(spec: Spec, state: BeaconState, signedBlock: SignedBeaconBlock): void {
  if (spec.verify_block_signature(state, signedBlock)) return;
  throw new SpecAssertionError("state_transition", "verify_block_signature(state, signed_block)", {
    slot: signedBlock.message.slot,
    proposer_index: signedBlock.message.proposer_index,
    signature: signedBlock.signature,
  });
}

function stopwatchOf(options: TransitionOptions): Stopwatch | undefined {
  if (options.stopwatch !== undefined) return options.stopwatch;
  return options.onTiming === undefined ? undefined : new Stopwatch(options.onTiming);
}

const trusting = new WeakMap<Spec, Spec>();

/** The fork's specification as the options want it. */
function specOf(specs: SpecTable, fork: ForkName, options: TransitionOptions, stopwatch: Stopwatch | undefined): Spec {
  let spec = specs.get(fork);
  if (options.verifySignatures === false) spec = trustingSpec(spec);
  if (options.engine !== undefined) {
    const { engine } = options;
    spec = Object.create(spec, { EXECUTION_ENGINE: { value: engine, enumerable: true } }) as Spec;
  }
  return stopwatch === undefined ? spec : timed(spec, stopwatch);
}

/**
 * The same specification for what was verified before: it takes every signature whose failure would fail a block, and
 * still verifies those of deposits.
 */
export function trustingSpec(spec: Spec): Spec {
  let made = trusting.get(spec);
  if (made === undefined) {
    made = Object.create(spec, { bls: { value: new TrustingBls(spec.bls), enumerable: true } }) as Spec;
    trusting.set(spec, made);
  }
  return made;
}
