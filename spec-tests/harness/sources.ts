import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { isArchive, type PackedFile, unpack } from "./archive.ts";

/** Where a case's files are: a folder, or places in a tar file. */
export type CaseFiles = { readonly folder: string } | { readonly tar: string; readonly files: readonly PackedFile[] };

/** A case by its path `preset/fork/runner/handler/suite/case`. */
export interface FoundCase {
  readonly path: string;
  readonly files: CaseFiles;
}

/** What a vectors folder holds. `stray`: files and empty directories where only directories of cases belong. */
export interface Found {
  readonly cases: FoundCase[];
  readonly stray: string[];
}

/** Depth of `preset/fork/runner/handler/suite/case`. */
const CASE_DEPTH = 6;
/** From this depth on (inside a runner's folder) there are only directories, down to the case. */
const STRAY_DEPTH = 4;

/**
 * Finds all cases of a folder of unpacked vectors or of archives (or of one archive), with or without a leading
 * `tests/`. Archives are unpacked into the cache folder.
 */
export async function findCases(path: string, cache: string, log: (line: string) => void): Promise<Found> {
  const found: Found = { cases: [], stray: [] };
  if (!statSync(path).isDirectory()) {
    if (!isArchive(path)) throw new Error(`${path} is neither a folder nor a .tar.zst or .tar.gz archive`);
    await findInArchive(path, cache, log, found);
    return found;
  }
  const entries = readdirSync(path, { withFileTypes: true });
  const archives = entries.filter((entry) => !entry.isDirectory() && isArchive(entry.name)).map((entry) => entry.name);
  for (const archive of archives.sort()) await findInArchive(join(path, archive), cache, log, found);
  const nested = entries.some((entry) => entry.name === "tests" && isFolder(path, entry.name));
  findInFolder(nested ? join(path, "tests") : path, "", 0, found);
  return found;
}

function findInFolder(root: string, path: string, depth: number, found: Found): void {
  if (depth === CASE_DEPTH) {
    found.cases.push({ path, files: { folder: join(root, path) } });
    return;
  }
  const names = readdirSync(join(root, path), { withFileTypes: true });
  let directories = 0;
  for (const entry of names.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith(".")) continue;
    const inner = path === "" ? entry.name : `${path}/${entry.name}`;
    if (entry.isDirectory() || (entry.isSymbolicLink() && isFolder(root, inner))) {
      directories++;
      findInFolder(root, inner, depth + 1, found);
    } else if (depth + 1 >= STRAY_DEPTH) {
      found.stray.push(inner);
    }
  }
  if (directories === 0 && depth > 0) found.stray.push(`${path}/`);
}

function isFolder(root: string, path: string): boolean {
  return statSync(join(root, path)).isDirectory();
}

async function findInArchive(archive: string, cache: string, log: (line: string) => void, found: Found): Promise<void> {
  const { tar, folders } = await unpack(archive, cache, log);
  const cases = new Map<string, PackedFile[]>();
  for (const [folder, files] of Object.entries(folders)) {
    const parts = folder.replace(/^tests(\/|$)/, "").split("/");
    if (parts.length < CASE_DEPTH) {
      if (parts.length + 1 >= STRAY_DEPTH) found.stray.push(...files.map(([name]) => `${parts.join("/")}/${name}`));
      continue;
    }
    const path = parts.slice(0, CASE_DEPTH).join("/");
    const inside = parts
      .slice(CASE_DEPTH)
      .map((part) => `${part}/`)
      .join("");
    const known = cases.get(path) ?? [];
    cases.set(path, [...known, ...files.map(([name, ...place]): PackedFile => [inside + name, ...place])]);
  }
  for (const path of [...cases.keys()].sort()) found.cases.push({ path, files: { tar, files: cases.get(path)! } });
}
