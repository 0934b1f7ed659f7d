import type { FoundCase } from "./sources.ts";

/** How one case ended. */
export type Outcome = { readonly status: "passed" } | { readonly status: "failed"; readonly failure: Failure };

/** Why a case failed: a difference where a runner reported one, otherwise the error with where it was thrown. */
export interface Failure {
  readonly kind: "mismatch" | "error" | "crash" | "timeout" | "unknown";
  readonly message: string;
  readonly difference?: { readonly path: string; readonly expected: string; readonly actual: string };
  readonly stack?: readonly string[];
}

/** What a worker process is told. */
export interface WorkerRequest {
  readonly id: number;
  readonly case: FoundCase;
}

/** What a worker process answers: ready once at the start, then one answer a request. */
export type WorkerReply =
  | { readonly type: "ready" }
  | { readonly type: "done"; readonly id: number; readonly outcome: Outcome; readonly milliseconds: number };
