import type { ForkName } from "../forks.ts";
import { FuluPartialColumns } from "./partial-columns/p2p-interface.ts";

/** The fulu specification: all its documents, on all earlier forks'. */
export class FuluSpec extends FuluPartialColumns {
  override readonly fork: ForkName = "fulu";
}
