import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { FORKS } from "../src/spec/forks.ts";
import { VectorsError } from "./vectors/error.ts";
import { fetchRelease } from "./vectors/fetch.ts";
import { makeVectors } from "./vectors/make.ts";
import { writeSample } from "./vectors/sample.ts";

/** The release that the code implements. */
const PINNED = "v1.7.0-beta.4";

const USAGE = `bun run vectors fetch [VERSION] [--preset P]…     download a release's archives (default ${PINNED}, all presets)
bun run vectors make [VERSION] [--preset P] [--fork F]… [--name TEST] [--fast-confirmation] [--jobs N] [--out DIR]
                                                  make vectors with the package eth-consensus-specs (Python 3.12)
bun run vectors sample --vectors DIR…             pick the cases of spec-tests/sample/ from vectors

Downloads and environments are kept in .cache, or $CONSENSOOR_CACHE. Run vectors with: bun run spec-tests --vectors DIR`;

const root = join(import.meta.dir, "..");
const cache = process.env.CONSENSOOR_CACHE ?? join(root, ".cache");
const log = (line: string): void => console.error(line);

async function main(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      preset: { type: "string", multiple: true },
      fork: { type: "string", multiple: true },
      vectors: { type: "string", multiple: true },
      name: { type: "string" },
      jobs: { type: "string" },
      out: { type: "string" },
      "fast-confirmation": { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  const [command, version = PINNED, ...rest] = positionals;
  if (values.help) console.log(USAGE);
  else if (rest.length > 0) throw new VectorsError(`what is "${rest[0]}"?\n${USAGE}`);
  else if (command === "fetch") {
    console.log(await fetchRelease(version, values.preset ?? ["general", "minimal", "mainnet"], cache, log));
  } else if (command === "make") {
    if (values.preset !== undefined && values.preset.length > 1) throw new VectorsError("make takes one --preset");
    const options = {
      version,
      preset: values.preset?.[0] ?? "minimal",
      forks: values.fork ?? FORKS,
      name: values.name,
      fastConfirmation: values["fast-confirmation"] ?? false,
      jobs: Number(values.jobs ?? availableParallelism()),
      out: resolve(values.out ?? join(cache, "made", version)),
    };
    console.log(await makeVectors(options, cache, log));
  } else if (command === "sample") {
    if (values.vectors === undefined) throw new VectorsError(`sample needs --vectors DIR\n${USAGE}`);
    const lines = await writeSample(values.vectors, join(cache, "vectors"), join(root, "spec-tests", "sample"));
    console.log(lines.join("\n"));
  } else throw new VectorsError(USAGE);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const usage = error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
  if (!usage && !(error instanceof VectorsError)) throw error;
  console.error((error as Error).message);
  process.exitCode = usage ? 2 : 1;
}
