import { createReadStream, createWriteStream, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { TarIndexer } from "./tar.ts";

/** A tar archive's files, grouped by the directory they are in. */
export interface UnpackedArchive {
  /** The uncompressed tar file. */
  readonly tar: string;
  /** Directory → its files: name, offset and size in the tar file. */
  readonly folders: Readonly<Record<string, readonly PackedFile[]>>;
}

export type PackedFile = readonly [name: string, offset: number, size: number];

const ENDINGS = [".tar.zst", ".tar.gz", ".tgz", ".tar"] as const;

/** Whether the file's name says that it is an archive that `unpack` reads. */
export function isArchive(file: string): boolean {
  return ENDINGS.some((ending) => file.endsWith(ending));
}

/**
 * Decompresses an archive into the cache folder, once for each content, and lists its files. A reader then takes a
 * file's bytes out of the one tar file, which is many times faster than a file system entry for each. Throws where the
 * archive is damaged.
 */
export async function unpack(archive: string, cache: string, log: (line: string) => void): Promise<UnpackedArchive> {
  const plain = archive.endsWith(".tar");
  const key = await contentHash(archive);
  const tar = plain ? archive : join(cache, `${key}.tar`);
  const index = join(cache, `${key}.json`);
  if (existsSync(index) && existsSync(tar)) {
    return { tar, folders: (await Bun.file(index).json()) as UnpackedArchive["folders"] };
  }
  log(`unpacking ${archive}`);
  mkdirSync(cache, { recursive: true });
  const folders = plain ? await list(createReadStream(archive)) : await expand(archive, tar);
  const temporary = `${index}.${process.pid}.part`;
  await Bun.write(temporary, JSON.stringify(folders));
  renameSync(temporary, index);
  return { tar, folders };
}

async function expand(archive: string, tar: string): Promise<UnpackedArchive["folders"]> {
  const source = createReadStream(archive, { highWaterMark: 1 << 20 });
  const inflated = source.pipe(archive.endsWith(".zst") ? createZstdDecompress() : createGunzip());
  source.on("error", (error) => inflated.destroy(error));
  const temporary = `${tar}.${process.pid}.part`;
  const out = createWriteStream(temporary, { highWaterMark: 1 << 22 });
  try {
    const folders = await list(inflated, async (chunk) => {
      if (!out.write(chunk)) await new Promise((drained) => out.once("drain", drained));
    });
    await new Promise<void>((closed, failed) => out.on("error", failed).end(closed));
    renameSync(temporary, tar);
    return folders;
  } catch (error) {
    out.destroy();
    rmSync(temporary, { force: true });
    throw new Error(`${archive}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}

async function list(
  chunks: AsyncIterable<Uint8Array>,
  each?: (chunk: Uint8Array) => Promise<void>,
): Promise<UnpackedArchive["folders"]> {
  const folders: Record<string, PackedFile[]> = {};
  const indexer = new TarIndexer(({ name, offset, size }) => {
    const path = name.replace(/^(\.?\/)+/, "");
    const slash = path.lastIndexOf("/");
    const folder = path.slice(0, Math.max(slash, 0));
    folders[folder] ??= [];
    folders[folder].push([path.slice(slash + 1), offset, size]);
  });
  for await (const chunk of chunks) {
    indexer.feed(chunk);
    await each?.(chunk);
  }
  indexer.end();
  return folders;
}

async function contentHash(file: string): Promise<string> {
  const hasher = new Bun.CryptoHasher("sha256");
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 22 })) hasher.update(chunk as Uint8Array);
  return hasher.digest("hex").slice(0, 32);
}
