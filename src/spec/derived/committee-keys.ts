import { sha256 } from "../../crypto/hash.ts";
import { bytesEqual, concatBytes } from "../../ssz/bytes.ts";
import type { BeaconState } from "../state.ts";
import type { BLSPubkey } from "../values.ts";

/** The sum of a committee's public keys, and what it was made from. */
interface CommitteeKey {
  readonly length: number;
  /** Of the members' keys behind one another. */
  readonly digest: Uint8Array;
  /** Undefined where the keys cancel out. */
  readonly key: BLSPubkey | undefined;
  /** Version of a column of keys that the members' are known to be of. */
  version: number;
}

/** By the shuffled list that committees are parts of, and the place of the part in it. */
const known = new WeakMap<ArrayBufferLike, Map<number, CommitteeKey>>();

/**
 * The sum of the public keys of a committee, as `sum` makes it of them: computed once for a part of a shuffled list.
 * `sum` may say that there is none.
 */
export function committeeKey(
  state: BeaconState,
  committee: Uint32Array,
  sum: (pubkeys: BLSPubkey[]) => BLSPubkey | undefined,
): BLSPubkey | undefined {
  const { pubkey } = state.validators.columns;
  let parts = known.get(committee.buffer);
  if (parts === undefined) {
    parts = new Map();
    known.set(committee.buffer, parts);
  }
  const part = parts.get(committee.byteOffset);
  if (part?.length === committee.length && part.version === pubkey.version) return part.key;

  const pubkeys = Array.from(committee, (index) => pubkey.get(index));
  const digest = sha256(concatBytes(...pubkeys));
  if (part?.length === committee.length && bytesEqual(part.digest, digest)) {
    part.version = pubkey.version;
    return part.key;
  }
  const key = sum(pubkeys);
  parts.set(committee.byteOffset, { length: committee.length, digest, key, version: pubkey.version });
  return key;
}
