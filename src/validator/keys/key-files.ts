/** Where validator clients keep keystores and passwords: the layouts of Teku, and of Lighthouse, Lodestar and Nimbus. */

import { existsSync, mkdirSync, readdirSync, type Stats, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { toHex } from "../../ssz/bytes.ts";
import type { SigningKey } from "../signer.ts";
import { KeystoreError } from "./errors.ts";
import { encryptKeystore, type KeystoreStrength } from "./keystore.ts";

/** Names of the keystore in a key's own folder: Lighthouse's and Lodestar's, and Nimbus's. */
const NAMES_IN_FOLDER = ["voting-keystore.json", "keystore.json"];

/** Where keystores and their passwords are: two folders, or two files. */
export interface KeySource {
  readonly keystores: string;
  readonly secrets: string;
}

/** A keystore and the files that may hold its password, likeliest first. */
export interface KeystoreFile {
  readonly file: string;
  readonly passwordFiles: readonly string[];
}

/** Raised where `--validator-keys` cannot be read as `KEYSTORES:SECRETS`. */
export class KeySourceError extends Error {
  override name = "KeySourceError";
}

/** Reads `keystores:secrets`. Throws `KeySourceError`. */
export function parseKeySource(text: string): KeySource {
  const [keystores, secrets, ...rest] = text.split(":");
  if (!keystores || !secrets || rest.length > 0)
    throw new KeySourceError(`takes KEYSTORES:SECRETS, two folders or two files, not ${JSON.stringify(text)}`);
  return { keystores, secrets };
}

/** The keystores of a source, by name. Throws `KeystoreError` where there is none, or where a folder is missing. */
export function findKeystores({ keystores, secrets }: KeySource): KeystoreFile[] {
  if (statOf(keystores).isFile()) return [{ file: keystores, passwordFiles: [secrets] }];
  if (!statOf(secrets).isDirectory()) throw new KeystoreError(secrets, "is no folder, and the keystores are one");
  const found: KeystoreFile[] = [];
  for (const name of readdirSync(keystores).sort()) {
    const path = join(keystores, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isDirectory()) {
      const file = NAMES_IN_FOLDER.map((each) => join(path, each)).find((each) => existsSync(each));
      if (file !== undefined) found.push({ file, passwordFiles: passwordFilesOf(secrets, name) });
    } else if (name.endsWith(".json") && stat?.isFile()) {
      found.push({ file: path, passwordFiles: passwordFilesOf(secrets, basename(name, ".json")) });
    }
  }
  if (found.length === 0)
    throw new KeystoreError(keystores, "holds no keystores: neither NAME.json nor NAME/voting-keystore.json");
  return found;
}

/** How a folder of keys is laid out. */
export type KeyLayout = "teku" | "lighthouse";

/**
 * Writes keystores with random passwords: for Teku `keystores/0x….json` and `secrets/0x….txt`, for Lighthouse and
 * Lodestar `keys/0x…/voting-keystore.json` and `secrets/0x…`.
 */
export async function writeKeystores(
  source: KeySource,
  keys: readonly SigningKey[],
  layout: KeyLayout,
  strength: KeystoreStrength,
): Promise<void> {
  mkdirSync(source.keystores, { recursive: true });
  mkdirSync(source.secrets, { recursive: true });
  for (const key of keys) {
    const name = toHex(key.pubkey);
    const password = crypto.getRandomValues(new Uint8Array(32)).toHex();
    const text = `${JSON.stringify(await encryptKeystore(key, password, strength))}\n`;
    const folder = layout === "teku" ? source.keystores : join(source.keystores, name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, layout === "teku" ? `${name}.json` : NAMES_IN_FOLDER[0]!), text, { mode: 0o600 });
    writeFileSync(join(source.secrets, layout === "teku" ? `${name}.txt` : name), password, { mode: 0o600 });
  }
}

function passwordFilesOf(secrets: string, name: string): string[] {
  return [`${name}.txt`, name].map((each) => join(secrets, each));
}

function statOf(path: string): Stats {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw new KeystoreError(path, "does not exist");
  return stat;
}
