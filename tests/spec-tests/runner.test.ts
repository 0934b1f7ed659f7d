import { afterAll, beforeAll, expect, test } from "bun:test";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unpack } from "../../spec-tests/harness/archive.ts";
import { packTar } from "../../spec-tests/harness/tar.ts";

const root = join(import.meta.dir, "..", "..");
const sample = join(root, "spec-tests", "sample", "minimal-phase0.tar.zst");
const SHUFFLING = "minimal/phase0/shuffling/core/shuffle";

let folder: string;
let files: [string, Uint8Array<ArrayBuffer>][];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "consensoor-runner-"));
  const { tar, folders } = await unpack(sample, join(folder, "cache"), () => {});
  const bytes = await Bun.file(tar).bytes();
  files = [];
  for (const [path, entries] of Object.entries(folders)) {
    if (!path.startsWith(SHUFFLING)) continue;
    for (const [name, offset, size] of entries) files.push([`${path}/${name}`, bytes.subarray(offset, offset + size)]);
  }
});

afterAll(() => rmSync(folder, { recursive: true }));

function run(...args: string[]) {
  const json = join(folder, "results.json");
  rmSync(json, { force: true });
  const { exitCode, stdout, stderr } = Bun.spawnSync(
    [process.execPath, join(root, "spec-tests", "main.ts"), "--jobs", "1", "--json", json, ...args],
    { env: { ...process.env, CONSENSOOR_CACHE: folder } },
  );
  return { exitCode, output: stdout.toString(), errors: stderr.toString() };
}

function unpacked(name: string): string {
  const target = join(folder, name);
  for (const [path, bytes] of files) {
    mkdirSync(join(target, path, ".."), { recursive: true });
    writeFileSync(join(target, path), bytes);
  }
  return target;
}

test("folders and archives give the same, with and without a leading tests/", async () => {
  const plain = unpacked("plain");
  mkdirSync(join(folder, "nested"));
  cpSync(plain, join(folder, "nested", "tests"), { recursive: true });
  const gzip = join(folder, "packed");
  await Bun.write(
    join(gzip, "minimal.tar.gz"),
    Bun.gzipSync(packTar(files.map(([path, bytes]) => [`tests/${path}`, bytes] as const))),
  );
  for (const vectors of [plain, join(folder, "nested"), gzip, sample]) {
    const { exitCode, output } = run("--vectors", vectors, "--runner", "shuffling");
    expect(output).toMatch(/\n1 passed, 0 failed, 0 skipped in [\d.]+ s\n$/);
    expect(exitCode).toBe(0);
  }
});

test("a difference is named by path, expected and actual, and the exit code is 1", () => {
  const vectors = unpacked("wrong");
  const [path, bytes] = files.find(([name]) => name.endsWith("mapping.yaml"))!;
  const mapping = new TextDecoder().decode(bytes);
  writeFileSync(
    join(vectors, path),
    mapping.replace(/^count: \d+/m, "count: 2").replace(/^mapping: .*/ms, "mapping: [99, 98]\n"),
  );
  const { exitCode, output } = run("--vectors", vectors);
  expect(output).toMatch(
    /failed minimal\/phase0\/shuffling\/.*\n {2}at permutation\[0\]\n {2}expected "?99"?\n {2}actual {3}"?[01]"?\n/,
  );
  expect(output).toContain("0 passed, 1 failed");
  expect(exitCode).toBe(1);
});

test("what the index does not know is a failure", () => {
  const vectors = unpacked("unknown");
  for (const stranger of ["nano/x", "minimal/frontier/x", "minimal/phase0/tasting/x", "minimal/phase0/sanity/teeth"]) {
    mkdirSync(join(vectors, stranger, "handler", "suite", "case"), { recursive: true });
  }
  const { exitCode, output } = run("--vectors", vectors);
  for (const path of ["nano", "minimal/frontier", "minimal/phase0/tasting", "minimal/phase0/sanity/teeth"]) {
    expect(output).toContain(`failed ${path}\n`);
  }
  expect(output).toContain("1 passed, 4 failed");
  expect(exitCode).toBe(1);
});

test("a case whose files are missing or corrupt fails", () => {
  const vectors = unpacked("corrupt");
  const empty = join(vectors, "minimal/phase0/sanity/slots/pyspec_tests/empty");
  mkdirSync(empty, { recursive: true });
  const corrupt = join(vectors, "minimal/phase0/sanity/slots/pyspec_tests/corrupt");
  mkdirSync(corrupt);
  writeFileSync(join(corrupt, "pre.ssz_snappy"), "\x20nothing");
  writeFileSync(join(corrupt, "slots.yaml"), "1\n");
  const { exitCode, output } = run("--vectors", vectors, "--runner", "sanity");
  expect(output).toMatch(/sanity\/slots\/pyspec_tests\/empty\n {2}error: CaseFileError: the case has no/);
  expect(output).toContain("CaseFileError: pre.ssz_snappy is not a snappy block");
  expect(exitCode).toBe(1);
});

test("nothing that matches is a failure, and wrong options are told", () => {
  const vectors = unpacked("nothing");
  expect(run("--vectors", vectors, "--fork", "frontier")).toMatchObject({
    exitCode: 1,
    errors: expect.stringContaining("no case matches"),
  });
  expect(run("--vectors", vectors, "--frok", "phase0")).toMatchObject({
    exitCode: 2,
    errors: expect.stringContaining("--frok"),
  });
  expect(run().exitCode).toBe(2);
});

test("filters narrow the run, and the results are written as JSON", async () => {
  const vectors = unpacked("filters");
  const name = files[0][0].split("/")[5];
  expect(run("--vectors", vectors, "--preset", "minimal", "--handler", "core", "--case", name).exitCode).toBe(0);
  expect(await Bun.file(join(folder, "results.json")).json()).toMatchObject({
    passed: 1,
    failed: 0,
    skipped: 0,
    table: [{ preset: "minimal", fork: "phase0", runner: "shuffling", passed: 1 }],
    cases: [{ path: `${SHUFFLING}/${name}`, status: "passed" }],
  });
});
