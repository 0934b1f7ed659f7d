import { concatBytes } from "../ssz/bytes.ts";
import type { SignatureBatch, SignatureSet } from "./batch-bls.ts";
import type { BlsAnswer, DecodeJob, VerifyJob } from "./bls-worker.ts";
import type { PointChunk, PubkeyTable } from "./pubkey-table.ts";

/** How many keys can be added in the time that one set's pairing takes. */
const KEYS_A_PAIRING = 400;
/** Splitting smaller work costs more than it wins: each part pays a final exponentiation of its own. */
const MIN_COST = 8;
/** Keys that a worker decodes in one go: some 80 ms. */
const KEYS_AT_ONCE = 1024;
/** Bytes of a decoded key. */
const POINT = 96;

/** Raised where a worker could not do its work, as opposed to finding a signature invalid. */
export class BlsPoolError extends Error {
  override name = "BlsPoolError";
}

export interface BlsPoolOptions {
  readonly workers: number;
  /** Starts a worker that runs `bls-worker.ts`; a compiled binary keeps it elsewhere. */
  readonly start?: () => Worker;
}

interface Pending {
  resolve(result: BlsAnswer["result"]): void;
  reject(error: Error): void;
}

interface Member {
  readonly worker: Worker;
  readonly pending: Map<number, Pending>;
  /** Chunks of points that it has been given. */
  chunks: PointChunk[];
}

/** BLS work that takes long, in worker threads, which are started when first needed. */
export class BlsPool {
  readonly #options: BlsPoolOptions;
  readonly #members: Member[] = [];
  #nextId = 0;
  #closed = false;

  constructor(options: BlsPoolOptions) {
    this.#options = options;
  }

  /** True where all signatures of the batch are valid. Rejects with `BlsPoolError` where a worker broke. */
  async verify(batch: SignatureBatch): Promise<boolean> {
    if (batch.sets.length === 0) return true;
    const parts = split(batch.sets, this.#options.workers);
    const answers = await Promise.all(parts.map((sets) => this.#verify(sets, batch.chunks)));
    return answers.every((valid) => valid === true);
  }

  /**
   * Decodes and validates public keys into a table, so that nobody has to wait for it later: a validator registry's at
   * start. Rejects with `BlsPoolError` where a worker broke.
   */
  async warm(table: PubkeyTable, pubkeys: Iterable<Uint8Array>): Promise<void> {
    let unknown: Uint8Array[] = [];
    const running = new Set<Promise<void>>();
    const decode = (): Promise<void> => {
      const keys = unknown;
      unknown = [];
      return this.#send(this.#leastLoaded(), { pubkeys: concatBytes(...keys) }).then((points) => {
        for (let i = 0; i < keys.length; i++) {
          const point = (points as Uint8Array).subarray(i * POINT, (i + 1) * POINT);
          if (point.some((byte) => byte !== 0)) table.add(keys[i]!, point);
        }
      });
    };
    try {
      for (const pubkey of pubkeys) {
        if (table.has(pubkey)) continue;
        if (unknown.push(pubkey) < KEYS_AT_ONCE) continue;
        const job: Promise<void> = decode().finally(() => running.delete(job));
        running.add(job);
        // A worker's queue stays short, so that signatures to verify are not kept waiting.
        if (running.size >= this.#options.workers) await Promise.race(running);
      }
      await Promise.all([...running, ...(unknown.length > 0 ? [decode()] : [])]);
    } finally {
      // Where one job failed, the others may yet.
      await Promise.allSettled(running);
    }
  }

  /** Ends the workers; what is still being verified is rejected. */
  close(): void {
    this.#closed = true;
    for (const member of this.#members) {
      member.worker.terminate();
      fail(member, new BlsPoolError("the pool is closed"));
    }
    this.#members.length = 0;
  }

  #verify(sets: readonly SignatureSet[], chunks: readonly PointChunk[]): Promise<BlsAnswer["result"]> {
    const member = this.#leastLoaded();
    let first = 0;
    while (first < chunks.length && member.chunks[first] === chunks[first]) first++;
    member.chunks = [...chunks];
    return this.#send(member, { first, chunks: chunks.slice(first), sets });
  }

  #send(member: Member, job: Omit<VerifyJob, "id"> | Omit<DecodeJob, "id">): Promise<BlsAnswer["result"]> {
    if (this.#closed) throw new BlsPoolError("the pool is closed");
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      member.pending.set(id, { resolve, reject });
      // Only work under way keeps the process alive.
      member.worker.ref();
      member.worker.postMessage({ id, ...job });
    });
  }

  #leastLoaded(): Member {
    const idle = this.#members.find((member) => member.pending.size === 0);
    if (idle !== undefined) return idle;
    if (this.#members.length < this.#options.workers) return this.#start();
    return this.#members.reduce((least, member) => (member.pending.size < least.pending.size ? member : least));
  }

  #start(): Member {
    const start = this.#options.start ?? (() => new Worker(new URL("./bls-worker.ts", import.meta.url)));
    const member: Member = { worker: start(), pending: new Map(), chunks: [] };
    member.worker.onmessage = ({ data }: MessageEvent<BlsAnswer>): void => {
      const pending = member.pending.get(data.id);
      member.pending.delete(data.id);
      if (member.pending.size === 0) member.worker.unref();
      if (data.error !== undefined) pending?.reject(new BlsPoolError(`a worker's BLS failed: ${data.error}`));
      else pending?.resolve(data.result);
    };
    member.worker.onerror = (event): void => {
      const at = this.#members.indexOf(member);
      if (at >= 0) this.#members.splice(at, 1);
      member.worker.terminate();
      fail(member, new BlsPoolError(`a BLS worker ended: ${event.message}`));
    };
    this.#members.push(member);
    return member;
  }
}

function fail(member: Member, error: BlsPoolError): void {
  for (const pending of member.pending.values()) pending.reject(error);
  member.pending.clear();
}

/** Parts of about equal cost, at most as many as there are workers. */
function split(sets: readonly SignatureSet[], workers: number): SignatureSet[][] {
  const cost = (set: SignatureSet): number => 1 + set.entries.length / KEYS_A_PAIRING;
  const total = sets.reduce((sum, set) => sum + cost(set), 0);
  const count = Math.max(1, Math.min(workers, sets.length, Math.floor(total / MIN_COST)));
  const parts = Array.from({ length: count }, () => ({ cost: 0, sets: [] as SignatureSet[] }));
  for (const set of sets.toSorted((a, b) => b.entries.length - a.entries.length)) {
    const least = parts.reduce((best, part) => (part.cost < best.cost ? part : best));
    least.sets.push(set);
    least.cost += cost(set);
  }
  return parts.map((part) => part.sets);
}
