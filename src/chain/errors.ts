import type { Root } from "../spec/values.ts";

/** Raised where an object cannot enter the chain; `reason` is a word for logs and peers' scores. */
export class ImportError extends Error {
  override name = "ImportError";
  readonly reason: ImportFailure;
  readonly root: Root | null;

  constructor(reason: ImportFailure, message: string, root: Root | null = null, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
    this.root = root;
  }
}

/**
 * `unknown-parent`, `future` and `engine` may pass later; `finalized` and `invalid` never will.
 */
export type ImportFailure = "unknown-parent" | "unknown-block" | "future" | "finalized" | "invalid" | "engine" | "data";

/** Raised where the API or a duty asks for a block or state that the chain does not have. */
export class NotFoundError extends Error {
  override name = "NotFoundError";
}
