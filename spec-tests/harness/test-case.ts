import { closeSync, openSync, readdirSync, readFileSync, readSync } from "node:fs";
import { join } from "node:path";
import { uncompressSync } from "snappy";

import type { ForkName } from "../../src/spec/forks.ts";
import type { TestCase } from "../runner.ts";
import type { CaseFiles, FoundCase } from "./sources.ts";
import { parseYaml } from "./yaml.ts";

/** Raised where a case lacks a file its runner asks for, or the file does not decode. */
export class CaseFileError extends Error {
  override name = "CaseFileError";
}

/** A case whose files are read from its folder or its archive. */
export class StoredCase<P extends string> implements TestCase<P> {
  readonly preset: P;
  readonly fork: ForkName;
  readonly runner: string;
  readonly handler: string;
  readonly suite: string;
  readonly name: string;
  readonly #reader: FileReader;
  #meta: Readonly<Record<string, string>> | undefined;

  constructor(found: FoundCase) {
    const [preset, fork, runner, handler, suite, name] = found.path.split("/");
    this.preset = preset as P;
    this.fork = fork as ForkName;
    this.runner = runner;
    this.handler = handler;
    this.suite = suite;
    this.name = name;
    this.#reader = openFiles(found.files);
  }

  get files(): readonly string[] {
    return this.#reader.names;
  }

  get meta(): Readonly<Record<string, string>> {
    this.#meta ??= this.has("meta.yaml") ? (this.yaml("meta.yaml") as Record<string, string>) : {};
    return this.#meta;
  }

  has(file: string): boolean {
    return this.files.includes(file);
  }

  ssz(name: string): Uint8Array {
    const file = `${name}.ssz_snappy`;
    const packed = this.#read(file);
    // The native library fails on an empty result.
    if (packed.length === 1 && packed[0] === 0) return new Uint8Array(0);
    try {
      const bytes = uncompressSync(packed, { asBuffer: true }) as Buffer;
      return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    } catch (error) {
      throw new CaseFileError(`${file} is not a snappy block`, { cause: error });
    }
  }

  sszIfThere(name: string): Uint8Array | undefined {
    return this.has(`${name}.ssz_snappy`) ? this.ssz(name) : undefined;
  }

  yaml(file: string): unknown {
    const text = new TextDecoder().decode(this.#read(file));
    return parseYaml(text);
  }

  #read(file: string): Uint8Array {
    if (!this.has(file)) throw new CaseFileError(`the case has no ${file}`);
    return this.#reader.read(file);
  }
}

/** A case's files by name, read when asked for. */
export interface FileReader {
  readonly names: readonly string[];
  read(name: string): Uint8Array;
}

/** Lists the files of a folder, or of places in a tar file. */
export function openFiles(files: CaseFiles): FileReader {
  if ("folder" in files) {
    const { folder } = files;
    return { names: readdirSync(folder), read: (name) => readFileSync(join(folder, name)) };
  }
  const places = new Map(files.files.map(([name, offset, size]) => [name, { offset, size }]));
  return {
    names: [...places.keys()],
    read: (name) => {
      const { offset, size } = places.get(name)!;
      return readPart(files.tar, offset, size);
    },
  };
}

function readPart(file: string, offset: number, size: number): Uint8Array {
  const bytes = Buffer.allocUnsafeSlow(size);
  const descriptor = openSync(file, "r");
  try {
    let at = 0;
    while (at < size) {
      const read = readSync(descriptor, bytes, at, size - at, offset + at);
      if (read === 0) throw new CaseFileError(`${file} ends before byte ${offset + size}`);
      at += read;
    }
  } finally {
    closeSync(descriptor);
  }
  return bytes;
}
