import type { SignatureBatch, SignatureSet } from "./batch-bls.ts";
import type { BlsAnswer, BlsJob } from "./bls-worker.ts";
import type { PointChunk } from "./pubkey-table.ts";

/** How many keys can be added in the time that one set's pairing takes. */
const KEYS_A_PAIRING = 400;
/** Splitting smaller work costs more than it wins: each part pays a final exponentiation of its own. */
const MIN_COST = 8;

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
  resolve(valid: boolean): void;
  reject(error: Error): void;
}

interface Member {
  readonly worker: Worker;
  readonly pending: Map<number, Pending>;
  /** Chunks of points that it has been given. */
  chunks: PointChunk[];
}

/** Verifies batches of signatures in worker threads, started when first needed. */
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
    if (this.#closed) throw new BlsPoolError("the pool is closed");
    if (batch.sets.length === 0) return true;
    const parts = split(batch.sets, this.#options.workers);
    const answers = await Promise.all(parts.map((sets) => this.#send(sets, batch.chunks)));
    return answers.every((valid) => valid);
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

  #send(sets: readonly SignatureSet[], chunks: readonly PointChunk[]): Promise<boolean> {
    const member = this.#leastLoaded();
    let first = 0;
    while (first < chunks.length && member.chunks[first] === chunks[first]) first++;
    member.chunks = [...chunks];
    const id = this.#nextId++;
    const job: BlsJob = { id, first, chunks: chunks.slice(first), sets };
    return new Promise((resolve, reject) => {
      member.pending.set(id, { resolve, reject });
      // Only work under way keeps the process alive.
      member.worker.ref();
      member.worker.postMessage(job);
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
      if (data.error !== undefined) pending?.reject(new BlsPoolError(`verifying signatures failed: ${data.error}`));
      else pending?.resolve(data.valid);
    };
    member.worker.onerror = (event): void => {
      const at = this.#members.indexOf(member);
      if (at >= 0) this.#members.splice(at, 1);
      member.worker.terminate();
      fail(member, new BlsPoolError(`a signature worker ended: ${event.message}`));
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
