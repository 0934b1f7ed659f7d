import { writeFileSync } from "node:fs";
import { DecodeError, decodeBlock, peekBlockSlot } from "../chain/decode.ts";
import { Stopwatch, TimingTree } from "../chain/timing.ts";
import {
  advanceTo,
  applyAdvanced,
  ForkMismatchError,
  forkEpoch,
  forkOf,
  type TransitionOptions,
} from "../chain/transition.ts";
import type { ForkName } from "../spec/forks.ts";
import { createSpecs, type SpecTable } from "../spec/index.ts";
import { isRejection } from "../spec/rejection.ts";
import type { BeaconState } from "../spec/state.ts";
import { toHex } from "../ssz/bytes.ts";
import { defineCommand, type Terminal } from "./command.ts";
import { CommandError } from "./errors.ts";
import { loadNetwork, networkOptions } from "./network.ts";
import { file, flag, integer, repeated, required, text, withDefault } from "./options.ts";
import { readSsz, writeSsz } from "./ssz-file.ts";
import { printDifferences, readState } from "./state-files.ts";

/** `consensoor transition`. */
export const transition = defineCommand({
  options: {
    ...networkOptions,
    pre: required(file("FILE", "The state to begin with: .ssz or .ssz_snappy.")),
    block: repeated(file("FILE", "A signed block to apply; any number, in order.")),
    slots: withDefault(integer("N", "Empty slots to pass after the blocks."), 0),
    post: text("FILE", "Where to write the state that comes out."),
    expect: file("FILE", "The state that should come out: differences are printed, and the exit code is 1."),
    limit: withDefault(integer("N", "Most differences to print of each field."), 10),
    "verify-signatures": flag("Take the blocks' signatures as valid.", true),
    timings: text("FILE", "Where to write how many milliseconds each step took, as JSON."),
  },
  description: "States are upgraded at the forks of the config on the way. Exit code 1 where a block is invalid.",
  run({ values, terminal }) {
    const specs = createSpecs(loadNetwork(values, terminal));
    const tree = new TimingTree();
    const stopwatch = new Stopwatch((timing) => tree.add(timing));
    const options: TransitionOptions = { verifySignatures: values["verify-signatures"], stopwatch };

    const bytes = readSsz(values.pre);
    const { state: pre, fork } = stopwatch.run("decode", () => readState(specs, values.pre, bytes));
    warnOfEpoch(specs, fork, pre, terminal);
    let state = stopwatch.run("clone", () => pre.clone());
    for (const path of values.block)
      state = stopwatch.run(`block ${path}`, () => applyFile(specs, state, path, options, stopwatch));
    if (values.slots > 0)
      state = stopwatch.run("slots", () => passSlots(specs, state, state.slot + values.slots, options, stopwatch));
    const root = stopwatch.run("hash_tree_root", () => state.hashTreeRoot());
    const encoded = stopwatch.run("encode", () => state.serialize());

    if (values.post !== undefined) writeSsz(values.post, encoded);
    if (values.timings !== undefined)
      writeFileSync(values.timings, `${JSON.stringify(tree.steps, roundMilliseconds, 2)}\n`);
    terminal.out(`slot ${state.slot}, ${forkOf(specs, state)}, root ${toHex(root)}`);
    if (values.expect === undefined) return 0;
    const expected = readState(specs, values.expect).state;
    return printDifferences(state, expected, values.limit, terminal) === 0 ? 0 : 1;
  },
});

/** A config that is not the state's own still has its fork versions, but functions that ask for fork epochs fail. */
function warnOfEpoch(specs: SpecTable, fork: ForkName, state: BeaconState, terminal: Terminal): void {
  const scheduled = forkEpoch(specs, fork);
  const epoch = specs.get(fork).get_current_epoch(state);
  if (scheduled > epoch)
    terminal.error(
      `the state of epoch ${epoch} is of ${fork}, which the config has ${
        scheduled === Infinity ? "at no epoch" : `from epoch ${scheduled} on`
      }: is the right --network-config given?`,
    );
}

function applyFile(
  specs: SpecTable,
  pre: BeaconState,
  path: string,
  options: TransitionOptions,
  stopwatch: Stopwatch,
): BeaconState {
  const bytes = readSsz(path);
  return explained(path, stopwatch, () => {
    const state = advanceTo(specs, pre, peekBlockSlot(bytes), options);
    // The block's fork is the one that the state has in the block's slot.
    const block = stopwatch.run("decode", () => decodeBlock(specs, forkOf(specs, state), bytes));
    applyAdvanced(specs, state, block, options);
    return state;
  });
}

function passSlots(
  specs: SpecTable,
  state: BeaconState,
  slot: number,
  options: TransitionOptions,
  stopwatch: Stopwatch,
): BeaconState {
  return explained(`slot ${slot}`, stopwatch, () => advanceTo(specs, state, slot, options));
}

/** Runs a part of the transition; says which of its steps failed where the state or the block is to blame. */
function explained<T>(what: string, stopwatch: Stopwatch, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof DecodeError || error instanceof ForkMismatchError)
      throw new CommandError(`${what}: ${error.message}`);
    const steps = stopwatch.failedPath.filter((step) => step !== "signature").slice(1);
    const where = steps.length === 0 ? "" : ` (in ${steps.join(" > ")})`;
    if (isRejection(error)) throw new CommandError(`${what}: ${error.message}${where}`);
    if (error instanceof Error) error.message = `${what}: ${error.message}${where}`;
    throw error;
  }
}

/** Microseconds are the finest that the clock tells. */
const roundMilliseconds = (key: string, value: unknown): unknown =>
  key === "ms" && typeof value === "number" ? Math.round(value * 1000) / 1000 : value;
