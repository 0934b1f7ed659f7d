import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BlstBls } from "../../src/crypto/blst.ts";
import { fromHex, toHex } from "../../src/ssz/bytes.ts";
import {
  DuplicateKeyError,
  KeystoreError,
  KeystoreLockedError,
  WrongPasswordError,
} from "../../src/validator/keys/errors.ts";
import { builderKeys, builderSecret, interopKeys, interopSecret } from "../../src/validator/keys/interop.ts";
import { findKeystores, KeySourceError, parseKeySource, writeKeystores } from "../../src/validator/keys/key-files.ts";
import {
  decryptKeystore,
  encodePassword,
  encryptKeystore,
  KeystoreFormatError,
  parseKeystore,
} from "../../src/validator/keys/keystore.ts";
import { loadKeys } from "../../src/validator/keys/load-keys.ts";

// Scrypt is slow by design.
setDefaultTimeout(60_000);

const bls = new BlstBls();
const publicKeyOf = (secret: Uint8Array) => bls.SkToPk(secret);

/** The secret of EIP-2335's own examples. */
const SECRET = fromHex("0x000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f");
const PUBKEY = "9612d7a727c9d0a22e185a1c768478dfe919cada9266988cb32359c11f2b7b27f4ae4040902382ae2910c15e2b420d07";
const PASSWORD = "𝔱𝔢𝔰𝔱𝔭𝔞𝔰𝔰𝔴𝔬𝔯𝔡🔑";

const example = (kdf: object, checksum: string, message: string) =>
  JSON.stringify({
    crypto: {
      kdf: { ...kdf, message: "" },
      checksum: { function: "sha256", params: {}, message: checksum },
      cipher: { function: "aes-128-ctr", params: { iv: "264daa3f303d7259501c93d997d84fe6" }, message },
    },
    description: "an example of EIP-2335",
    pubkey: PUBKEY,
    path: "m/12381/60/0/0",
    uuid: "64625def-3331-4eea-ab6f-782f3ed16a83",
    version: 4,
  });

const SALT = "d4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3";
const examples = {
  scrypt: example(
    { function: "scrypt", params: { dklen: 32, n: 262144, p: 1, r: 8, salt: SALT } },
    "d2217fe5f3e9a1e34581ef8a78f7c9928e436d36dacc5e846690a5581e8ea484",
    "06ae90d55fe0a6e9c5c3bc5b170827b2e5cce3929ed3f116c2811e6366dfe20f",
  ),
  pbkdf2: example(
    { function: "pbkdf2", params: { dklen: 32, c: 262144, prf: "hmac-sha256", salt: SALT } },
    "8a9f5d9912ed7e75ea794bc5a89bca5f193721d30868ade6f73043c6ea6febf1",
    "cee03fde2af33149775b7223e7845e4fb2c8ae1792e5f99fe9ecf474cc8c16ad",
  ),
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "keys-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("interop keys", () => {
  test("are those that all clients know", () => {
    expect(toHex(interopSecret(0))).toBe("0x25295f0d1d592a90b333e26e85149708208e9f8e8bc18f6c77bd62f8ad7a6866");
    expect(toHex(interopSecret(1))).toBe("0x51d0b65185db6989ab0b560d6deed19c7ead0e24b9b6372cbecb1f26bdfad000");
    const [first, second] = interopKeys(2, publicKeyOf);
    expect(toHex(first!.pubkey)).toBe(
      "0xa99a76ed7796f7be22d5b7e85deeb7c5677e88e511e0b337618f8c4eb61349b4bf2d153f649f7b53359fe8b94a38e44c",
    );
    expect(toHex(second!.pubkey)).toBe(
      "0xb89bebc699769726a318c8e9971bd3171297c61aea4a6578a7a4f94b547dcba5bac16a89108b6b6a1fe3695d1a874a0b",
    );
  });

  test("of builders are others", () => {
    const validators = new Set(interopKeys(64, publicKeyOf).map(({ pubkey }) => toHex(pubkey)));
    const builders = builderKeys(8, publicKeyOf);
    expect(new Set(builders.map(({ pubkey }) => toHex(pubkey))).size).toBe(8);
    for (const { pubkey } of builders) expect(validators.has(toHex(pubkey))).toBe(false);
    expect(builders[0]!.secret).toEqual(builderSecret(0));
  });
});

describe("keystores", () => {
  test.each(["scrypt", "pbkdf2"] as const)("of EIP-2335's example with %s open", async (kind) => {
    const keystore = parseKeystore(examples[kind]);
    expect(await decryptKeystore(keystore, PASSWORD)).toEqual(SECRET);
    expect(toHex(publicKeyOf(SECRET))).toBe(`0x${PUBKEY}`);
  });

  test("take passwords in compatibility form without control characters", () => {
    expect(toHex(encodePassword(PASSWORD))).toBe("0x7465737470617373776f7264f09f9491");
    expect(encodePassword("a\u0000b\u007fc\u0085d\n")).toEqual(new TextEncoder().encode("abcd"));
  });

  test.each(["scrypt", "weak"] as const)("written %s open with their password alone", async (strength) => {
    const [key] = interopKeys(1, publicKeyOf);
    const text = JSON.stringify(await encryptKeystore(key!, "pass", strength));
    expect(await decryptKeystore(parseKeystore(text), "pass")).toEqual(key!.secret);
    expect(await decryptKeystore(parseKeystore(text), "Pass")).toBeNull();
  });

  const scrypt = JSON.parse(examples.scrypt);
  const broken: [string, unknown, RegExp][] = [
    ["another version", { ...scrypt, version: 3 }, /version 3, not 4/],
    ["no crypto", { ...scrypt, crypto: undefined }, /crypto is not an object/],
    [
      "another cipher",
      { ...scrypt, crypto: { ...scrypt.crypto, cipher: { ...scrypt.crypto.cipher, function: "aes" } } },
      /unknown cipher aes/,
    ],
    [
      "another derivation",
      { ...scrypt, crypto: { ...scrypt.crypto, kdf: { ...scrypt.crypto.kdf, function: "argon2" } } },
      /unknown key derivation argon2/,
    ],
    [
      "parameters that scrypt refuses",
      {
        ...scrypt,
        crypto: { ...scrypt.crypto, kdf: { function: "scrypt", params: { dklen: 32, n: 3, r: 8, p: 1, salt: SALT } } },
      },
      /scrypt refuses its parameters/,
    ],
    [
      "a count that is text",
      {
        ...scrypt,
        crypto: {
          ...scrypt.crypto,
          kdf: { function: "scrypt", params: { dklen: 32, n: "8", r: 8, p: 1, salt: SALT } },
        },
      },
      /params\.n is not/,
    ],
    [
      "a message that is no hex",
      { ...scrypt, crypto: { ...scrypt.crypto, cipher: { ...scrypt.crypto.cipher, message: "xyz" } } },
      /cipher\.message is not hex/,
    ],
  ];

  test.each(broken)("with %s are refused", async (_what, keystore, problem) => {
    const open = async () => decryptKeystore(parseKeystore(JSON.stringify(keystore)), PASSWORD);
    await expect(open()).rejects.toThrow(KeystoreFormatError);
    await expect(open()).rejects.toThrow(problem);
  });
});

describe("the option", () => {
  test("names two paths", () => {
    expect(parseKeySource("a/keys:b/secrets")).toEqual({ keystores: "a/keys", secrets: "b/secrets" });
    for (const bad of ["", "a", "a:", ":b", "a:b:c"]) expect(() => parseKeySource(bad)).toThrow(KeySourceError);
  });
});

describe("loading", () => {
  const source = () => ({ keystores: join(folder, "keys"), secrets: join(folder, "secrets") });
  const keys = interopKeys(3, publicKeyOf);
  const lockFiles = () => readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith(".lock"));

  test.each(["teku", "lighthouse"] as const)("finds the layout of %s", async (layout) => {
    await writeKeystores(source(), keys, layout, "weak");
    const name = toHex(keys[0]!.pubkey);
    const [keystore, secret] =
      layout === "teku" ? [`${name}.json`, `${name}.txt`] : [`${name}/voting-keystore.json`, name];
    expect(existsSync(join(folder, "keys", keystore))).toBe(true);
    expect(existsSync(join(folder, "secrets", secret))).toBe(true);
    const loaded = await loadKeys(source(), publicKeyOf);
    const byPubkey = (a: { pubkey: Uint8Array }, b: { pubkey: Uint8Array }) =>
      toHex(a.pubkey) < toHex(b.pubkey) ? -1 : 1;
    expect(loaded.keys).toEqual(keys.toSorted(byPubkey));
    expect(lockFiles()).toHaveLength(3);
    loaded.release();
    expect(lockFiles()).toHaveLength(0);
  });

  test("takes one file, and passwords that end in a line break or are named by the public key", async () => {
    await writeKeystores(source(), keys.slice(0, 1), "teku", "weak");
    const name = toHex(keys[0]!.pubkey);
    const [keystore, secret] = [join(folder, "keys", `${name}.json`), join(folder, "secrets", `${name}.txt`)];
    writeFileSync(secret, `${await Bun.file(secret).text()}\n`);
    const one = await loadKeys({ keystores: keystore, secrets: secret }, publicKeyOf);
    expect(one.keys).toHaveLength(1);
    one.release();
    writeFileSync(join(folder, "keys", "keystore-m_12381.json"), await Bun.file(keystore).bytes());
    rmSync(keystore);
    expect((await loadKeys(source(), publicKeyOf)).keys).toHaveLength(1);
  });

  test("says what is missing", async () => {
    expect(() => findKeystores(source())).toThrow(/keys: does not exist/);
    mkdirSync(join(folder, "keys"));
    expect(() => findKeystores(source())).toThrow(/secrets: does not exist/);
    mkdirSync(join(folder, "secrets"));
    expect(() => findKeystores(source())).toThrow(/holds no keystores/);
    await writeKeystores(source(), keys.slice(0, 1), "teku", "weak");
    rmSync(join(folder, "secrets"), { recursive: true });
    mkdirSync(join(folder, "secrets"));
    await expect(loadKeys(source(), publicKeyOf)).rejects.toThrow(/has no password: there is none of .*\.txt/);
  });

  async function failure(): Promise<KeystoreError> {
    try {
      await loadKeys(source(), publicKeyOf);
    } catch (error) {
      if (error instanceof KeystoreError) return error;
      throw error;
    }
    throw new Error("keys were loaded");
  }

  test("names the file whose password is wrong, and leaves nothing locked", async () => {
    await writeKeystores(source(), keys, "teku", "weak");
    const name = toHex(keys[1]!.pubkey);
    writeFileSync(join(folder, "secrets", `${name}.txt`), "wrong");
    const error = await failure();
    expect(error).toBeInstanceOf(WrongPasswordError);
    expect(error.file).toBe(join(folder, "keys", `${name}.json`));
    expect(error.message).toContain(join(folder, "secrets", `${name}.txt`));
    expect(lockFiles()).toHaveLength(0);
  });

  test("refuses a keystore that holds another key than it says", async () => {
    await writeKeystores(source(), keys.slice(0, 1), "teku", "weak");
    const file = join(folder, "keys", `${toHex(keys[0]!.pubkey)}.json`);
    const keystore = await Bun.file(file).json();
    writeFileSync(file, JSON.stringify({ ...keystore, pubkey: keys[1]!.pubkey.toHex() }));
    expect((await failure()).message).toMatch(/says it is for .* but holds the key of/);
  });

  test("refuses a key that is there twice", async () => {
    await writeKeystores(source(), keys.slice(0, 1), "teku", "weak");
    const file = join(folder, "keys", `${toHex(keys[0]!.pubkey)}.json`);
    writeFileSync(join(folder, "keys", "copy.json"), await Bun.file(file).bytes());
    const error = await failure();
    expect(error).toBeInstanceOf(DuplicateKeyError);
    expect(error.message).toContain(file);
    expect(error.message).toContain("copy.json");
  });

  test("says where a file is no keystore", async () => {
    await writeKeystores(source(), keys.slice(0, 1), "teku", "weak");
    writeFileSync(join(folder, "keys", "note.json"), "{}");
    expect(await failure()).toMatchObject({ file: join(folder, "keys", "note.json"), name: "KeystoreError" });
  });

  test("respects other signers' locks while they live", async () => {
    await writeKeystores(source(), keys.slice(0, 1), "teku", "weak");
    const lock = join(folder, "keys", `${toHex(keys[0]!.pubkey)}.json.lock`);
    const other = Bun.spawn(["sleep", "60"]);
    writeFileSync(lock, String(other.pid));
    expect((await failure()).message).toContain(`locked by process ${other.pid}`);
    other.kill();
    await other.exited;
    const loaded = await loadKeys(source(), publicKeyOf);
    expect(await Bun.file(lock).text()).toBe(String(process.pid));
    loaded.release();
    writeFileSync(lock, "");
    expect(await failure()).toBeInstanceOf(KeystoreLockedError);
  });
});
