import { readFileSync } from "node:fs";
import type { ExecutionEngineClient } from "./chain/engine.ts";
import type { Preset } from "./config/preset.ts";
import { anchorOfHash, anchorOfHeader } from "./execution/embedded/anchors.ts";
import { type ExecutionBlock, SqliteBlockStore } from "./execution/embedded/block-store.ts";
import { EmbeddedEngine } from "./execution/embedded/embedded-engine.ts";
import type { ExecutionRules } from "./execution/execution-rules.ts";
import { parseJwtSecret } from "./execution/json-rpc/jwt.ts";
import { JsonRpcEngine } from "./execution/json-rpc.ts";
import type { Logger } from "./log/logger.ts";
import type { Metrics } from "./metrics/metrics.ts";
import { isAtLeast } from "./spec/forks.ts";
import type { Spec, SpecTable } from "./spec/index.ts";
import type { BeaconState } from "./spec/state.ts";

/** The engine behind a URL: its calls are counted, its comings and goings logged. Throws what a bad secret file throws. */
export function remoteEngine(
  url: URL,
  jwtFile: string | undefined,
  metrics: Metrics,
  log: Logger,
): ExecutionEngineClient {
  const jwtSecret = jwtFile === undefined ? null : parseJwtSecret(readFileSync(jwtFile, "utf8"));
  const engine = new JsonRpcEngine({
    url,
    jwtSecret,
    observer: ({ method, outcome, durationMs }) => {
      metrics.engineRequests.inc({ method });
      metrics.engineLatency.observe({ method }, durationMs / 1000);
      if (outcome !== "ok") metrics.engineErrors.inc({ method, type: outcome });
    },
  });
  engine.onStateChange(({ from, to, reason }) => {
    const fields = { engine: engine.name, from, ...(reason === null ? {} : { reason }) };
    if (to === "online") log.info("engine online", fields);
    else log.warn(`engine ${to}`, fields);
  });
  void engine.start();
  return engine;
}

/** An engine in this process whose chain begins with `anchor` and lies in the data folder. */
export function embeddedEngine(
  folder: string,
  preset: Preset,
  specs: SpecTable,
  rules: ExecutionRules,
  anchor: ExecutionBlock,
  targetGasLimit: number,
): EmbeddedEngine {
  return new EmbeddedEngine({
    preset,
    rules,
    anchor,
    store: new SqliteBlockStore(folder),
    encodeRequests: (fork, requests) => specs.get(fork).get_execution_requests_list(requests),
    publicKeyOf: (secret) => specs.get("phase0").bls.SkToPk(secret),
    targetGasLimit,
  });
}

/** Where an engine in this process takes up a chain that began elsewhere; null before the merge. */
export function anchorOfState(spec: Spec, state: BeaconState): ExecutionBlock | null {
  if (isAtLeast(spec.fork, "gloas")) return anchorOfHash(state.latest_block_hash);
  if (!isAtLeast(spec.fork, "bellatrix") || !spec.is_merge_transition_complete(state)) return null;
  return anchorOfHeader(state.latest_execution_payload_header);
}
