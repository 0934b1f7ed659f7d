import { type SignatureSet, verifySets } from "./batch-bls.ts";
import type { PointChunk } from "./pubkey-table.ts";

/** What a worker is asked: chunks of points that it has not seen (from `first` on), and sets to verify. */
export interface BlsJob {
  readonly id: number;
  readonly first: number;
  readonly chunks: readonly PointChunk[];
  readonly sets: readonly SignatureSet[];
}

/** What a worker answers; `error` where verifying itself broke. */
export interface BlsAnswer {
  readonly id: number;
  readonly valid: boolean;
  readonly error?: string;
}

declare const self: Worker;

const known: PointChunk[] = [];

self.onmessage = ({ data }: MessageEvent<BlsJob>): void => {
  known.length = data.first;
  known.push(...data.chunks);
  self.postMessage(answer(data));
};

function answer({ id, sets }: BlsJob): BlsAnswer {
  try {
    return { id, valid: verifySets(sets, known) };
  } catch (error) {
    return { id, valid: false, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
