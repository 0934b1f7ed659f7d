import { expect, test } from "bun:test";
import { applyExceptions } from "../../../scripts/spec-coverage/coverage.ts";
import type { Exception } from "../../../scripts/spec-coverage/exceptions.ts";
import type { Problem } from "../../../scripts/spec-coverage/problem.ts";

const problem = (name: string, fork = "phase0"): Problem => ({ kind: "extra", fork, where: "fork", name, message: "" });
const exception = (name: string, kind: Exception["kind"] = "extra"): Exception => ({
  kind,
  fork: "phase0",
  name,
  reason: "a test",
});

test("an exception excuses one kind of problem of one name in one fork, and has to excuse something", () => {
  const problems = [problem("a"), problem("b"), problem("a", "altair")];
  const exceptions = [exception("a"), exception("b", "missing")];
  expect(applyExceptions(problems, exceptions)).toEqual({
    open: [problem("b"), problem("a", "altair")],
    unused: [exception("b", "missing")],
  });
});
