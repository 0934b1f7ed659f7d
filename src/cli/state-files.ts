import { DecodeError, decodeState } from "../chain/decode.ts";
import type { ForkName } from "../spec/forks.ts";
import type { SpecTable } from "../spec/index.ts";
import type { BeaconState } from "../spec/state.ts";
import { type Difference, differences, jsonOf, type TypedValue } from "../ssz/value-path.ts";
import type { Terminal } from "./command.ts";
import { CommandError } from "./errors.ts";
import { readSsz } from "./ssz-file.ts";

/** A state with where it came from. */
export interface StateFile {
  readonly path: string;
  readonly fork: ForkName;
  readonly state: BeaconState;
}

/** Decodes a state file of any of the network's forks. Throws `CommandError`. */
export function readState(specs: SpecTable, path: string, bytes: Uint8Array = readSsz(path)): StateFile {
  try {
    return { path, ...decodeState(specs, bytes) };
  } catch (error) {
    if (error instanceof DecodeError) throw new CommandError(`${path}: ${error.message}`);
    throw error;
  }
}

/** A state as a value with its type. */
export const typedState = (state: BeaconState): TypedValue => ({ type: state.type.type, value: state });

/** Prints where two states differ, at most `limit` lines for each field, and answers how many differences there are. */
export function printDifferences(left: BeaconState, right: BeaconState, limit: number, terminal: Terminal): number {
  let total = 0;
  let field = "";
  let count = 0;
  const endField = (): void => {
    if (count > limit) terminal.out(`${field}: … and ${count - limit} more`);
  };
  for (const difference of differences(typedState(left), typedState(right))) {
    const name = /^\w+/.exec(difference.path)?.[0] ?? "";
    if (name !== field) {
      endField();
      field = name;
      count = 0;
    }
    count += 1;
    total += 1;
    if (count <= limit) terminal.out(describe(difference));
  }
  endField();
  return total;
}

function describe({ path, left, right }: Difference): string {
  return `${path}: ${show(left)} != ${show(right)}`;
}

const show = (side: TypedValue | undefined): string => (side === undefined ? "nothing" : JSON.stringify(jsonOf(side)));
