import { join } from "node:path";
import type { Subprocess } from "bun";
import type { Outcome, WorkerReply } from "./protocol.ts";
import type { FoundCase } from "./sources.ts";

export interface PoolOptions {
  readonly jobs: number;
  /** A case that takes longer is a failure, and its process is killed. */
  readonly timeoutMs: number;
  /** Program of the worker processes. */
  readonly worker?: string;
  readonly done: (found: FoundCase, outcome: Outcome, milliseconds: number) => void;
}

const STDERR_KEPT = 4000;
const START_TIMEOUT_MS = 120_000;

/** Runs the cases in worker processes, in order, each process taking the next one when it is free. */
export async function runInProcesses(cases: readonly FoundCase[], options: PoolOptions): Promise<void> {
  let next = 0;
  const serve = async (): Promise<void> => {
    let worker: CaseProcess | undefined;
    while (next < cases.length) {
      const found = cases[next++];
      worker ??= new CaseProcess(options.worker ?? join(import.meta.dir, "worker.ts"));
      const start = performance.now();
      const { outcome, milliseconds } = await worker.run(found, options.timeoutMs);
      options.done(found, outcome, milliseconds ?? performance.now() - start);
      if (worker.exited) worker = undefined;
    }
    await worker?.stop();
  };
  await Promise.all(Array.from({ length: Math.min(options.jobs, cases.length) }, serve));
}

interface Answer {
  readonly outcome: Outcome;
  readonly milliseconds?: number;
}

/** One worker process. Its death or silence is the running case's failure. */
class CaseProcess {
  exited = false;
  readonly #process: Subprocess<"ignore", "inherit", "pipe">;
  readonly #ready = Promise.withResolvers<void>();
  #answer: ((answer: Answer) => void) | undefined;
  #requests = 0;
  #stderr = "";

  constructor(program: string) {
    this.#process = Bun.spawn([process.execPath, program], {
      stdin: "ignore",
      stdout: "inherit",
      stderr: "pipe",
      ipc: (message) => this.#received(message as WorkerReply),
    });
    const errors = this.#keepErrors();
    this.#process.exited.then(async () => {
      this.exited = true;
      await errors;
      const { exitCode, signalCode } = this.#process;
      const how = signalCode === null ? `exit code ${exitCode}` : `signal ${signalCode}`;
      this.#fail("crash", `the worker process ended with ${how}`);
      this.#ready.resolve();
    });
  }

  async run(found: FoundCase, timeoutMs: number): Promise<Answer> {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    this.#answer = resolve;
    const start = setTimeout(() => this.#kill("no start", START_TIMEOUT_MS), START_TIMEOUT_MS);
    await this.#ready.promise;
    clearTimeout(start);
    const timer = setTimeout(() => this.#kill("no answer", timeoutMs), timeoutMs);
    this.#requests++;
    if (!this.exited) this.#process.send({ id: this.#requests, case: found });
    const answer = await promise;
    clearTimeout(timer);
    return answer;
  }

  async stop(): Promise<void> {
    this.#process.disconnect();
    await this.#process.exited;
  }

  #received(reply: WorkerReply): void {
    if (reply.type === "ready") this.#ready.resolve();
    else if (reply.id === this.#requests) this.#settle({ outcome: reply.outcome, milliseconds: reply.milliseconds });
  }

  #kill(what: string, timeoutMs: number): void {
    this.exited = true;
    this.#fail("timeout", `${what} within ${timeoutMs / 1000} s`);
    this.#ready.resolve();
    this.#process.kill("SIGKILL");
  }

  #fail(kind: "crash" | "timeout", message: string): void {
    const stack = this.#stderr.trim().split("\n").slice(-6);
    this.#settle({ outcome: { status: "failed", failure: { kind, message, stack } } });
  }

  #settle(answer: Answer): void {
    this.#answer?.(answer);
    this.#answer = undefined;
  }

  async #keepErrors(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of this.#process.stderr) {
      process.stderr.write(chunk);
      this.#stderr = (this.#stderr + decoder.decode(chunk, { stream: true })).slice(-STDERR_KEPT);
    }
  }
}
