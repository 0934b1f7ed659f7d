import type { ForkName } from "../forks.ts";
import { DenebLightClientFullNode } from "./light-client/full-node.ts";

/** The deneb specification: all its documents, on all earlier forks'. */
export class DenebSpec extends DenebLightClientFullNode {
  override readonly fork: ForkName = "deneb";
}
