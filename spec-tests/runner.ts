import type { ForkName } from "../src/spec/forks.ts";

/** One test case of the reference vectors, its files read on demand. */
export interface TestCase<P extends string = "mainnet" | "minimal"> {
  readonly preset: P;
  readonly fork: ForkName;
  readonly runner: string;
  readonly handler: string;
  readonly suite: string;
  readonly name: string;
  /** Whether the case has this file. */
  has(file: string): boolean;
  /** A `.ssz_snappy` file's SSZ bytes (name without the ending). Throws where it is missing or corrupt. */
  ssz(name: string): Uint8Array;
  /** The SSZ bytes, or undefined where the case has no such file. */
  sszIfThere(name: string): Uint8Array | undefined;
  /** A YAML file (name with ending), plain strings, lists and maps: all scalars stay strings. */
  yaml(file: string): unknown;
  /** `meta.yaml`, empty where there is none. */
  readonly meta: Readonly<Record<string, string>>;
  /** Names of the case's files. */
  readonly files: readonly string[];
}

/** A case of the `general` preset: libraries' vectors, which depend on no preset. */
export type GeneralCase = TestCase<"general">;

/** Raised by a runner where the outcome differs from what the case demands. */
export class Mismatch extends Error {
  override name = "Mismatch";
  /** Path of the first difference, as `validators[3].exit_epoch`, or what was compared. */
  readonly path: string;
  readonly expected: string;
  readonly actual: string;

  constructor(path: string, expected: string, actual: string) {
    super(`${path}: expected ${expected}, got ${actual}`);
    this.path = path;
    this.expected = expected;
    this.actual = actual;
  }
}

/** All handlers of one runner of the vectors, by name. A handler that is not named here fails. */
export interface Runner<C = TestCase> {
  readonly name: string;
  /** Runs one case: returns where it passes, throws (`Mismatch`, or what the code under test threw) where not. */
  readonly handlers: Readonly<Record<string, (testCase: C) => void | Promise<void>>>;
  /** Handlers known but not run, each with its reason. */
  readonly skipped?: Readonly<Record<string, string>>;
}
