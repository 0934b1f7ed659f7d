import { concatBytes } from "../../../ssz/bytes.ts";
import { DOMAIN_SYNC_COMMITTEE, G2_POINT_AT_INFINITY } from "../../altair/constants.ts";
import { DenebSpec } from "../../deneb/spec.ts";
import { selectByEffectiveBalance } from "../../derived/weighted-selection.ts";
import { assert } from "../../errors.ts";
import { div, mulDiv } from "../../math.ts";
import { FAR_FUTURE_EPOCH, GENESIS_SLOT } from "../../phase0/constants.ts";
import type { BeaconState } from "../../state.ts";
import type {
  AggregationBits,
  Attestation,
  BLSPubkey,
  BLSSignature,
  CommitteeBits,
  CommitteeIndex,
  Epoch,
  Gwei,
  Validator,
  ValidatorIndex,
} from "../../values.ts";
import { COMPOUNDING_WITHDRAWAL_PREFIX } from "../constants.ts";

/**
 * Predicates, accessors and mutators that electra adds or modifies.
 * https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/electra/beacon-chain.md#helpers
 */
export abstract class ElectraHelpers extends DenebSpec {
  // Defined with the deposits.
  abstract is_valid_deposit_signature(
    pubkey: BLSPubkey,
    withdrawal_credentials: Uint8Array,
    amount: Gwei,
    signature: BLSSignature,
  ): boolean;

  /** One of `indices`, sampled with the effective balance as its weight, by two random bytes each. */
  override compute_proposer_index(
    state: BeaconState,
    indices: ArrayLike<ValidatorIndex>,
    seed: Uint8Array,
  ): ValidatorIndex {
    assert(indices.length > 0, "compute_proposer_index", "len(indices) > 0");
    const total = indices.length;
    const { effective_balance } = state.validators.columns;
    return selectByEffectiveBalance(
      seed,
      1,
      this.preset.MAX_EFFECTIVE_BALANCE_ELECTRA,
      (i) => indices[this.compute_shuffled_index(i % total, total, seed)],
      (index) => effective_balance.get(index),
    )[0];
  }

  /** Whether the validator may enter the activation queue: it has at least the minimum to become active. */
  override is_eligible_for_activation_queue(validator: Validator): boolean {
    return (
      validator.activation_eligibility_epoch === FAR_FUTURE_EPOCH &&
      validator.effective_balance >= this.preset.MIN_ACTIVATION_BALANCE
    );
  }

  /** Whether the credentials let the balance compound. */
  is_compounding_withdrawal_credential(withdrawal_credentials: Uint8Array): boolean {
    return withdrawal_credentials[0] === COMPOUNDING_WITHDRAWAL_PREFIX[0];
  }

  /** Whether the validator's credentials are of the compounding kind (0x02). */
  has_compounding_withdrawal_credential(validator: Validator): boolean {
    return this.is_compounding_withdrawal_credential(validator.withdrawal_credentials);
  }

  /** Whether the validator's credentials name an execution address (0x01 or 0x02). */
  has_execution_withdrawal_credential(validator: Validator): boolean {
    return this.has_eth1_withdrawal_credential(validator) || this.has_compounding_withdrawal_credential(validator);
  }

  /** Whether the whole balance may be withdrawn at `epoch`. */
  override is_fully_withdrawable_validator(validator: Validator, balance: Gwei, epoch: Epoch): boolean {
    return balance > 0 && validator.withdrawable_epoch <= epoch && this.has_execution_withdrawal_credential(validator);
  }

  /** Whether the validator has all that can count as effective balance, and more. */
  override is_partially_withdrawable_validator(validator: Validator, balance: Gwei): boolean {
    const max_effective_balance = this.get_max_effective_balance(validator);
    return (
      validator.effective_balance === max_effective_balance &&
      balance > max_effective_balance &&
      this.has_execution_withdrawal_credential(validator)
    );
  }

  /** Whether a pending partial withdrawal of the validator may pay out. */
  is_eligible_for_partial_withdrawals(validator: Validator, balance: Gwei): boolean {
    return (
      validator.exit_epoch === FAR_FUTURE_EPOCH &&
      validator.effective_balance >= this.preset.MIN_ACTIVATION_BALANCE &&
      balance > this.preset.MIN_ACTIVATION_BALANCE
    );
  }

  /** Places of the bits that are set, ascending. */
  get_committee_indices(committee_bits: CommitteeBits): CommitteeIndex[] {
    return committee_bits.getTrueBitIndexes();
  }

  /** Most Gwei that can count as the validator's effective balance. */
  get_max_effective_balance(validator: Validator): Gwei {
    return this.has_compounding_withdrawal_credential(validator)
      ? this.preset.MAX_EFFECTIVE_BALANCE_ELECTRA
      : this.preset.MIN_ACTIVATION_BALANCE;
  }

  /** Gwei that may change sides in the current epoch. */
  get_balance_churn_limit(state: BeaconState): Gwei {
    const share = mulDiv(this.get_total_active_balance(state), 1, this.config.CHURN_LIMIT_QUOTIENT);
    return this.roundDownToIncrement(Math.max(this.config.MIN_PER_EPOCH_CHURN_LIMIT_ELECTRA, share));
  }

  /** Gwei of the current epoch's churn that is for activations and exits. */
  get_activation_exit_churn_limit(state: BeaconState): Gwei {
    return Math.min(this.config.MAX_PER_EPOCH_ACTIVATION_EXIT_CHURN_LIMIT, this.get_balance_churn_limit(state));
  }

  /** Gwei of the current epoch's churn that is left for consolidations. */
  get_consolidation_churn_limit(state: BeaconState): Gwei {
    return this.get_balance_churn_limit(state) - this.get_activation_exit_churn_limit(state);
  }

  /** Sum of the validator's partial withdrawals in the queue. */
  get_pending_balance_to_withdraw(state: BeaconState, validator_index: ValidatorIndex): Gwei {
    const { validator_index: indices, amount } = state.pending_partial_withdrawals.columns;
    let balance = 0;
    for (let i = 0; i < indices.length; i++) if (indices.get(i) === validator_index) balance += amount.get(i);
    return balance;
  }

  /** Validators whose bits are set in the committees that `committee_bits` names, each once, in no order. */
  override get_attesting_indices(state: BeaconState, attestation: Attestation): ValidatorIndex[] {
    const { aggregation_bits, committee_bits, data } = attestation;
    const output: ValidatorIndex[] = [];
    let committee_offset = 0;
    for (const committee_index of this.get_committee_indices(committee_bits)) {
      const committee = this.get_beacon_committee(state, data.slot, committee_index);
      pushMembers(output, committee, aggregation_bits, committee_offset);
      committee_offset += committee.length;
    }
    return output;
  }

  protected override attestingCommittees(state: BeaconState, attestation: Attestation): Uint32Array[] {
    const { committee_bits, data } = attestation;
    return this.get_committee_indices(committee_bits).map((committee_index) =>
      this.get_beacon_committee(state, data.slot, committee_index),
    );
  }

  /** The next period's sync committee, with repetitions, sampled with the effective balance as its weight. */
  override get_next_sync_committee_indices(state: BeaconState): ValidatorIndex[] {
    const epoch = this.get_current_epoch(state) + 1;
    const active_validator_indices = this.get_active_validator_indices(state, epoch);
    const active_validator_count = active_validator_indices.length;
    const seed = this.get_seed(state, epoch, DOMAIN_SYNC_COMMITTEE);
    // Sampling asks for tens of thousands of places, so that one permutation is cheaper than single places.
    const permutation = this.compute_shuffled_permutation(active_validator_count, seed);
    const { effective_balance } = state.validators.columns;
    return selectByEffectiveBalance(
      seed,
      this.preset.SYNC_COMMITTEE_SIZE,
      this.preset.MAX_EFFECTIVE_BALANCE_ELECTRA,
      (i) => active_validator_indices[permutation[i % active_validator_count]],
      (index) => effective_balance.get(index),
    );
  }

  /** Puts the validator into the exit queue, where its balance takes part in the epoch's churn. */
  override initiate_validator_exit(state: BeaconState, index: ValidatorIndex): void {
    const validator = state.validators.get(index);
    if (validator.exit_epoch !== FAR_FUTURE_EPOCH) return;
    const exit_queue_epoch = this.compute_exit_epoch_and_update_churn(state, validator.effective_balance);
    validator.exit_epoch = exit_queue_epoch;
    validator.withdrawable_epoch = exit_queue_epoch + this.config.MIN_VALIDATOR_WITHDRAWABILITY_DELAY;
  }

  /** Gives the validator compounding credentials and sends what it has above the minimum through the deposit queue. */
  switch_to_compounding_validator(state: BeaconState, index: ValidatorIndex): void {
    const validator = state.validators.get(index);
    validator.withdrawal_credentials = concatBytes(
      COMPOUNDING_WITHDRAWAL_PREFIX,
      validator.withdrawal_credentials.subarray(1),
    );
    this.queue_excess_active_balance(state, index);
  }

  /** Moves what the validator has above the minimum to become active into the deposit queue. */
  queue_excess_active_balance(state: BeaconState, index: ValidatorIndex): void {
    const balance = state.balances.get(index);
    if (balance <= this.preset.MIN_ACTIVATION_BALANCE) return;
    state.balances.set(index, this.preset.MIN_ACTIVATION_BALANCE);
    const { pubkey, withdrawal_credentials } = state.validators.get(index);
    // The slot of genesis marks what is no deposit request; its signature is never checked.
    state.pending_deposits.push({
      pubkey,
      withdrawal_credentials,
      amount: balance - this.preset.MIN_ACTIVATION_BALANCE,
      signature: G2_POINT_AT_INFINITY,
      slot: GENESIS_SLOT,
    });
  }

  /** Consumes churn for an exit of this balance and returns the epoch in which it takes effect. */
  compute_exit_epoch_and_update_churn(state: BeaconState, exit_balance: Gwei): Epoch {
    return this.consumeExitChurn(state, exit_balance, this.get_activation_exit_churn_limit(state));
  }

  /** `compute_exit_epoch_and_update_churn` with this much churn in an epoch. */
  protected consumeExitChurn(state: BeaconState, exit_balance: Gwei, per_epoch_churn: Gwei): Epoch {
    const { epoch, left } = consumeChurn(
      exit_balance,
      state.earliest_exit_epoch,
      state.exit_balance_to_consume,
      this.compute_activation_exit_epoch(this.get_current_epoch(state)),
      per_epoch_churn,
    );
    state.exit_balance_to_consume = left;
    state.earliest_exit_epoch = epoch;
    return epoch;
  }

  /** Consumes churn for a consolidation of this balance and returns the epoch in which it takes effect. */
  compute_consolidation_epoch_and_update_churn(state: BeaconState, consolidation_balance: Gwei): Epoch {
    const { epoch, left } = consumeChurn(
      consolidation_balance,
      state.earliest_consolidation_epoch,
      state.consolidation_balance_to_consume,
      this.compute_activation_exit_epoch(this.get_current_epoch(state)),
      this.get_consolidation_churn_limit(state),
    );
    state.consolidation_balance_to_consume = left;
    state.earliest_consolidation_epoch = epoch;
    return epoch;
  }

  /** `balance` rounded down to whole increments. */
  protected roundDownToIncrement(balance: Gwei): Gwei {
    return balance - (balance % this.preset.EFFECTIVE_BALANCE_INCREMENT);
  }

  override slash_validator(
    state: BeaconState,
    slashed_index: ValidatorIndex,
    whistleblower_index?: ValidatorIndex,
  ): void {
    const { MIN_SLASHING_PENALTY_QUOTIENT_ELECTRA, WHISTLEBLOWER_REWARD_QUOTIENT_ELECTRA } = this.preset;
    this.slashWithQuotients(
      state,
      slashed_index,
      whistleblower_index,
      MIN_SLASHING_PENALTY_QUOTIENT_ELECTRA,
      WHISTLEBLOWER_REWARD_QUOTIENT_ELECTRA,
    );
  }
}

/**
 * Appends the members of a committee whose bits, from `offset` on, are set. Throws `RangeError` where there are fewer
 * bits than members.
 */
export function pushMembers(
  output: ValidatorIndex[],
  committee: ArrayLike<ValidatorIndex>,
  bits: AggregationBits,
  offset: number,
): void {
  if (bits.bitLen < offset + committee.length)
    throw new RangeError(`${bits.bitLen} bits for ${committee.length} members from bit ${offset} on`);
  const bytes = bits.uint8Array;
  for (let i = 0; i < committee.length; i++)
    if ((bytes[(offset + i) >> 3] >> ((offset + i) & 7)) & 1) output.push(committee[i]);
}

/**
 * Where `balance` finds room in a queue that takes `perEpoch` Gwei an epoch and has `left` Gwei of room in its
 * `earliest` epoch: the epoch, not before `soonest`, and the room that is left in it.
 */
function consumeChurn(
  balance: Gwei,
  earliest: Epoch,
  left: Gwei,
  soonest: Epoch,
  perEpoch: Gwei,
): { epoch: Epoch; left: Gwei } {
  const opened = earliest < soonest;
  let epoch = opened ? soonest : earliest;
  let room = opened ? perEpoch : left;
  if (balance > room) {
    const additional_epochs = div(balance - room - 1, perEpoch) + 1;
    epoch += additional_epochs;
    room += additional_epochs * perEpoch;
  }
  return { epoch, left: room - balance };
}
