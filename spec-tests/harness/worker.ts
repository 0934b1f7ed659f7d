import type { WorkerReply, WorkerRequest } from "./protocol.ts";
import { runCase } from "./run-case.ts";

/** A worker process of the parallel runner: runs the cases its parent sends, one at a time. */

const reply = (message: WorkerReply): void => {
  process.send?.(message);
};

process.on("message", async (request: WorkerRequest) => {
  const start = performance.now();
  const outcome = await runCase(request.case);
  reply({ type: "done", id: request.id, outcome, milliseconds: performance.now() - start });
});
process.on("disconnect", () => process.exit(0));
reply({ type: "ready" });
