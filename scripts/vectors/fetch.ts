import { createWriteStream, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { VectorsError } from "./error.ts";

/** Where releases are: since v1.6 beside the specification, before in a repository of their own. */
const REPOSITORIES = ["ethereum/consensus-specs", "ethereum/consensus-spec-tests"];
const GZIP_MAGIC = 0x1f8b;

/**
 * Downloads a release's archives, one a preset, unless they are there. Returns the folder that holds them.
 * Throws `VectorsError` where one cannot be had; what was downloaded whole stays.
 */
export async function fetchRelease(
  version: string,
  presets: readonly string[],
  cache: string,
  log: (line: string) => void,
  origin = "https://github.com",
): Promise<string> {
  const tag = version.startsWith("v") ? version : `v${version}`;
  const folder = join(cache, "releases", tag);
  mkdirSync(folder, { recursive: true });
  for (const preset of presets) {
    const file = join(folder, `${preset}.tar.gz`);
    if (existsSync(file)) log(`${file} is there`);
    else await download(origin, tag, preset, file, log);
  }
  return folder;
}

async function download(
  origin: string,
  tag: string,
  preset: string,
  file: string,
  log: (line: string) => void,
): Promise<void> {
  const tried: string[] = [];
  for (const repository of REPOSITORIES) {
    const url = `${origin}/${repository}/releases/download/${tag}/${preset}.tar.gz`;
    const part = `${file}.${process.pid}.part`;
    try {
      const response = await fetch(url);
      if (response.status === 404) {
        tried.push(`${url}: not found`);
        continue;
      }
      if (!response.ok || response.body === null) throw new Error(`HTTP status ${response.status}`);
      log(`downloading ${url}`);
      await pipeline(Readable.fromWeb(response.body as never), createWriteStream(part));
      const magic = new DataView(await Bun.file(part).slice(0, 2).arrayBuffer());
      if (magic.byteLength < 2 || magic.getUint16(0) !== GZIP_MAGIC) throw new Error("the answer is no gzip archive");
      renameSync(part, file);
      return;
    } catch (error) {
      tried.push(`${url}: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      rmSync(part, { force: true });
    }
  }
  throw new VectorsError(`cannot download ${preset}.tar.gz of ${tag}\n  ${tried.join("\n  ")}`);
}
