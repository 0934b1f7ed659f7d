import { FORKS } from "../../src/spec/forks.ts";
import { type AnyRunner, loadRunner, PRESETS, runnersOf, type VectorPreset } from "../index.ts";
import type { Options } from "./options.ts";
import type { Failure } from "./protocol.ts";
import { failureOf } from "./run-case.ts";
import type { Found, FoundCase } from "./sources.ts";

/** What is to be done with the cases that were found and asked for. */
export interface Plan {
  readonly run: FoundCase[];
  readonly skipped: SkippedCase[];
  /** Directories the index does not know, files that belong to no case, runners that do not load. */
  readonly problems: Problem[];
}

export interface SkippedCase {
  readonly path: string;
  readonly reason: string;
}

export interface Problem {
  readonly path: string;
  readonly failure: Failure;
}

const UNKNOWN_DIRECTORY = "a directory that the index of runners does not know";

/** Sorts the cases into those to run, to skip and those nobody knows, by the index of runners. */
export async function makePlan(found: Found, options: Options): Promise<Plan> {
  const plan: Plan = { run: [], skipped: [], problems: [] };
  const problems = new Map<string, Failure>();
  const runners = new Map<string, AnyRunner | Failure>();
  for (const path of found.stray) {
    if (!asked(path, options)) continue;
    const [preset, fork, name] = path.split("/");
    const stranger = unknownDirectory(preset, fork, name);
    if (stranger === undefined) problems.set(path, unknown("not a directory of cases"));
    else problems.set(stranger, unknown(UNKNOWN_DIRECTORY));
  }
  for (const testCase of found.cases) {
    if (!asked(testCase.path, options)) continue;
    const [preset, fork, name, handler] = testCase.path.split("/");
    const stranger = unknownDirectory(preset, fork, name);
    if (stranger !== undefined) {
      problems.set(stranger, unknown(UNKNOWN_DIRECTORY));
      continue;
    }
    if (!runners.has(name)) runners.set(name, await load(preset as VectorPreset, name));
    const runner = runners.get(name)!;
    if ("kind" in runner) problems.set(`${preset}/${fork}/${name}`, runner);
    else if (runner.skipped?.[handler] !== undefined) {
      plan.skipped.push({ path: testCase.path, reason: runner.skipped[handler] });
    } else if (runner.handlers[handler] === undefined) {
      problems.set(`${preset}/${fork}/${name}/${handler}`, unknown("a handler that the runner does not know"));
    } else plan.run.push(testCase);
  }
  for (const [path, failure] of problems) plan.problems.push({ path, failure });
  return plan;
}

/** Every known runner with its handlers, one line each, for `--list`. */
export async function listIndex(): Promise<string[]> {
  const lines: string[] = [];
  for (const preset of ["general", "minimal"] as const) {
    for (const name of runnersOf(preset)) {
      const runner = await loadRunner(preset, name);
      const shown = preset === "general" ? "general" : "minimal, mainnet";
      for (const handler of Object.keys(runner.handlers)) lines.push(`${shown}  ${name}/${handler}  run`);
      for (const [handler, reason] of Object.entries(runner.skipped ?? {})) {
        lines.push(`${shown}  ${name}/${handler}  skipped: ${reason}`);
      }
    }
  }
  return lines;
}

/** The topmost directory of a path that is no preset, no fork or no runner. */
function unknownDirectory(preset: string, fork = "", runner = ""): string | undefined {
  if (!(PRESETS as readonly string[]).includes(preset)) return preset;
  if (fork === "") return undefined;
  if (!(FORKS as readonly string[]).includes(fork)) return `${preset}/${fork}`;
  if (runner === "" || runnersOf(preset as VectorPreset).includes(runner)) return undefined;
  return `${preset}/${fork}/${runner}`;
}

function asked(path: string, options: Options): boolean {
  const [preset, fork, runner, handler] = path.split("/");
  return (
    passes(options.presets, preset) &&
    passes(options.forks, fork) &&
    passes(options.runners, runner) &&
    passes(options.handlers, handler) &&
    path.includes(options.caseText)
  );
}

function passes(filter: readonly string[], value: string): boolean {
  return filter.length === 0 || filter.includes(value);
}

async function load(preset: VectorPreset, name: string): Promise<AnyRunner | Failure> {
  try {
    return await loadRunner(preset, name);
  } catch (error) {
    return failureOf(error);
  }
}

const unknown = (message: string): Failure => ({ kind: "unknown", message });
