import type { Bls } from "../../../crypto/bls.ts";
import { sha256 } from "../../../crypto/hash.ts";
import { bytesEqual, concatBytes } from "../../../ssz/bytes.ts";
import {
  DOMAIN_SYNC_COMMITTEE,
  TIMELY_HEAD_FLAG_INDEX,
  TIMELY_SOURCE_FLAG_INDEX,
  TIMELY_TARGET_FLAG_INDEX,
} from "../../altair/constants.ts";
import { numbersOf } from "../../derived/column-numbers.ts";
import { selectByEffectiveBalance } from "../../derived/weighted-selection.ts";
import { assert } from "../../errors.ts";
import { FuluSpec } from "../../fulu/spec.ts";
import { div } from "../../math.ts";
import { DOMAIN_BEACON_PROPOSER, FAR_FUTURE_EPOCH } from "../../phase0/constants.ts";
import type { BeaconState } from "../../state.ts";
import type {
  AttestationData,
  BuilderIndex,
  BuilderPendingPayment,
  Epoch,
  Gwei,
  IndexedAttestation,
  IndexedPayloadAttestation,
  PayloadAttestation,
  PayloadTimelinessCommittee,
  PendingDeposit,
  ProposerIndices,
  Slot,
  Uint64,
  ValidatorIndex,
} from "../../values.ts";
import {
  BUILDER_INDEX_FLAG,
  BUILDER_PAYMENT_THRESHOLD_DENOMINATOR,
  BUILDER_PAYMENT_THRESHOLD_NUMERATOR,
  BUILDER_WITHDRAWAL_PREFIX,
  DOMAIN_PTC_ATTESTER,
} from "../constants.ts";

/**
 * Predicates, computations, accessors and mutators.
 * https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/gloas/beacon-chain.md#helpers
 */
export abstract class GloasHelpers extends FuluSpec {
  /** Sorted, unique, not too many indices, and a signature of all their validators. */
  override is_valid_indexed_attestation(state: BeaconState, indexed_attestation: IndexedAttestation): boolean {
    const { attesting_indices } = indexed_attestation;
    // The type has no limit since EIP-7688.
    if (attesting_indices.length > this.preset.MAX_VALIDATORS_PER_COMMITTEE * this.preset.MAX_COMMITTEES_PER_SLOT)
      return false;
    return super.is_valid_indexed_attestation(state, indexed_attestation);
  }

  /** Whether a withdrawal's validator index stands for a builder. */
  is_builder_index(validator_index: ValidatorIndex): boolean {
    // Infinity, the largest uint64, has every bit set.
    return validator_index === Infinity || div(validator_index, BUILDER_INDEX_FLAG) % 2 === 1;
  }

  /** Whether the builder's deposit is finalized and it has not begun to exit. Throws for an index without a builder. */
  is_active_builder(state: BeaconState, builder_index: BuilderIndex): boolean {
    const builder = state.builders.get(builder_index);
    return builder.deposit_epoch < state.finalized_checkpoint.epoch && builder.withdrawable_epoch === FAR_FUTURE_EPOCH;
  }

  is_builder_withdrawal_credential(withdrawal_credentials: Uint8Array): boolean {
    return withdrawal_credentials[0] === BUILDER_WITHDRAWAL_PREFIX[0];
  }

  /** Whether the vote is for a block of its own slot. */
  is_attestation_same_slot(state: BeaconState, data: AttestationData): boolean {
    if (data.slot === 0) return true;
    const blockroot = data.beacon_block_root;
    const slot_blockroot = this.get_block_root_at_slot(state, data.slot);
    const prev_blockroot = this.get_block_root_at_slot(state, data.slot - 1);
    return bytesEqual(blockroot, slot_blockroot) && !bytesEqual(blockroot, prev_blockroot);
  }

  /** Whether there are members, in ascending order (with repetitions), and a signature of all of them. */
  is_valid_indexed_payload_attestation(state: BeaconState, attestation: IndexedPayloadAttestation): boolean {
    const indices = attestation.attesting_indices;
    if (indices.length === 0) return false;
    for (let i = 1; i < indices.length; i++) if (indices[i - 1]! > indices[i]!) return false;
    const pubkeys = indices.map((index) => state.validators.get(index).pubkey);
    const epoch = this.compute_epoch_at_slot(attestation.data.slot);
    const domain = this.get_domain(state, DOMAIN_PTC_ATTESTER, epoch);
    const signing_root = this.compute_signing_root(this.types.PayloadAttestationData, attestation.data, domain);
    return this.bls.FastAggregateVerify(pubkeys, signing_root, attestation.signature);
  }

  /** Whether one of the deposits is of this key and properly signed. */
  is_pending_validator(pending_deposits: readonly PendingDeposit[], pubkey: Uint8Array): boolean {
    const known = knownSignatures(this.bls);
    return pending_deposits.some((deposit) => {
      if (!bytesEqual(deposit.pubkey, pubkey)) return false;
      let valid = known.get(deposit);
      if (valid === undefined) {
        const { withdrawal_credentials, amount, signature } = deposit;
        valid = this.is_valid_deposit_signature(deposit.pubkey, withdrawal_credentials, amount, signature);
        known.set(deposit, valid);
      }
      return valid;
    });
  }

  convert_builder_index_to_validator_index(builder_index: BuilderIndex): ValidatorIndex {
    return this.is_builder_index(builder_index) ? builder_index : builder_index + BUILDER_INDEX_FLAG;
  }

  convert_validator_index_to_builder_index(validator_index: ValidatorIndex): BuilderIndex {
    return this.is_builder_index(validator_index) ? validator_index - BUILDER_INDEX_FLAG : validator_index;
  }

  /** The gas limit that the network's schedule recommends, undefined before its first entry. */
  get_scheduled_gas_limit(epoch: Epoch): Uint64 | undefined {
    const due = this.config.GAS_LIMIT_SCHEDULE.filter((entry) => epoch >= entry.EPOCH!);
    return due.sort((a, b) => b.EPOCH! - a.EPOCH!)[0]?.GAS_LIMIT;
  }

  /** What the builder still has to pay, in Gwei: settled payments and those of the last two epochs' bids. */
  get_pending_balance_to_withdraw_for_builder(state: BeaconState, builder_index: BuilderIndex): Gwei {
    let balance = 0;
    const withdrawals = state.builder_pending_withdrawals.columns;
    for (let i = 0; i < state.builder_pending_withdrawals.length; i++)
      if (withdrawals.builder_index.get(i) === builder_index) balance += withdrawals.amount.get(i);
    const payments = state.builder_pending_payments.columns.withdrawal.columns;
    for (let i = 0; i < state.builder_pending_payments.length; i++)
      if (payments.builder_index.get(i) === builder_index) balance += payments.amount.get(i);
    return balance;
  }

  /** Whether the builder's balance holds the bid beside its minimum and what it still has to pay. */
  can_builder_cover_bid(state: BeaconState, builder_index: BuilderIndex, bid_amount: Gwei): boolean {
    const builder_balance = state.builders.get(builder_index).balance;
    const pending = this.get_pending_balance_to_withdraw_for_builder(state, builder_index);
    const min_balance = this.preset.MIN_DEPOSIT_AMOUNT + pending;
    if (builder_balance < min_balance) return false;
    return builder_balance - min_balance >= bid_amount;
  }

  /** `size` of the indices, with repetitions, by effective balance; candidates in a shuffled order or as given. */
  compute_balance_weighted_selection(
    state: BeaconState,
    indices: ArrayLike<ValidatorIndex>,
    seed: Uint8Array,
    size: Uint64,
    shuffle_indices: boolean,
  ): ValidatorIndex[] {
    const total = indices.length;
    assert(total > 0, "compute_balance_weighted_selection", "total > 0");
    const { effective_balance } = state.validators.columns;
    // One index costs a hash a round, the whole permutation a hash a round for each 256 of them.
    const permutation = shuffle_indices && size > 1 ? this.compute_shuffled_permutation(total, seed) : undefined;
    const balances = size > 1 ? numbersOf(state, effective_balance) : undefined;
    return selectByEffectiveBalance(
      seed,
      size,
      this.preset.MAX_EFFECTIVE_BALANCE_ELECTRA,
      (i) => {
        if (!shuffle_indices) return indices[i % total]!;
        return indices[permutation?.[i % total] ?? this.compute_shuffled_index(i % total, total, seed)]!;
      },
      (index) => balances?.[index] ?? effective_balance.get(index),
    );
  }

  /** The proposers of the epoch's slots. */
  override compute_proposer_indices(
    state: BeaconState,
    epoch: Epoch,
    seed: Uint8Array,
    indices: ArrayLike<ValidatorIndex>,
  ): ProposerIndices {
    const start_slot = this.compute_start_slot_at_epoch(epoch);
    return Array.from({ length: this.preset.SLOTS_PER_EPOCH }, (_, index) => {
      const slotSeed = sha256(concatBytes(seed, this.uint_to_bytes(start_slot + index)));
      return this.compute_balance_weighted_selection(state, indices, slotSeed, 1, true)[0]!;
    });
  }

  /** The slot's payload timeliness committee, with possible repetitions, out of all its attesters. */
  compute_ptc(state: BeaconState, slot: Slot): PayloadTimelinessCommittee {
    const epoch = this.compute_epoch_at_slot(slot);
    const seed = sha256(concatBytes(this.get_seed(state, epoch, DOMAIN_PTC_ATTESTER), this.uint_to_bytes(slot)));
    const committees_per_slot = this.get_committee_count_per_slot(state, epoch);
    const committees = Array.from({ length: committees_per_slot }, (_, i) => this.get_beacon_committee(state, slot, i));
    const indices = new Uint32Array(committees.reduce((sum, { length }) => sum + length, 0));
    let end = 0;
    for (const committee of committees) {
      indices.set(committee, end);
      end += committee.length;
    }
    return this.compute_balance_weighted_selection(state, indices, seed, this.preset.PTC_SIZE, false);
  }

  /** The proposers of an epoch, none of them slashed. */
  override get_beacon_proposer_indices(state: BeaconState, epoch: Epoch): ProposerIndices {
    const slashed = numbersOf(state, state.validators.columns.slashed);
    const indices = this.get_active_validator_indices(state, epoch).filter((index) => slashed[index] === 0);
    const seed = this.get_seed(state, epoch, DOMAIN_BEACON_PROPOSER);
    return this.compute_proposer_indices(state, epoch, seed, indices);
  }

  /** The members of the next sync committee, with possible repetitions. */
  override get_next_sync_committee_indices(state: BeaconState): ValidatorIndex[] {
    const epoch = this.get_current_epoch(state) + 1;
    const seed = this.get_seed(state, epoch, DOMAIN_SYNC_COMMITTEE);
    const indices = this.get_active_validator_indices(state, epoch);
    return this.compute_balance_weighted_selection(state, indices, seed, this.preset.SYNC_COMMITTEE_SIZE, true);
  }

  /** The participation flags that the vote earns, for a block whose parent is of `parent_slot`. */
  // @ts-expect-error Gloas:EIP7732 adds parent_slot
  override get_attestation_participation_flag_indices(
    state: BeaconState,
    data: AttestationData,
    inclusion_delay: Uint64,
    parent_slot: Slot,
  ): number[] {
    const name = "get_attestation_participation_flag_indices";
    const justified_checkpoint =
      data.target.epoch === this.get_current_epoch(state)
        ? state.current_justified_checkpoint
        : state.previous_justified_checkpoint;
    const is_matching_source =
      data.source.epoch === justified_checkpoint.epoch && bytesEqual(data.source.root, justified_checkpoint.root);
    const target_root = this.get_block_root(state, data.target.epoch);
    const is_matching_target = is_matching_source && bytesEqual(data.target.root, target_root);

    let payload_matches = true;
    if (this.is_attestation_same_slot(state, data)) {
      assert(data.index === 0, name, "data.index == 0", () => ({ index: data.index }));
    } else {
      const slot_index = parent_slot % this.preset.SLOTS_PER_HISTORICAL_ROOT;
      payload_matches = data.index === Number(state.execution_payload_availability.get(slot_index));
    }
    const head_root = this.get_block_root_at_slot(state, data.slot);
    const is_matching_head = is_matching_target && bytesEqual(data.beacon_block_root, head_root) && payload_matches;
    assert(is_matching_source, name, "is_matching_source", () => ({ source: data.source, justified_checkpoint }));

    const flags: number[] = [];
    if (inclusion_delay <= this.integer_squareroot(this.preset.SLOTS_PER_EPOCH)) flags.push(TIMELY_SOURCE_FLAG_INDEX);
    if (is_matching_target) flags.push(TIMELY_TARGET_FLAG_INDEX);
    if (is_matching_head && inclusion_delay === this.preset.MIN_ATTESTATION_INCLUSION_DELAY)
      flags.push(TIMELY_HEAD_FLAG_INDEX);
    return flags;
  }

  /** The slot's payload timeliness committee, from the last epoch to the last that can be known. */
  get_ptc(state: BeaconState, slot: Slot): PayloadTimelinessCommittee {
    const { SLOTS_PER_EPOCH, MIN_SEED_LOOKAHEAD } = this.preset;
    const epoch = this.compute_epoch_at_slot(slot);
    const state_epoch = this.get_current_epoch(state);
    const values = () => ({ epoch, state_epoch, GLOAS_FORK_EPOCH: this.config.GLOAS_FORK_EPOCH });
    assert(epoch >= this.config.GLOAS_FORK_EPOCH, "get_ptc", "epoch >= GLOAS_FORK_EPOCH", values);
    if (epoch < state_epoch) {
      assert(epoch + 1 === state_epoch, "get_ptc", "epoch + 1 == state_epoch", values);
      return [...state.ptc_window.get(slot % SLOTS_PER_EPOCH)];
    }
    assert(epoch <= state_epoch + MIN_SEED_LOOKAHEAD, "get_ptc", "epoch <= state_epoch + MIN_SEED_LOOKAHEAD", values);
    const offset = (epoch - state_epoch + 1) * SLOTS_PER_EPOCH;
    return [...state.ptc_window.get(offset + (slot % SLOTS_PER_EPOCH))];
  }

  /** The vote with its voters' indices, in ascending order, in place of their bits. */
  get_indexed_payload_attestation(
    state: BeaconState,
    payload_attestation: PayloadAttestation,
  ): IndexedPayloadAttestation {
    const ptc = this.get_ptc(state, payload_attestation.data.slot);
    const attesting_indices = ptc.filter((_, index) => payload_attestation.aggregation_bits.get(index));
    return {
      attesting_indices: attesting_indices.sort((a, b) => a - b),
      data: payload_attestation.data,
      signature: payload_attestation.signature,
    };
  }

  /** The weight of votes, in Gwei, from which a builder has to pay for its block though its payload is missing. */
  get_builder_payment_quorum_threshold(state: BeaconState): Gwei {
    const per_slot_balance = div(this.get_total_active_balance(state), this.preset.SLOTS_PER_EPOCH);
    const quorum = per_slot_balance * BUILDER_PAYMENT_THRESHOLD_NUMERATOR;
    return div(quorum, BUILDER_PAYMENT_THRESHOLD_DENOMINATOR);
  }

  /** Gwei that may be activated in an epoch. */
  get_activation_churn_limit(state: BeaconState): Gwei {
    return Math.min(this.config.MAX_PER_EPOCH_ACTIVATION_CHURN_LIMIT_GLOAS, this.balanceChurn(state));
  }

  /** Gwei that may exit in an epoch. */
  get_exit_churn_limit(state: BeaconState): Gwei {
    return this.balanceChurn(state);
  }

  /** Gwei that may be consolidated in an epoch. */
  override get_consolidation_churn_limit(state: BeaconState): Gwei {
    const share = div(this.get_total_active_balance(state), this.config.CONSOLIDATION_CHURN_LIMIT_QUOTIENT);
    return this.roundDownToIncrement(share);
  }

  /** Consumes churn for an exit of this balance and returns the epoch in which it takes effect. */
  override compute_exit_epoch_and_update_churn(state: BeaconState, exit_balance: Gwei): Epoch {
    return this.consumeExitChurn(state, exit_balance, this.get_exit_churn_limit(state));
  }

  initiate_builder_exit(state: BeaconState, builder_index: BuilderIndex): void {
    state.builders.get(builder_index).withdrawable_epoch =
      this.get_current_epoch(state) + this.config.MIN_BUILDER_WITHDRAWABILITY_DELAY;
  }

  /** Turns a bid's pending payment into a withdrawal. */
  settle_builder_payment(state: BeaconState, payment_index: Uint64): void {
    const { length } = state.builder_pending_payments;
    assert(
      payment_index < length,
      "settle_builder_payment",
      "payment_index < len(state.builder_pending_payments)",
      () => ({ payment_index, length }),
    );
    const { withdrawal } = state.builder_pending_payments.value(payment_index);
    if (withdrawal.amount > 0) state.builder_pending_withdrawals.push(withdrawal);
    state.builder_pending_payments.set(payment_index, this.emptyPayment());
  }

  /** Slashes a validator and drops the payments for blocks it proposed. */
  override slash_validator(
    state: BeaconState,
    slashed_index: ValidatorIndex,
    whistleblower_index?: ValidatorIndex,
  ): void {
    super.slash_validator(state, slashed_index, whistleblower_index);
    const { proposer_index } = state.builder_pending_payments.columns;
    for (let i = 0; i < proposer_index.length; i++)
      if (proposer_index.get(i) === slashed_index) state.builder_pending_payments.set(i, this.emptyPayment());
  }

  /** What activations and exits may move in an epoch, before the cap that activations have. */
  protected balanceChurn(state: BeaconState): Gwei {
    const share = div(this.get_total_active_balance(state), this.config.CHURN_LIMIT_QUOTIENT_GLOAS);
    return this.roundDownToIncrement(Math.max(this.config.MIN_PER_EPOCH_CHURN_LIMIT_ELECTRA, share));
  }

  /** `BuilderPendingPayment.empty()`. */
  protected emptyPayment(): BuilderPendingPayment {
    return this.types.BuilderPendingPayment.defaultValue();
  }
}

/** Outcomes of deposit signatures by who checked them: the same queue is searched for every key in it. */
const signaturesByBls = new WeakMap<Bls, WeakMap<PendingDeposit, boolean>>();

function knownSignatures(bls: Bls): WeakMap<PendingDeposit, boolean> {
  let known = signaturesByBls.get(bls);
  if (known === undefined) {
    known = new WeakMap();
    signaturesByBls.set(bls, known);
  }
  return known;
}
