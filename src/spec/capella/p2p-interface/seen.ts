import { Seen as AltairSeen } from "../../altair/p2p-interface/seen.ts";
import { IndexSet } from "../../seen-collections.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/capella/p2p-interface.md#modified-seen */
export class Seen extends AltairSeen {
  readonly bls_to_execution_change_indices = new IndexSet(this.journal);
}
