/**
 * Encrypted BLS keys.
 * https://eips.ethereum.org/EIPS/eip-2335
 */

import { createCipheriv, createDecipheriv, createHash, pbkdf2, randomBytes, randomUUID, scrypt } from "node:crypto";
import { promisify } from "node:util";
import { bytesEqual, concatBytes, fromHex } from "../../ssz/bytes.ts";

const VERSION = 4;
const SECRET_LENGTH = 32;
const KEY_LENGTH = 32;
const CIPHER_KEY_LENGTH = 16;

/** More memory than any keystore in use asks for (2^18 rounds of 8 blocks take 256 MiB). */
const SCRYPT_MAX_MEMORY = 1 << 30;

const derivePbkdf2 = promisify(pbkdf2);
const deriveScrypt = promisify(
  (
    password: Uint8Array,
    salt: Uint8Array,
    length: number,
    options: { N: number; r: number; p: number; maxmem: number },
    done: (error: Error | null, key: Buffer) => void,
  ) => scrypt(password, salt, length, options, done),
);

/** A module of a keystore: a function, its parameters, what it gave. */
interface KeystoreModule {
  readonly function: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** A keystore as its file has it. */
export interface Keystore {
  readonly crypto: {
    readonly kdf: KeystoreModule;
    readonly checksum: KeystoreModule;
    readonly cipher: KeystoreModule;
  };
  /** Hex without 0x; some writers leave it out. */
  readonly pubkey?: string;
  readonly path: string;
  readonly uuid: string;
  readonly version: number;
  readonly description?: string;
}

/** Raised where a file is no keystore of a known kind; the message says what of it. */
export class KeystoreFormatError extends Error {
  override name = "KeystoreFormatError";
}

/** Reads a keystore's text. Throws `KeystoreFormatError`. */
export function parseKeystore(text: string): Keystore {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new KeystoreFormatError(`not JSON: ${(error as Error).message}`);
  }
  const keystore = asObject(json, "keystore");
  if (keystore.version !== VERSION)
    throw new KeystoreFormatError(`a keystore of version ${JSON.stringify(keystore.version)}, not ${VERSION}`);
  const crypto = asObject(keystore.crypto, "crypto");
  if (keystore.pubkey !== undefined && !/^(0x)?[0-9a-fA-F]{96}$/.test(String(keystore.pubkey)))
    throw new KeystoreFormatError("pubkey is not 48 bytes of hex");
  return {
    crypto: {
      kdf: asModule(crypto.kdf, "crypto.kdf"),
      checksum: asModule(crypto.checksum, "crypto.checksum"),
      cipher: asModule(crypto.cipher, "crypto.cipher"),
    },
    ...(keystore.pubkey !== undefined && { pubkey: String(keystore.pubkey) }),
    path: String(keystore.path ?? ""),
    uuid: String(keystore.uuid ?? ""),
    version: VERSION,
    ...(keystore.description !== undefined && { description: String(keystore.description) }),
  };
}

/** The secret key in a keystore, null where the password does not open it. Throws `KeystoreFormatError`. */
export async function decryptKeystore(keystore: Keystore, password: string): Promise<Uint8Array | null> {
  const { kdf, checksum, cipher } = keystore.crypto;
  if (checksum.function !== "sha256") throw new KeystoreFormatError(`unknown checksum ${checksum.function}`);
  if (cipher.function !== "aes-128-ctr") throw new KeystoreFormatError(`unknown cipher ${cipher.function}`);
  const encrypted = asHex(cipher.message, "crypto.cipher.message");
  const key = await deriveKey(kdf, encodePassword(password));
  if (!bytesEqual(checksumOf(key, encrypted), asHex(checksum.message, "crypto.checksum.message"))) return null;
  const decipher = createDecipheriv("aes-128-ctr", key.subarray(0, CIPHER_KEY_LENGTH), asHex(cipher.params.iv, "iv"));
  const secret = concatBytes(decipher.update(encrypted), decipher.final());
  if (secret.length !== SECRET_LENGTH) throw new KeystoreFormatError(`a secret of ${secret.length} bytes`);
  return secret;
}

/** How strongly a new keystore is protected: `weak` is for keys of test networks, of which many open at once. */
export type KeystoreStrength = "scrypt" | "weak";

/** A keystore of a secret key. */
export async function encryptKeystore(
  key: { readonly pubkey: Uint8Array; readonly secret: Uint8Array },
  password: string,
  strength: KeystoreStrength,
): Promise<Keystore> {
  const salt = randomBytes(32).toString("hex");
  const kdf: KeystoreModule =
    strength === "scrypt"
      ? { function: "scrypt", params: { dklen: KEY_LENGTH, n: 2 ** 18, r: 8, p: 1, salt }, message: "" }
      : { function: "pbkdf2", params: { dklen: KEY_LENGTH, c: 1, prf: "hmac-sha256", salt }, message: "" };
  const derived = await deriveKey(kdf, encodePassword(password));
  const iv = randomBytes(16);
  const cipher = createCipheriv("aes-128-ctr", derived.subarray(0, CIPHER_KEY_LENGTH), iv);
  const encrypted = concatBytes(cipher.update(key.secret), cipher.final());
  return {
    crypto: {
      kdf,
      checksum: { function: "sha256", params: {}, message: checksumOf(derived, encrypted).toHex() },
      cipher: { function: "aes-128-ctr", params: { iv: iv.toString("hex") }, message: encrypted.toHex() },
    },
    description: "",
    pubkey: key.pubkey.toHex(),
    path: "",
    uuid: randomUUID(),
    version: VERSION,
  };
}

/** A password as the key derivation takes it: in compatibility form, without control characters. */
export function encodePassword(password: string): Uint8Array {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: EIP-2335 strips just these.
  return new TextEncoder().encode(password.normalize("NFKD").replace(/[\u0000-\u001f\u007f-\u009f]/g, ""));
}

async function deriveKey(kdf: KeystoreModule, password: Uint8Array): Promise<Uint8Array> {
  const { params } = kdf;
  const salt = asHex(params.salt, "crypto.kdf.params.salt");
  const length = asCount(params.dklen, "dklen");
  if (length < KEY_LENGTH) throw new KeystoreFormatError(`crypto.kdf.params.dklen ${length} is below ${KEY_LENGTH}`);
  if (kdf.function === "pbkdf2") {
    if (params.prf !== "hmac-sha256") throw new KeystoreFormatError(`unknown prf ${JSON.stringify(params.prf)}`);
    return derivePbkdf2(password, salt, asCount(params.c, "c"), length, "sha256");
  }
  if (kdf.function !== "scrypt") throw new KeystoreFormatError(`unknown key derivation ${kdf.function}`);
  const options = { N: asCount(params.n, "n"), r: asCount(params.r, "r"), p: asCount(params.p, "p") };
  try {
    return await deriveScrypt(password, salt, length, { ...options, maxmem: SCRYPT_MAX_MEMORY });
  } catch (error) {
    throw new KeystoreFormatError(`scrypt refuses its parameters: ${(error as Error).message}`, { cause: error });
  }
}

function checksumOf(key: Uint8Array, encrypted: Uint8Array): Uint8Array {
  const second = key.subarray(CIPHER_KEY_LENGTH, 2 * CIPHER_KEY_LENGTH);
  return new Uint8Array(createHash("sha256").update(second).update(encrypted).digest());
}

function asModule(value: unknown, where: string): KeystoreModule {
  const found = asObject(value, where);
  if (typeof found.function !== "string") throw new KeystoreFormatError(`${where}.function is missing`);
  return {
    function: found.function,
    params: asObject(found.params ?? {}, `${where}.params`),
    message: String(found.message ?? ""),
  };
}

function asObject(value: unknown, where: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new KeystoreFormatError(`${where} is not an object`);
  return value as Record<string, unknown>;
}

function asHex(value: unknown, where: string): Uint8Array {
  if (typeof value !== "string" || !/^([0-9a-fA-F]{2})+$/.test(value))
    throw new KeystoreFormatError(`${where} is not hex`);
  return fromHex(value);
}

function asCount(value: unknown, name: string): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 1)
    throw new KeystoreFormatError(`crypto.kdf.params.${name} is not a positive whole number`);
  return value;
}
