import type { Bls } from "../crypto/bls.ts";
import type { Spec } from "../spec/index.ts";

/** One finished step: where it stands (`["process_slots", "process_epoch", "process_slashings"]`) and how long it took. */
export interface Timing {
  readonly path: readonly string[];
  readonly ms: number;
}

/** Measures steps that call one another, by name. */
export class Stopwatch {
  readonly #path: string[] = [];
  readonly #onTiming: (timing: Timing) => void;
  #failed: readonly string[] | undefined;

  constructor(onTiming: (timing: Timing) => void) {
    this.#onTiming = onTiming;
  }

  /** The innermost step that threw, and the steps around it. */
  get failedPath(): readonly string[] {
    return this.#failed ?? [];
  }

  /** Runs a step and reports it, unless it throws. */
  run<T>(name: string, step: () => T): T {
    this.#path.push(name);
    const start = performance.now();
    try {
      const result = step();
      this.#onTiming({ path: [...this.#path], ms: performance.now() - start });
      return result;
    } catch (error) {
      this.#failed ??= [...this.#path];
      throw error;
    } finally {
      this.#path.pop();
    }
  }
}

/** Functions of the specification that are steps of a state transition. */
const STEP = /^(process_|upgrade_to_|verify_block_signature$)/;

/** What of BLS is worth measuring: verification. */
const VERIFICATIONS = ["Verify", "VerifyNow", "FastAggregateVerify", "AggregateVerify"] as const;

/**
 * The same specification, whose steps and signatures are measured. The specification itself stays as it is, so that
 * nothing is paid where nothing is measured.
 */
export function timed(spec: Spec, stopwatch: Stopwatch): Spec {
  const measured = Object.create(spec) as Record<string, unknown>;
  for (const name of stepNames(spec)) {
    const step = (spec as unknown as Record<string, (...args: unknown[]) => unknown>)[name]!;
    measured[name] = function (this: unknown, ...args: unknown[]) {
      return stopwatch.run(name, () => step.apply(this, args));
    };
  }
  Object.defineProperty(measured, "bls", { value: timedBls(spec.bls, stopwatch) });
  return measured as unknown as Spec;
}

function stepNames(spec: object): Set<string> {
  const names = new Set<string>();
  for (let at: object | null = spec; at !== null; at = Object.getPrototypeOf(at))
    for (const name of Object.getOwnPropertyNames(at)) if (STEP.test(name)) names.add(name);
  return names;
}

function timedBls(bls: Bls, stopwatch: Stopwatch): Bls {
  // A class with private fields must be called on itself, not on an object made from it.
  return new Proxy(bls, {
    get(target, name) {
      const member = Reflect.get(target, name, target) as unknown;
      if (typeof member !== "function") return member;
      const bound = member.bind(target) as (...args: unknown[]) => unknown;
      if (!(VERIFICATIONS as readonly unknown[]).includes(name)) return bound;
      return (...args: unknown[]) => stopwatch.run("signature", () => bound(...args));
    },
  });
}

/** All calls of one step from one place, added up. */
export interface TimedStep {
  readonly step: string;
  readonly calls: number;
  readonly ms: number;
  readonly steps: readonly TimedStep[];
}

interface Node {
  readonly step: string;
  calls: number;
  ms: number;
  readonly steps: Node[];
}

/** Adds up timings by their paths. */
export class TimingTree {
  readonly #root: Node = { step: "", calls: 0, ms: 0, steps: [] };

  add({ path, ms }: Timing): void {
    let node = this.#root;
    for (const step of path) {
      let child = node.steps.find((known) => known.step === step);
      if (child === undefined) {
        child = { step, calls: 0, ms: 0, steps: [] };
        node.steps.push(child);
      }
      node = child;
    }
    node.calls += 1;
    node.ms += ms;
  }

  /** The outermost steps in the order in which their first parts ended. */
  get steps(): readonly TimedStep[] {
    return this.#root.steps;
  }
}
