import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Change, listChanges } from "./spec-coverage/changes.ts";
import { applyExceptions, compare } from "./spec-coverage/coverage.ts";
import { EXCEPTIONS } from "./spec-coverage/exceptions.ts";
import { readOurs } from "./spec-coverage/ours.ts";
import type { Problem } from "./spec-coverage/problem.ts";
import { findRelease, ReleaseError } from "./spec-coverage/release.ts";
import { loadSpecification, SpecificationError } from "./spec-coverage/specification.ts";

/** The release that the code implements. */
const PINNED = "1.7.0b4";

const HELP = `bun run spec-coverage [--specs DIR|VERSION]       compare our code with the specification (default ${PINNED})
bun run spec-coverage --from DIR|VERSION --to DIR|VERSION   list what changed and where our counterpart is

A release is a folder with specs/, presets/ and configs/ (a checkout of ethereum/consensus-specs), or a version of the
PyPI package eth-consensus-specs, fetched with pip into .cache/specs/ when it is not there.
--fork NAME   show one fork only`;

const root = join(import.meta.dir, "..");
const cache = join(root, ".cache/specs");

const { values: options } = parseArgs({
  options: {
    specs: { type: "string", default: PINNED },
    from: { type: "string" },
    to: { type: "string" },
    fork: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

try {
  if (options.help) console.log(HELP);
  else if (options.from !== undefined || options.to !== undefined)
    await showChanges(options.from ?? PINNED, options.to ?? PINNED);
  else process.exitCode = await check(options.specs);
} catch (error) {
  if (!(error instanceof ReleaseError || error instanceof SpecificationError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

async function check(release: string): Promise<number> {
  const specification = loadSpecification(findRelease(release, cache));
  const ours = await readOurs(root, (fork) => [...(specification.documents.get(fork)?.keys() ?? [])]);
  const { problems, counts } = compare(specification, ours);
  const { open, unused } = applyExceptions(problems, EXCEPTIONS);
  const shown = open.filter((problem) => options.fork === undefined || problem.fork === options.fork);
  for (const problem of shown) console.log(showProblem(problem));
  for (const exception of unused)
    console.log(`unused exception: ${exception.kind} ${exception.fork} ${exception.name} (${exception.reason})`);
  const compared = Object.entries(counts).map(([what, count]) => `${count} ${what}`);
  console.log(`compared ${compared.join(", ")}; ${EXCEPTIONS.length} exceptions; ${open.length} problems`);
  return open.length + unused.length > 0 ? 1 : 0;
}

function showProblem({ kind, fork, where, name, message, place }: Problem): string {
  const at = place === undefined ? "" : ` ${place.file}:${place.line}`;
  return `${kind.padEnd(9)} ${fork} ${where} ${name}: ${message}${at}`;
}

async function showChanges(from: string, to: string): Promise<void> {
  const before = loadSpecification(findRelease(from, cache));
  const after = loadSpecification(findRelease(to, cache));
  const ours = await readOurs(root, (fork) => [...(after.documents.get(fork)?.keys() ?? [])]);
  const changes = listChanges(before, after, ours);
  for (const change of changes)
    if (options.fork === undefined || change.fork === options.fork) console.log(showChange(change));
  console.log(`${changes.length} changes`);
}

function showChange({ kind, what, fork, where, name, detail, place }: Change): string {
  const at = place === undefined ? "" : ` ${place.file}:${place.line}`;
  return `${kind.padEnd(8)} ${what} ${fork}/${where} ${name}${detail === undefined ? "" : ` ${detail}`}${at}`;
}
