import { dirname } from "node:path";
import { type AnyRunner, loadRunner, type VectorPreset } from "../index.ts";
import { Mismatch, type TestCase } from "../runner.ts";
import type { Failure, Outcome } from "./protocol.ts";
import type { FoundCase } from "./sources.ts";
import { StoredCase } from "./test-case.ts";

const ROOT = dirname(dirname(import.meta.dir));
const STACK_LINES = 6;

const loaded = new Map<string, Promise<AnyRunner>>();

/** Runs one case in this process. Never throws: whatever goes wrong is the case's failure. */
export async function runCase(found: FoundCase): Promise<Outcome> {
  try {
    const testCase = new StoredCase<VectorPreset>(found);
    const runner = await runnerOf(testCase);
    const handle = runner.handlers[testCase.handler] as
      | ((testCase: TestCase<VectorPreset>) => void | Promise<void>)
      | undefined;
    if (handle === undefined) throw new Error(`runner ${runner.name} has no handler ${testCase.handler}`);
    await handle(testCase);
    return { status: "passed" };
  } catch (error) {
    return { status: "failed", failure: failureOf(error) };
  }
}

function runnerOf({ preset, runner: name }: TestCase<VectorPreset>): Promise<AnyRunner> {
  let runner = loaded.get(name);
  if (runner === undefined) {
    runner = loadRunner(preset, name);
    loaded.set(name, runner);
  }
  return runner;
}

/** Describes anything thrown: a difference for a `Mismatch`, otherwise its message, causes and a short stack. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof Mismatch) {
    const { path, expected, actual } = thrown;
    return { kind: "mismatch", message: thrown.message, difference: { path, expected, actual } };
  }
  if (!(thrown instanceof Error)) return { kind: "error", message: String(thrown) };
  let message = `${thrown.name}: ${thrown.message}`;
  for (let cause = thrown.cause; cause instanceof Error; cause = cause.cause) message += `, by ${cause.message}`;
  return { kind: "error", message, stack: shortStack(thrown) };
}

function shortStack(error: Error): string[] {
  const frames = (error.stack ?? "").split("\n").filter((line) => line.startsWith("    at "));
  const own = frames.filter((line) => !line.includes("/harness/"));
  return own.slice(0, STACK_LINES).map((line) => line.trim().replaceAll(`${ROOT}/`, ""));
}
