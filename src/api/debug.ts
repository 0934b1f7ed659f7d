import { Elysia } from "elysia";
import { toHex } from "../ssz/bytes.ts";
import type { ApiContext } from "./context.ts";
import { jsonData, octets, wantsSsz } from "./response.ts";

/** https://ethereum.github.io/beacon-APIs/#/Debug */
export const debugRoutes = ({ chain }: ApiContext) =>
  new Elysia()
    .get("/eth/v2/debug/beacon/states/:state_id", ({ params, request }) => {
      const { state, finalized } = chain.lookup.state(params.state_id);
      const spec = chain.specOf(state);
      if (wantsSsz(request)) return octets(state.serialize(), spec.fork);
      return jsonData(spec.types.BeaconState.toJson(state.toValue()), {
        version: spec.fork,
        execution_optimistic: chain.isOptimistic(chain.head.root),
        finalized,
      });
    })
    .get("/eth/v2/debug/beacon/heads", () =>
      jsonData(
        chain.leaves().map(({ root, slot }) => ({
          root: toHex(root),
          slot: String(slot),
          execution_optimistic: chain.isOptimistic(root),
        })),
      ),
    );
