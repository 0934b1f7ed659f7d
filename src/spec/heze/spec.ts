import type { ForkName } from "../forks.ts";
import { HezeP2pInterface } from "./p2p-interface.ts";

/** The heze specification: all its documents, on all earlier forks'. */
export class HezeSpec extends HezeP2pInterface {
  override readonly fork: ForkName = "heze";
}
