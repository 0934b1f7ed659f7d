import type { ForkName } from "../forks.ts";
import { AltairLightClientFullNode } from "./light-client/full-node.ts";

/** The altair specification: all its documents, on all earlier forks'. */
export class AltairSpec extends AltairLightClientFullNode {
  override readonly fork: ForkName = "altair";
}
