import { div } from "../math.ts";
import type { BeaconState } from "../state.ts";
import type { Epoch } from "../values.ts";
import { GloasLightClientFullNode } from "./light-client/full-node.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/gloas/weak-subjectivity.md */
export abstract class GloasWeakSubjectivity extends GloasLightClientFullNode {
  override compute_weak_subjectivity_period(state: BeaconState): Epoch {
    const delta =
      div(2 * this.get_exit_churn_limit(state), 3) +
      div(this.get_activation_churn_limit(state), 3) +
      this.get_consolidation_churn_limit(state);
    return this.weakSubjectivityPeriod(state, delta);
  }
}
