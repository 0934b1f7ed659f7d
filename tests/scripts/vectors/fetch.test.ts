import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fetchRelease } from "../../../scripts/vectors/fetch.ts";

const archive = Bun.gzipSync(Buffer.from("archive"));
let folder: string;
let server: Bun.Server<undefined>;
let asked: string[];
let answer: (path: string) => Response;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "consensoor-fetch-"));
  asked = [];
  server = Bun.serve({
    port: 0,
    fetch: (request) => {
      const { pathname } = new URL(request.url);
      asked.push(pathname);
      return answer(pathname);
    },
  });
});

afterEach(async () => {
  await server.stop(true);
  rmSync(folder, { recursive: true });
});

const fetchAll = (presets: string[]): Promise<string> =>
  fetchRelease("1.7.0-beta.4", presets, folder, () => {}, server.url.origin);

test("downloads each preset's archive once, by the release's tag", async () => {
  answer = () => new Response(archive);
  const release = await fetchAll(["minimal", "general"]);
  expect(await Bun.file(join(release, "minimal.tar.gz")).bytes()).toEqual(archive);
  expect(await fetchAll(["minimal", "general"])).toBe(release);
  expect(asked).toEqual([
    "/ethereum/consensus-specs/releases/download/v1.7.0-beta.4/minimal.tar.gz",
    "/ethereum/consensus-specs/releases/download/v1.7.0-beta.4/general.tar.gz",
  ]);
});

test("older releases come from their own repository", async () => {
  answer = (path) =>
    path.startsWith("/ethereum/consensus-spec-tests/") ? new Response(archive) : new Response("", { status: 404 });
  expect(readdirSync(await fetchAll(["mainnet"]))).toEqual(["mainnet.tar.gz"]);
});

test("a release that is not there, an error and something else than an archive are told", async () => {
  answer = () => new Response("", { status: 404 });
  await expect(fetchAll(["minimal"])).rejects.toThrow("minimal.tar.gz of v1.7.0-beta.4");
  answer = () => new Response("", { status: 503 });
  await expect(fetchAll(["minimal"])).rejects.toThrow("HTTP status 503");
  answer = () => new Response("<html>sign in</html>");
  await expect(fetchAll(["minimal"])).rejects.toThrow("no gzip archive");
  expect(readdirSync(join(folder, "releases", "v1.7.0-beta.4"))).toEqual([]);
});
