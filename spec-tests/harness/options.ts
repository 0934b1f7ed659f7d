import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";

/** What the parallel runner was asked to do. Empty filters let everything pass. */
export interface Options {
  readonly vectors: readonly string[];
  readonly forks: readonly string[];
  readonly presets: readonly string[];
  readonly runners: readonly string[];
  readonly handlers: readonly string[];
  readonly caseText: string;
  /** Worker processes; with 0 everything runs in this process, for a debugger. */
  readonly jobs: number;
  readonly timeoutMs: number;
  readonly json: string | undefined;
  readonly list: boolean;
  readonly help: boolean;
  readonly cache: string;
}

/** Raised for wrong options; the message is for the user. */
export class UsageError extends Error {
  override name = "UsageError";
}

export const USAGE = `usage: bun run spec-tests --vectors DIR [options]

  --vectors DIR    unpacked vectors, or a folder of .tar.zst / .tar.gz archives, or one archive (repeatable)
  --fork F         only this fork (repeatable, as the next three)
  --preset P       only this preset: minimal, mainnet or general
  --runner R       only this runner, as operations
  --handler H      only this handler, as attestation
  --case TEXT      only cases with this text in preset/fork/runner/handler/suite/case
  --jobs N         worker processes (default: all cores; 0: run in this process)
  --timeout S      seconds a case may take (default 600)
  --json FILE      writes every case's result
  --list           prints all runners and handlers, run or skipped with the reason
  --help

Archives are unpacked once into .cache/vectors, or $CONSENSOOR_CACHE/vectors.`;

/** Reads the command line. Throws `UsageError`. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parse(args);
  const root = dirname(dirname(import.meta.dir));
  const options: Options = {
    vectors: values.vectors ?? [],
    forks: values.fork ?? [],
    presets: values.preset ?? [],
    runners: values.runner ?? [],
    handlers: values.handler ?? [],
    caseText: values.case ?? "",
    jobs: count("jobs", values.jobs, availableParallelism()),
    timeoutMs: count("timeout", values.timeout, 600) * 1000,
    json: values.json,
    list: values.list ?? false,
    help: values.help ?? false,
    cache: join(process.env.CONSENSOOR_CACHE ?? join(root, ".cache"), "vectors"),
  };
  if (!options.list && !options.help && options.vectors.length === 0) throw new UsageError("--vectors DIR is missing");
  return options;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: false,
      options: {
        vectors: { type: "string", multiple: true },
        fork: { type: "string", multiple: true },
        preset: { type: "string", multiple: true },
        runner: { type: "string", multiple: true },
        handler: { type: "string", multiple: true },
        case: { type: "string" },
        jobs: { type: "string" },
        timeout: { type: "string" },
        json: { type: "string" },
        list: { type: "boolean" },
        help: { type: "boolean" },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function count(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^\d{1,6}$/.test(text)) throw new UsageError(`--${name} takes a number, not "${text}"`);
  return Number(text);
}
