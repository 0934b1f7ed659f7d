import type { ForkName } from "../forks.ts";
import { CapellaLightClientFullNode } from "./light-client/full-node.ts";

/** The capella specification: all its documents, on all earlier forks'. */
export class CapellaSpec extends CapellaLightClientFullNode {
  override readonly fork: ForkName = "capella";
}
