import { keccak_256 } from "@noble/hashes/sha3.js";

/** Keccak-256, the execution layer's hash (not NIST's SHA3-256, which pads differently). */
export function keccak256(bytes: Uint8Array): Uint8Array {
  return keccak_256(bytes);
}
