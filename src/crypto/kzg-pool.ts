import type { KzgBatch } from "./batch-kzg.ts";
import { type Kzg, KzgError } from "./kzg.ts";
import type { KzgAnswer, KzgJob } from "./kzg-worker.ts";

/** Raised where the worker could not do its work, as opposed to finding an input malformed. */
export class KzgPoolError extends Error {
  override name = "KzgPoolError";
}

export interface KzgPoolOptions {
  /** Starts a worker that runs `kzg-worker.ts`; a compiled binary keeps it elsewhere. */
  readonly start?: () => Worker;
}

interface Pending {
  readonly name: keyof Kzg;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/**
 * KZG in a worker thread, which is started and loads the trusted setup when first needed. One is enough: the setup
 * takes memory and seconds to load, and the native library computes on all cores.
 */
export class KzgPool {
  readonly #start: () => Worker;
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | undefined;
  #nextId = 0;
  #closed = false;

  constructor(options: KzgPoolOptions = {}) {
    this.#start = options.start ?? (() => new Worker(new URL("./kzg-worker.ts", import.meta.url)));
  }

  /**
   * Calls a function of `Kzg` in the worker. Rejects with `KzgError` as the function would throw it, and with
   * `KzgPoolError` where the worker broke.
   */
  run<Name extends keyof Kzg>(name: Name, ...args: Parameters<Kzg[Name]>): Promise<ReturnType<Kzg[Name]>> {
    if (this.#closed) return Promise.reject(new KzgPoolError("the pool is closed"));
    const worker = this.#reach();
    const job: KzgJob = { id: this.#nextId++, name, args };
    return new Promise((resolve, reject) => {
      this.#pending.set(job.id, { name, resolve: resolve as (result: unknown) => void, reject });
      // Only work under way keeps the process alive.
      worker.ref();
      worker.postMessage(job);
    });
  }

  /** True where all proofs of the batch hold; false where an input is malformed, too. */
  async verify(batch: KzgBatch): Promise<boolean> {
    if (batch.malformed) return false;
    const { cells, blobs } = batch;
    const checks: Promise<boolean>[] = [];
    if (cells.cells.length > 0)
      checks.push(
        this.run("verify_cell_kzg_proof_batch", cells.commitments, cells.cellIndices, cells.cells, cells.proofs),
      );
    if (blobs.blobs.length > 0)
      checks.push(this.run("verify_blob_kzg_proof_batch", blobs.blobs, blobs.commitments, blobs.proofs));
    try {
      return (await Promise.all(checks)).every((holds) => holds);
    } catch (error) {
      if (error instanceof KzgError) return false;
      throw error;
    }
  }

  /** Ends the worker; what it has not answered is rejected. */
  close(): void {
    this.#closed = true;
    this.#end("the pool is closed");
  }

  #reach(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = this.#start();
    worker.onmessage = ({ data }: MessageEvent<KzgAnswer>): void => this.#answer(worker, data);
    worker.onerror = (event): void => this.#end(`the KZG worker ended: ${event.message}`);
    this.#worker = worker;
    return worker;
  }

  #answer(worker: Worker, answer: KzgAnswer): void {
    const pending = this.#pending.get(answer.id);
    this.#pending.delete(answer.id);
    if (this.#pending.size === 0) worker.unref();
    if (pending === undefined) return;
    if ("result" in answer) pending.resolve(answer.result);
    else if (answer.malformed) pending.reject(new KzgError(pending.name, { cause: answer.error }));
    else pending.reject(new KzgPoolError(`${pending.name}: ${answer.error}`));
  }

  #end(reason: string): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const { reject } of this.#pending.values()) reject(new KzgPoolError(reason));
    this.#pending.clear();
  }
}
