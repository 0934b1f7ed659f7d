/**
 * Blobs that cost nothing to commit to. A blob all of whose elements are one number is a constant polynomial: its
 * commitment is that number times the generator, which is what makes a public key of a secret key, and every proof of an
 * evaluation is the point at infinity, because what the proof commits to is zero.
 */

import { createHash } from "node:crypto";
import type { Blob, KZGCommitment, KZGProof, VersionedHash } from "../../spec/values.ts";

const FIELD_ELEMENTS_PER_BLOB = 4096;
const BYTES_PER_FIELD_ELEMENT = 32;
const CELLS_PER_EXT_BLOB = 128;
const VERSIONED_HASH_VERSION_KZG = 1;

/** A blob with all that any fork's sidecar says of it. */
export interface ProvenBlob {
  readonly blob: Blob;
  readonly commitment: KZGCommitment;
  readonly versionedHash: VersionedHash;
  /** Until electra. */
  readonly proof: KZGProof;
  /** From fulu. */
  readonly cellProofs: readonly KZGProof[];
}

/** The blob that holds this number everywhere; `publicKeyOf` is BLS's. Throws `RangeError` below 1 and above 2^48. */
export function constantBlob(value: number, publicKeyOf: (secret: Uint8Array) => Uint8Array): ProvenBlob {
  if (!Number.isInteger(value) || value < 1 || value > 2 ** 48) throw new RangeError(`no constant of a blob: ${value}`);
  const element = new Uint8Array(BYTES_PER_FIELD_ELEMENT);
  new DataView(element.buffer).setBigUint64(BYTES_PER_FIELD_ELEMENT - 8, BigInt(value));
  const blob = new Uint8Array(FIELD_ELEMENTS_PER_BLOB * BYTES_PER_FIELD_ELEMENT);
  for (let i = 0; i < FIELD_ELEMENTS_PER_BLOB; i++) blob.set(element, i * BYTES_PER_FIELD_ELEMENT);
  const commitment = publicKeyOf(element);
  const infinity = new Uint8Array(48);
  infinity[0] = 0xc0;
  return {
    blob,
    commitment,
    versionedHash: versionedHashOf(commitment),
    proof: infinity,
    cellProofs: Array.from({ length: CELLS_PER_EXT_BLOB }, () => infinity),
  };
}

/** EIP-4844's `kzg_to_versioned_hash`. */
export function versionedHashOf(commitment: KZGCommitment): VersionedHash {
  const hash = new Uint8Array(createHash("sha256").update(commitment).digest());
  hash[0] = VERSIONED_HASH_VERSION_KZG;
  return hash;
}
