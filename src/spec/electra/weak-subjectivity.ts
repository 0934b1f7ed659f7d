import { mulDiv } from "../math.ts";
import { SAFETY_DECAY } from "../phase0/constants.ts";
import type { BeaconState } from "../state.ts";
import type { Epoch, Gwei } from "../values.ts";
import { ElectraLightClientSyncProtocol } from "./light-client/sync-protocol.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/electra/weak-subjectivity.md */
export abstract class ElectraWeakSubjectivity extends ElectraLightClientSyncProtocol {
  override compute_weak_subjectivity_period(state: BeaconState): Epoch {
    return this.weakSubjectivityPeriod(state, this.get_balance_churn_limit(state));
  }

  /** The period for a churn of `delta` Gwei an epoch. */
  protected weakSubjectivityPeriod(state: BeaconState, delta: Gwei): Epoch {
    const t = this.get_total_active_balance(state);
    const epochs_for_validator_set_churn = mulDiv(SAFETY_DECAY, t, 2 * delta * 100);
    return this.config.MIN_VALIDATOR_WITHDRAWABILITY_DELAY + epochs_for_validator_set_churn;
  }
}
