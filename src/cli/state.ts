import { createSpecs } from "../spec/index.ts";
import type { BeaconState } from "../spec/state.ts";
import { toHex } from "../ssz/bytes.ts";
import { follow, jsonOf, lengthOf, PathError, parsePath } from "../ssz/value-path.ts";
import { defineCommand } from "./command.ts";
import { UsageError } from "./errors.ts";
import { loadNetwork, networkOptions } from "./network.ts";
import { existingFile, integer, text, withDefault } from "./options.ts";
import { printDifferences, readState, typedState } from "./state-files.ts";

/** Longest list that the overview prints. */
const OVERVIEW_LENGTH = 8;

/** `consensoor state show`. */
export const stateShow = defineCommand({
  options: {
    ...networkOptions,
    field: text("PATH", "What to print, as validators[3].exit_epoch; by default all, long lists as length and root."),
  },
  positionals: [{ name: "FILE", help: "The state: .ssz or .ssz_snappy." }],
  run({ values, positionals: [path], terminal }) {
    existing(path!);
    const { fork, state } = readState(createSpecs(loadNetwork(values, terminal)), path!);
    const shown = values.field === undefined ? overview(fork, state) : atPath(state, values.field);
    terminal.out(JSON.stringify(shown, null, 2));
    return 0;
  },
});

/** `consensoor state diff`. */
export const stateDiff = defineCommand({
  options: {
    ...networkOptions,
    limit: withDefault(integer("N", "Most differences to print of each field."), 10),
  },
  positionals: [
    { name: "A", help: "A state: .ssz or .ssz_snappy." },
    { name: "B", help: "The state to compare it with." },
  ],
  description: "Prints `path: A's value != B's value` for each difference. The exit code is 1 where there is one.",
  run({ values, positionals, terminal }) {
    for (const path of positionals) existing(path);
    const specs = createSpecs(loadNetwork(values, terminal));
    const [left, right] = positionals.map((path) => readState(specs, path));
    if (left!.fork !== right!.fork) terminal.out(`(${left!.fork} state) != (${right!.fork} state)`);
    const count = printDifferences(left!.state, right!.state, values.limit, terminal);
    return count === 0 && left!.fork === right!.fork ? 0 : 1;
  },
});

function existing(path: string): void {
  try {
    existingFile(path);
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`argument ${error.message}`);
    throw error;
  }
}

function atPath(state: BeaconState, path: string): unknown {
  try {
    return jsonOf(follow(typedState(state), parsePath(path)));
  } catch (error) {
    if (error instanceof PathError) throw new UsageError(`option --field: ${error.message}`);
    throw error;
  }
}

function overview(fork: string, state: BeaconState): unknown {
  const fields = state.type.fields.map(({ name }) => {
    const found = follow(typedState(state), [name]);
    const length = lengthOf(found);
    const isLong = length !== undefined && length > OVERVIEW_LENGTH;
    return [name, isLong ? { length, root: toHex(state.fieldRoot(name)) } : jsonOf(found)];
  });
  return { fork_name: fork, hash_tree_root: toHex(state.hashTreeRoot()), ...Object.fromEntries(fields) };
}
