import type { Store } from "../phase0/fork-choice/store.ts";
import type { SignedBeaconBlock } from "../values.ts";
import { CapellaFork } from "./fork.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/capella/fork-choice.md */
export abstract class CapellaForkChoice extends CapellaFork {
  override on_block(store: Store, signed_block: SignedBeaconBlock): void {
    this.takeBlock(store, signed_block);
  }
}
