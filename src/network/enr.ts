import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak256 } from "../crypto/keccak.ts";
import { rlpBytes, rlpList, rlpUint } from "../crypto/rlp.ts";
import { concatBytes } from "../ssz/bytes.ts";

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** A node record's text (`enr:…`) with these entries besides the key and the scheme, signed with the key (EIP-778). */
export function encodeEnr(privateKey: Uint8Array, sequence: number, entries: ReadonlyMap<string, Uint8Array>): string {
  const all = new Map<string, Uint8Array>([
    ...entries,
    ["id", new TextEncoder().encode("v4")],
    ["secp256k1", secp256k1.getPublicKey(privateKey, true)],
  ]);
  const pairs = [...all.keys()]
    .sort()
    .flatMap((key) => [rlpBytes(new TextEncoder().encode(key)), rlpBytes(all.get(key)!)]);
  const content = [rlpUint(sequence), ...pairs];
  const signature = secp256k1.sign(keccak256(rlpList(content)), privateKey, { prehash: false });
  return `enr:${rlpList([rlpBytes(signature), ...content]).toBase64({ alphabet: "base64url", omitPadding: true })}`;
}

/** libp2p's name of a secp256k1 key: the key itself as an identity multihash, in base58. */
export function peerIdOf(privateKey: Uint8Array): string {
  const publicKey = secp256k1.getPublicKey(privateKey, true);
  const encoded = concatBytes(Uint8Array.of(0x08, 0x02, 0x12, publicKey.length), publicKey);
  return base58(concatBytes(Uint8Array.of(0x00, encoded.length), encoded));
}

function base58(bytes: Uint8Array): string {
  let number = BigInt(`0x${bytes.toHex()}`);
  let text = "";
  for (; number > 0n; number /= 58n) text = BASE58[Number(number % 58n)] + text;
  for (const byte of bytes) {
    if (byte !== 0) break;
    text = `1${text}`;
  }
  return text;
}
