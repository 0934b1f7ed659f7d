import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type FoundCase, findCases } from "../../spec-tests/harness/sources.ts";
import { packTar } from "../../spec-tests/harness/tar.ts";
import { type FileReader, openFiles } from "../../spec-tests/harness/test-case.ts";

/** A larger case is taken only where it is its runner's smallest, and no larger than the second bound. */
const SMALL = 60_000;
const LARGEST = 500_000;

interface Candidate {
  readonly path: string;
  readonly files: FileReader;
  readonly size: number;
  /** Whether the case is to be rejected: it has no outcome. */
  readonly rejected: boolean;
}

/**
 * Picks the smallest cases of every handler and writes an archive a preset and fork: of each handler the smallest that
 * passes and the smallest that is rejected, where small; of each runner at least one. The same vectors give the same
 * bytes. Returns one line an archive.
 */
export async function writeSample(vectors: readonly string[], cache: string, out: string): Promise<string[]> {
  const groups = new Map<string, Candidate[]>();
  for (const folder of vectors) {
    const { cases } = await findCases(folder, cache, () => {});
    for (const found of cases) {
      const key = found.path.split("/").slice(0, 4).join("/");
      const group = groups.get(key) ?? [];
      group.push(candidate(found));
      groups.set(key, group);
    }
  }
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const lines: string[] = [];
  for (const [name, cases] of [...pick(groups)].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const files = cases.flatMap(({ path, files }) =>
      files.names.map((file): [string, Uint8Array] => [`${path}/${file}`, files.read(file)]),
    );
    const packed = Bun.zstdCompressSync(packTar(files.sort(([a], [b]) => (a < b ? -1 : 1))), { level: 19 });
    await Bun.write(join(out, `${name}.tar.zst`), packed);
    lines.push(`${name}: ${cases.length} cases, ${packed.length} bytes`);
  }
  return lines;
}

function pick(groups: ReadonlyMap<string, readonly Candidate[]>): Map<string, Candidate[]> {
  const picked = new Map<string, Candidate[]>();
  const smallest = new Map<string, Candidate>();
  for (const [key, group] of groups) {
    const [preset, fork, runner] = key.split("/");
    const archive = `${preset}-${fork}`;
    const ordered = [...group].sort((a, b) => a.size - b.size || (a.path < b.path ? -1 : 1));
    const chosen = [ordered.find(({ rejected }) => rejected), ordered.find(({ rejected }) => !rejected)];
    const small = chosen.filter((found) => found !== undefined && found.size <= SMALL) as Candidate[];
    picked.set(archive, [...(picked.get(archive) ?? []), ...small]);
    const of = `${archive} ${runner}`;
    const best = smallest.get(of);
    if (best === undefined || ordered[0].size < best.size) smallest.set(of, ordered[0]);
  }
  for (const [of, best] of smallest) {
    const cases = picked.get(of.split(" ")[0])!;
    if (best.size > SMALL && best.size <= LARGEST) cases.push(best);
  }
  return picked;
}

function candidate({ path, files }: FoundCase): Candidate {
  const reader = openFiles(files);
  const size = reader.names.reduce((sum, name) => sum + reader.read(name).length, 0);
  const withoutOutcome =
    reader.names.includes("pre.ssz_snappy") && !reader.names.some((name) => name.startsWith("post"));
  const rejected = withoutOutcome || path.split("/")[4] === "invalid";
  return { path, files: reader, size, rejected };
}
