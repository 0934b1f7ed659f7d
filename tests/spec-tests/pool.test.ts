import { expect, test } from "bun:test";
import { join } from "node:path";
import { runInProcesses } from "../../spec-tests/harness/pool.ts";
import type { Outcome } from "../../spec-tests/harness/protocol.ts";

const worker = join(import.meta.dir, "fixtures", "worker.ts");

async function outcomes(paths: string[], jobs: number, timeoutMs = 60_000): Promise<Record<string, Outcome>> {
  const ended: Record<string, Outcome> = {};
  const cases = paths.map((path) => ({ path, files: { folder: "" } }));
  await runInProcesses(cases, {
    jobs,
    timeoutMs,
    worker,
    done: ({ path }, outcome) => {
      expect(ended).not.toHaveProperty([path]);
      ended[path] = outcome;
    },
  });
  return ended;
}

const message = (outcome: Outcome): string => (outcome.status === "failed" ? outcome.failure.message : "passed");

test("every case ends once, also where its process dies", async () => {
  const ended = await outcomes(["1 ok", "2 exit", "3 ok", "4 abort", "5 ok", "6 complain", "7 ok"], 2);
  expect(Object.keys(ended)).toHaveLength(7);
  for (const path of ["1 ok", "3 ok", "5 ok", "7 ok"]) expect(ended[path]).toEqual({ status: "passed" });
  expect(message(ended["2 exit"])).toBe("the worker process ended with exit code 7");
  expect(message(ended["4 abort"])).toBe("the worker process ended with signal SIGABRT");
  expect(ended["6 complain"]).toMatchObject({ failure: { kind: "crash", stack: ["something is wrong here"] } });
});

test("a process that hangs is killed, and the next case has a new one", async () => {
  const ended = await outcomes(["1 hang", "2 ok"], 1, 500);
  expect(ended["1 hang"]).toMatchObject({ failure: { kind: "timeout", message: "no answer within 0.5 s" } });
  expect(ended["2 ok"]).toEqual({ status: "passed" });
});
