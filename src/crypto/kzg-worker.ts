import { EthKzg, type Kzg, KzgError } from "./kzg.ts";

/** One call of a KZG function. */
export interface KzgJob {
  readonly id: number;
  readonly name: keyof Kzg;
  readonly args: readonly unknown[];
}

/** Its result, or what it threw: `malformed` for a `KzgError`. */
export type KzgAnswer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: string; readonly malformed: boolean };

declare const self: Worker;

const kzg = new EthKzg();

self.onmessage = ({ data }: MessageEvent<KzgJob>): void => {
  self.postMessage(answer(data));
};

function answer({ id, name, args }: KzgJob): KzgAnswer {
  try {
    const call = kzg[name] as (...args: unknown[]) => unknown;
    const result = call.apply(kzg, [...args]);
    // The native library's object is of a class of its own, which a message cannot carry.
    if (name === "compute_cells_and_kzg_proofs" || name === "recover_cells_and_kzg_proofs") {
      const { cells, proofs } = result as ReturnType<Kzg[typeof name]>;
      return { id, result: { cells, proofs } };
    }
    return { id, result };
  } catch (error) {
    const malformed = error instanceof KzgError;
    return { id, error: malformed ? causeOf(error) : String(error), malformed };
  }
}

function causeOf({ cause }: KzgError): string {
  return cause instanceof Error ? cause.message : String(cause);
}
