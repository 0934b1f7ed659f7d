import { PublicKey } from "@chainsafe/blst";
import { type SignatureSet, verifySets } from "./batch-bls.ts";
import type { PointChunk } from "./pubkey-table.ts";

/** Verifies sets. `chunks` are the points' memory that the worker has not been given yet, from the `first` chunk on. */
export interface VerifyJob {
  readonly id: number;
  readonly first: number;
  readonly chunks: readonly PointChunk[];
  readonly sets: readonly SignatureSet[];
}

/** Decodes and validates compressed public keys, which lie behind one another. */
export interface DecodeJob {
  readonly id: number;
  readonly pubkeys: Uint8Array;
}

export type BlsJob = VerifyJob | DecodeJob;

/**
 * What a worker answers: whether all signatures are valid, or the keys' points behind one another, zeros for an invalid
 * key. `error` where the work itself broke.
 */
export interface BlsAnswer {
  readonly id: number;
  readonly result?: boolean | Uint8Array;
  readonly error?: string;
}

const COMPRESSED = 48;
const POINT = 96;

declare const self: Worker;

const known: PointChunk[] = [];

self.onmessage = ({ data }: MessageEvent<BlsJob>): void => {
  const answer = answerTo(data);
  const { result } = answer;
  self.postMessage(answer, result instanceof Uint8Array ? [result.buffer as ArrayBuffer] : []);
};

function answerTo(job: BlsJob): BlsAnswer {
  const { id } = job;
  try {
    return { id, result: "sets" in job ? verify(job) : decode(job.pubkeys) };
  } catch (error) {
    return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

function verify({ first, chunks, sets }: VerifyJob): boolean {
  known.length = first;
  known.push(...chunks);
  return verifySets(sets, known);
}

function decode(pubkeys: Uint8Array): Uint8Array {
  const points = new Uint8Array((pubkeys.length / COMPRESSED) * POINT);
  for (let at = 0; at < pubkeys.length; at += COMPRESSED) {
    try {
      points.set(PublicKey.fromBytes(pubkeys.subarray(at, at + COMPRESSED), true).toBytes(false), at * 2);
    } catch {
      // The decoder's only way to say "no valid key": its point stays zero.
    }
  }
  return points;
}
