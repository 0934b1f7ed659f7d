import { readFileSync, writeFileSync } from "node:fs";
import { compressSync, uncompressSync } from "snappy";
import { CommandError } from "./errors.ts";

const isCompressed = (path: string): boolean => path.endsWith("_snappy");

/** The SSZ bytes in a file, uncompressed where its name ends in `.ssz_snappy`. Throws `CommandError`. */
export function readSsz(path: string): Uint8Array {
  try {
    const bytes = new Uint8Array(readFileSync(path));
    return isCompressed(path) ? new Uint8Array(uncompressSync(bytes) as Uint8Array) : bytes;
  } catch (error) {
    throw new CommandError(`${path} cannot be read: ${(error as Error).message}`);
  }
}

/** Writes SSZ bytes, compressed where the name ends in `.ssz_snappy`. Throws `CommandError`. */
export function writeSsz(path: string, bytes: Uint8Array): void {
  try {
    writeFileSync(path, isCompressed(path) ? compressSync(bytes) : bytes);
  } catch (error) {
    throw new CommandError(`${path} cannot be written: ${(error as Error).message}`);
  }
}
