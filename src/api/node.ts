import { Elysia } from "elysia";
import type { ApiContext } from "./context.ts";
import { ApiError, jsonData } from "./response.ts";

/** https://ethereum.github.io/beacon-APIs/#/Node */
export const nodeRoutes = ({ chain, identity, version, engineState }: ApiContext) =>
  new Elysia()
    .get("/eth/v1/node/identity", () => jsonData(identity()))
    .get("/eth/v1/node/version", () => jsonData({ version }))
    .get("/eth/v2/node/version", () =>
      jsonData({ beacon_node: { code: "CO", name: "consensoor", version, commit: "" } }),
    )
    .get("/eth/v1/node/syncing", () => {
      const { headSlot, distance, isSyncing } = chain.syncStatus();
      return jsonData({
        head_slot: String(headSlot),
        sync_distance: String(distance),
        is_syncing: isSyncing,
        is_optimistic: chain.isOptimistic(chain.head.root),
        el_offline: engineState() === "offline" || engineState() === "auth-failed",
      });
    })
    .get("/eth/v1/node/health", ({ query }) => {
      if (!chain.syncStatus().isSyncing) return new Response(null, { status: 200 });
      const wanted = query.syncing_status;
      if (wanted === undefined) return new Response(null, { status: 206 });
      const status = Number(wanted);
      if (!Number.isInteger(status) || status < 100 || status > 599)
        throw new ApiError(400, `syncing_status ${JSON.stringify(wanted)} is no HTTP status`);
      return new Response(null, { status });
    })
    .get("/eth/v1/node/peers", () => {
      const data: unknown[] = [];
      return new Response(JSON.stringify({ data, meta: { count: data.length } }), {
        headers: { "content-type": "application/json" },
      });
    })
    .get("/eth/v1/node/peer_count", () =>
      jsonData({ disconnected: "0", connecting: "0", connected: "0", disconnecting: "0" }),
    );
