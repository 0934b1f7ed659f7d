import type { Chain } from "../chain/chain.ts";
import type { EngineState } from "../chain/engine.ts";
import type { Logger } from "../log/logger.ts";

/** What the node says of itself to the network. */
export interface NodeIdentity {
  readonly peer_id: string;
  readonly enr: string;
  readonly p2p_addresses: readonly string[];
  readonly discovery_addresses: readonly string[];
  readonly metadata: { readonly seq_number: string; readonly attnets: string; readonly syncnets: string };
}

/** What the API's groups answer from. */
export interface ApiContext {
  readonly chain: Chain;
  /** As `consensoor/v0.1.0`. */
  readonly version: string;
  readonly identity: () => NodeIdentity;
  readonly engineState: () => EngineState | "none";
  readonly log: Logger;
}
