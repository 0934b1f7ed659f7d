import { expect, test } from "bun:test";
import { packTar, type TarEntry, TarError, TarIndexer } from "../../spec-tests/harness/tar.ts";

const files: [string, Uint8Array][] = [
  ["a/empty", new Uint8Array(0)],
  ["a/block", Buffer.alloc(512, 1)],
  [`a/${"long/".repeat(40)}name`, Buffer.from("content")],
  ["b", Buffer.alloc(1000, 2)],
];

function index(bytes: Uint8Array, pieces: number): TarEntry[] {
  const entries: TarEntry[] = [];
  const indexer = new TarIndexer((entry) => entries.push(entry));
  for (let at = 0; at < bytes.length; at += pieces) indexer.feed(bytes.subarray(at, at + pieces));
  indexer.end();
  return entries;
}

const read = (tar: Uint8Array, entries: TarEntry[]): [string, Buffer][] =>
  entries.map(({ name, offset, size }) => [name, Buffer.from(tar.subarray(offset, offset + size))]);

const asBuffers = files.map(([name, bytes]): [string, Buffer] => [name, Buffer.from(bytes)]);

test("finds what was packed, in pieces of any size", () => {
  const tar = packTar(files);
  for (const pieces of [1, 7, 512, 1 << 20]) expect(read(tar, index(tar, pieces))).toEqual(asBuffers);
});

test.each(["gnu", "pax", "ustar"])("reads what tar writes as %s", async (format) => {
  const names = ["x/short", `x/${"y".repeat(90)}/${"z".repeat(90)}`];
  const dir = `${process.env.TMPDIR ?? "/tmp"}/consensoor-tar-${process.pid}-${format}`;
  for (const name of names) await Bun.write(`${dir}/${name}`, name);
  const made = Bun.spawnSync(["tar", "-c", `--format=${format}`, "-C", dir, "x"]);
  await Bun.$`rm -r ${dir}`;
  expect(made.exitCode).toBe(0);
  const found = read(made.stdout, index(made.stdout, 1000)).map(([name, bytes]) => [name, bytes.toString()]);
  expect(found.sort()).toEqual(names.map((name) => [name, name]).sort());
});

test("an archive that is cut off, damaged or none throws", () => {
  const tar = packTar(files);
  expect(() => index(tar.subarray(0, 700), 512)).toThrow(TarError);
  expect(() => index(new Uint8Array(0), 512)).toThrow(TarError);
  expect(() => index(Buffer.from("no tar archive".repeat(100)), 512)).toThrow(TarError);
  const damaged = Uint8Array.from(tar);
  damaged[3] ^= 1;
  expect(() => index(damaged, 512)).toThrow("no tar header at byte 0");
});
