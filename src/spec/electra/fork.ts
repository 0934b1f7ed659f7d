import { G2_POINT_AT_INFINITY } from "../altair/constants.ts";
import { FAR_FUTURE_EPOCH, GENESIS_SLOT } from "../phase0/constants.ts";
import type { BeaconState } from "../state.ts";
import type { ValidatorIndex } from "../values.ts";
import { ElectraBeaconChain } from "./beacon-chain.ts";
import { UNSET_DEPOSIT_REQUESTS_START_INDEX } from "./constants.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/electra/fork.md */
export abstract class ElectraFork extends ElectraBeaconChain {
  /** The deneb state as electra's, at the first slot of the fork: who is not active yet queues again, by its balance. */
  upgrade_to_electra(pre: BeaconState): BeaconState {
    const epoch = this.get_current_epoch(pre);
    const activation_exit_epoch = this.compute_activation_exit_epoch(epoch);
    let last_exit_epoch = activation_exit_epoch;
    for (const exit_epoch of pre.validators.columns.exit_epoch.toFloat64Array())
      if (exit_epoch !== FAR_FUTURE_EPOCH && exit_epoch > last_exit_epoch) last_exit_epoch = exit_epoch;

    const post = this.stateType.upgradeFrom(pre);
    post.fork = {
      previous_version: pre.fork.current_version,
      current_version: this.config.ELECTRA_FORK_VERSION,
      epoch,
    };
    post.deposit_requests_start_index = UNSET_DEPOSIT_REQUESTS_START_INDEX;
    post.earliest_exit_epoch = last_exit_epoch + 1;
    post.earliest_consolidation_epoch = activation_exit_epoch;
    post.exit_balance_to_consume = this.get_activation_exit_churn_limit(post);
    post.consolidation_balance_to_consume = this.get_consolidation_churn_limit(post);

    const { activation_epoch, activation_eligibility_epoch } = post.validators.columns;
    const eligibility = activation_eligibility_epoch.toFloat64Array();
    const pre_activation: ValidatorIndex[] = [];
    activation_epoch.toFloat64Array().forEach((activation, index) => {
      if (activation === FAR_FUTURE_EPOCH) pre_activation.push(index);
    });
    const order = (index: ValidatorIndex): number => Math.min(eligibility[index], Number.MAX_SAFE_INTEGER);
    pre_activation.sort((a, b) => order(a) - order(b) || a - b);
    for (const index of pre_activation) {
      const amount = post.balances.get(index);
      post.balances.set(index, 0);
      const validator = post.validators.get(index);
      validator.effective_balance = 0;
      validator.activation_eligibility_epoch = FAR_FUTURE_EPOCH;
      const { pubkey, withdrawal_credentials } = validator;
      // The slot of genesis marks what is no deposit request; its signature is never checked.
      const marks = { signature: G2_POINT_AT_INFINITY, slot: GENESIS_SLOT };
      post.pending_deposits.push({ pubkey, withdrawal_credentials, amount, ...marks });
    }

    // Those who had compounding credentials before they meant anything go through the churn as well.
    for (let index = 0; index < post.validators.length; index++)
      if (this.has_compounding_withdrawal_credential(post.validators.get(index)))
        this.queue_excess_active_balance(post, index);
    return post;
  }
}
