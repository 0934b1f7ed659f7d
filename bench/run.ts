import { join } from "node:path";
import { parseArgs } from "node:util";
import { BENCH_FORKS, type BenchFork } from "./network.ts";
import { DEFAULT_SIZES, type Result, sizeOf } from "./results.ts";
import { stateFiles } from "./states.ts";

/** What to measure. */
export interface BenchOptions {
  readonly forks: readonly BenchFork[];
  readonly sizes: readonly number[];
  readonly json: string | undefined;
}

/** Options of the command line, which are the same for all of the benchmarks' commands. Throws for a wrong one. */
export function benchOptions(args: string[]): BenchOptions {
  const { values } = parseArgs({
    args,
    options: {
      validators: { type: "string", default: DEFAULT_SIZES },
      fork: { type: "string", default: BENCH_FORKS.join() },
      json: { type: "string" },
    },
  });
  const forks = values.fork.split(",").map((name) => {
    const fork = BENCH_FORKS.find((known) => known === name);
    if (fork === undefined) throw new RangeError(`no fork that is measured: ${name}`);
    return fork;
  });
  return { forks, sizes: values.validators.split(",").map(sizeOf), json: values.json };
}

/** Large states are repeated less. */
export const repetitionsOf = (validators: number): number => (validators > 200_000 ? 2 : 3);

const childOutput = async (command: string[]): Promise<string> => {
  const child = Bun.spawn(command, { stdout: "pipe", stderr: "inherit" });
  const output = await new Response(child.stdout).text();
  if ((await child.exited) !== 0) throw new Error(`${command.join(" ")}: exit code ${child.exitCode}`);
  return output;
};

/** Makes the files of a state in a process of its own, where they are missing. */
export async function makeState(fork: BenchFork, validators: number): Promise<void> {
  await childOutput([process.execPath, join(import.meta.dirname, "measure.ts"), fork, `${validators}`, "0", "make"]);
}

/** Our measurements of a state. */
export async function measureOurs(fork: BenchFork, validators: number): Promise<Result> {
  const script = join(import.meta.dirname, "measure.ts");
  return JSON.parse(
    await childOutput([process.execPath, script, fork, `${validators}`, `${repetitionsOf(validators)}`]),
  ) as Result;
}

/** Lodestar's measurements of the same state's files, on Node. */
export async function measurePeer(fork: BenchFork, validators: number): Promise<Result> {
  const { state, block } = stateFiles(fork, validators);
  const script = join(import.meta.dirname, "peers", "measure.js");
  const options = ["--expose-gc", "--max-old-space-size=16384"];
  return JSON.parse(
    await childOutput([
      "node",
      ...options,
      script,
      fork,
      `${validators}`,
      `${repetitionsOf(validators)}`,
      state,
      block,
    ]),
  ) as Result;
}
