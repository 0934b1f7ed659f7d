import { Elysia } from "elysia";
import { describeError } from "../log/logger.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { beaconRoutes, statusOf } from "./beacon.ts";
import { configRoutes } from "./config.ts";
import type { ApiContext } from "./context.ts";
import { debugRoutes } from "./debug.ts";
import { eventRoutes } from "./events.ts";
import { nodeRoutes } from "./node.ts";
import { ApiError, errorResponse } from "./response.ts";

/** Raised where a port cannot be listened on. */
export class ListenError extends Error {
  override name = "ListenError";
}

/** A listening server. */
export interface RunningServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** The Beacon API on this port (0 for any free one). Throws `ListenError`. */
export function startApi(context: ApiContext, host: string, port: number): RunningServer {
  const app = new Elysia()
    .onError(({ code, error, request }) => {
      if (error instanceof ApiError) return errorResponse(error.status, error.message);
      const status = statusOf(error);
      if (status !== null) return errorResponse(status, (error as Error).message);
      if (code === "NOT_FOUND") return errorResponse(404, `no such path: ${new URL(request.url).pathname}`);
      if (code === "PARSE" || code === "VALIDATION") return errorResponse(400, describeError(error));
      context.log.error("api request failed", { path: new URL(request.url).pathname, error: describeError(error) });
      context.log.debug("api request failed at", { stack: error instanceof Error ? error.stack : undefined });
      return errorResponse(500, describeError(error));
    })
    .use(nodeRoutes(context))
    .use(beaconRoutes(context))
    .use(configRoutes(context))
    .use(debugRoutes(context))
    .use(eventRoutes(context));
  return listen("beacon API", host, port, (request) => app.handle(request));
}

/** Prometheus text at `/metrics`. Throws `ListenError`. */
export function startMetricsServer(metrics: Metrics, refresh: () => void, host: string, port: number): RunningServer {
  return listen("metrics", host, port, async (request) => {
    if (new URL(request.url).pathname !== "/metrics") return new Response("see /metrics\n", { status: 404 });
    refresh();
    return new Response(await metrics.registry.metrics(), {
      headers: { "content-type": metrics.registry.contentType },
    });
  });
}

function listen(
  what: string,
  hostname: string,
  port: number,
  fetch: (request: Request) => Response | Promise<Response>,
): RunningServer {
  try {
    // A quiet event stream must not be cut for being idle.
    const server = Bun.serve({ hostname, port, fetch, idleTimeout: 0 });
    return {
      port: server.port ?? port,
      async stop() {
        await server.stop(true);
      },
    };
  } catch (error) {
    throw new ListenError(`${what} cannot listen on ${hostname}:${port}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
