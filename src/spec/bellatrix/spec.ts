import type { ForkName } from "../forks.ts";
import { BellatrixP2pInterface } from "./p2p-interface.ts";

/** The bellatrix specification: all its documents, on all earlier forks'. */
export class BellatrixSpec extends BellatrixP2pInterface {
  override readonly fork: ForkName = "bellatrix";
}
