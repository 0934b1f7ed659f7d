import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { bytesEqual, fromHex, toHex } from "../../ssz/bytes.ts";
import type { SigningKey } from "../signer.ts";
import { DuplicateKeyError, KeystoreError, WrongPasswordError } from "./errors.ts";
import { findKeystores, type KeySource, type KeystoreFile } from "./key-files.ts";
import { decryptKeystore, type Keystore, KeystoreFormatError, parseKeystore } from "./keystore.ts";
import { lockKeystore } from "./keystore-lock.ts";

/** Keystores that are opened at once: each may take a quarter of a gigabyte for its key derivation. */
const CONCURRENCY = 2;

/** Keys from keystores that are locked for this process. */
export interface LoadedKeys {
  readonly keys: readonly SigningKey[];
  /** Lets other signers have the keystores. */
  release(): void;
}

/**
 * Opens and locks all keystores of a source. `publicKeyOf` is BLS's `SkToPk`. Throws a `KeystoreError` that names the
 * file, and leaves nothing locked then.
 */
export async function loadKeys(
  source: KeySource,
  publicKeyOf: (secret: Uint8Array) => Uint8Array,
): Promise<LoadedKeys> {
  const files = findKeystores(source);
  const releases: (() => void)[] = [];
  const release = () => {
    for (const each of releases.splice(0)) each();
  };
  try {
    for (const { file } of files) releases.push(lockKeystore(file));
    const keys: SigningKey[] = new Array(files.length);
    let next = 0;
    const work = async () => {
      while (next < files.length) {
        const index = next++;
        keys[index] = await openKeystore(files[index]!, publicKeyOf);
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, work));
    refuseDuplicates(files, keys);
    return { keys, release };
  } catch (error) {
    release();
    throw error;
  }
}

async function openKeystore(
  { file, passwordFiles }: KeystoreFile,
  publicKeyOf: (secret: Uint8Array) => Uint8Array,
): Promise<SigningKey> {
  const text = readText(file);
  if (text === null) throw new KeystoreError(file, "does not exist");
  try {
    const keystore = parseKeystore(text);
    const { password, passwordFile } = readPassword(file, [...passwordFiles, ...byPubkey(keystore, passwordFiles)]);
    const secret = await decryptKeystore(keystore, password);
    if (secret === null) throw new WrongPasswordError(file, `the password in ${passwordFile} does not open it`);
    const pubkey = publicKeyOf(secret);
    const named = keystore.pubkey === undefined ? null : fromHex(keystore.pubkey);
    if (named !== null && !bytesEqual(named, pubkey))
      throw new KeystoreError(file, `says it is for ${toHex(named)}, but holds the key of ${toHex(pubkey)}`);
    return { pubkey, secret };
  } catch (error) {
    if (error instanceof KeystoreFormatError) throw new KeystoreError(file, error.message, { cause: error });
    throw error;
  }
}

/** Keystores with names of their own have passwords under their public key. */
function byPubkey({ pubkey }: Keystore, passwordFiles: readonly string[]): string[] {
  if (pubkey === undefined || passwordFiles.length < 2) return [];
  const name = toHex(fromHex(pubkey));
  const folder = dirname(passwordFiles[0]!);
  return [`${folder}/${name}.txt`, `${folder}/${name}`];
}

function readPassword(keystore: string, candidates: readonly string[]): { password: string; passwordFile: string } {
  for (const passwordFile of candidates) {
    const text = readText(passwordFile);
    // Editors end a file with a line break that is not the password's.
    if (text !== null) return { password: text.replace(/[\r\n]+$/, ""), passwordFile };
  }
  const looked = [...new Set(candidates)].join(", ");
  throw new KeystoreError(keystore, `has no password: there is none of ${looked}`);
}

/** A file's text, null where there is no such file. */
function readText(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new KeystoreError(file, `cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

function refuseDuplicates(files: readonly KeystoreFile[], keys: readonly SigningKey[]): void {
  const seen = new Map<string, string>();
  keys.forEach(({ pubkey }, index) => {
    const { file } = files[index]!;
    const other = seen.get(toHex(pubkey));
    if (other !== undefined) throw new DuplicateKeyError(file, `holds the same key as ${other}: ${toHex(pubkey)}`);
    seen.set(toHex(pubkey), file);
  });
}
