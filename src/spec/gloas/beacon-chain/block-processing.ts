import { bytesEqual } from "../../../ssz/bytes.ts";
import { PARTICIPATION_FLAG_WEIGHTS, PROPOSER_WEIGHT, WEIGHT_DENOMINATOR } from "../../altair/constants.ts";
import { assert } from "../../errors.ts";
import { div } from "../../math.ts";
import type { BeaconState } from "../../state.ts";
import type { Attestation, BeaconBlock, BeaconBlockBody, PayloadAttestation, Slot } from "../../values.ts";
import { GloasPayload } from "./payload.ts";

/**
 * Blocks and their operations.
 * https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/gloas/beacon-chain.md#block-processing
 */
export abstract class GloasBlockProcessing extends GloasPayload {
  override process_block(state: BeaconState, block: BeaconBlock): void {
    const parent_slot = state.latest_block_header.slot;
    this.process_parent_execution_payload(state, block);
    this.process_block_header(state, block);
    this.process_withdrawals(state);
    this.process_execution_payload_bid(state, block.body.signed_execution_payload_bid);
    this.process_randao(state, block.body);
    this.process_eth1_data(state, block.body);
    this.process_operations(state, block.body, parent_slot);
    this.process_sync_aggregate(state, block.body.sync_aggregate);
  }

  // @ts-expect-error Gloas:EIP7732 adds parent_slot
  override process_operations(state: BeaconState, body: BeaconBlockBody, parent_slot: Slot): void {
    assert(body.deposits.length === 0, "process_operations", "len(body.deposits) == 0", () => ({
      deposits: body.deposits.length,
    }));
    this.assertOperationLimits(body);
    for (const operation of body.proposer_slashings) this.process_proposer_slashing(state, operation);
    for (const operation of body.attester_slashings) this.process_attester_slashing(state, operation);
    for (const operation of body.attestations) this.process_attestation(state, operation, parent_slot);
    for (const operation of body.voluntary_exits) this.process_voluntary_exit(state, operation);
    for (const operation of body.bls_to_execution_changes) this.process_bls_to_execution_change(state, operation);
    for (const operation of body.payload_attestations) this.process_payload_attestation(state, operation);
  }

  /** Counts the votes' participation, rewards the proposer, and adds the weight of votes for a block to its bid. */
  // @ts-expect-error Gloas:EIP7732 adds parent_slot
  override process_attestation(state: BeaconState, attestation: Attestation, parent_slot: Slot): void {
    const name = "process_attestation";
    const { SLOTS_PER_EPOCH, MIN_ATTESTATION_INCLUSION_DELAY } = this.preset;
    const { data, aggregation_bits } = attestation;
    const current_epoch = this.get_current_epoch(state);
    const values = () => ({ slot: data.slot, target_epoch: data.target.epoch, state_slot: state.slot });
    assert(
      data.target.epoch === current_epoch || data.target.epoch === this.get_previous_epoch(state),
      name,
      "data.target.epoch in (get_previous_epoch(state), get_current_epoch(state))",
      values,
    );
    assert(
      data.target.epoch === this.compute_epoch_at_slot(data.slot),
      name,
      "data.target.epoch == compute_epoch_at_slot(data.slot)",
      values,
    );
    assert(
      data.slot + MIN_ATTESTATION_INCLUSION_DELAY <= state.slot,
      name,
      "data.slot + MIN_ATTESTATION_INCLUSION_DELAY <= state.slot",
      values,
    );
    assert(data.index < 2, name, "data.index < 2", () => ({ index: data.index }));

    const committees_per_slot = this.get_committee_count_per_slot(state, data.target.epoch);
    let committee_offset = 0;
    for (const committee_index of this.get_committee_indices(attestation.committee_bits)) {
      assert(
        committee_index < committees_per_slot,
        name,
        "committee_index < get_committee_count_per_slot(state, data.target.epoch)",
        () => ({ committee_index, committees_per_slot }),
      );
      const { length } = this.get_beacon_committee(state, data.slot, committee_index);
      let attesters = 0;
      for (let i = 0; i < length; i++) if (aggregation_bits.get(committee_offset + i)) attesters++;
      assert(attesters > 0, name, "len(committee_attesters) > 0", () => ({ committee_index }));
      committee_offset += length;
    }
    assert(
      aggregation_bits.bitLen === committee_offset,
      name,
      "len(attestation.aggregation_bits) == committee_offset",
      () => ({ bits: aggregation_bits.bitLen, committee_offset }),
    );

    const flag_indices = this.get_attestation_participation_flag_indices(
      state,
      data,
      state.slot - data.slot,
      parent_slot,
    );
    assert(
      this.is_valid_indexed_attestation(state, this.get_indexed_attestation(state, attestation)),
      name,
      "is_valid_indexed_attestation(state, get_indexed_attestation(state, attestation))",
      values,
    );

    const isCurrent = data.target.epoch === current_epoch;
    const participation = isCurrent ? state.current_epoch_participation : state.previous_epoch_participation;
    const slot_index = data.slot % SLOTS_PER_EPOCH;
    const payment = state.builder_pending_payments.get(isCurrent ? SLOTS_PER_EPOCH + slot_index : slot_index);
    const isPaying = payment.withdrawal.amount > 0 && this.is_attestation_same_slot(state, data);
    let flags = 0;
    for (const flag_index of flag_indices) flags |= 1 << flag_index;
    const base_reward_per_increment = this.get_base_reward_per_increment(state);
    const { effective_balance } = state.validators.columns;

    let weight = 0;
    let proposer_reward_numerator = 0;
    for (const index of this.get_attesting_indices(state, attestation)) {
      const before = participation.get(index);
      if ((before & flags) === flags) continue;
      participation.set(index, before | flags);
      const balance = effective_balance.get(index);
      const base_reward = div(balance, this.preset.EFFECTIVE_BALANCE_INCREMENT) * base_reward_per_increment;
      proposer_reward_numerator += base_reward * FLAG_WEIGHTS[flags & ~before]!;
      if (isPaying && before === 0) weight += balance;
    }
    if (weight > 0) payment.weight += weight;

    const proposer_reward_denominator = div(
      (WEIGHT_DENOMINATOR - PROPOSER_WEIGHT) * WEIGHT_DENOMINATOR,
      PROPOSER_WEIGHT,
    );
    const proposer_reward = div(proposer_reward_numerator, proposer_reward_denominator);
    this.increase_balance(state, this.get_beacon_proposer_index(state), proposer_reward);
  }

  /** Checks votes on whether the parent's payload and data were there in time. They change nothing in the state. */
  process_payload_attestation(state: BeaconState, payload_attestation: PayloadAttestation): void {
    const name = "process_payload_attestation";
    const { data } = payload_attestation;
    const { parent_root } = state.latest_block_header;
    assert(
      bytesEqual(data.beacon_block_root, parent_root),
      name,
      "data.beacon_block_root == state.latest_block_header.parent_root",
      () => ({ beacon_block_root: data.beacon_block_root, parent_root }),
    );
    assert(data.slot + 1 === state.slot, name, "data.slot + 1 == state.slot", () => ({
      slot: data.slot,
      state_slot: state.slot,
    }));
    const indexed_payload_attestation = this.get_indexed_payload_attestation(state, payload_attestation);
    assert(
      this.is_valid_indexed_payload_attestation(state, indexed_payload_attestation),
      name,
      "is_valid_indexed_payload_attestation(state, indexed_payload_attestation)",
      () => ({ attesting_indices: indexed_payload_attestation.attesting_indices }),
    );
  }

  /** The limits that the types of a body's lists had before EIP-7688. */
  protected assertOperationLimits(body: BeaconBlockBody): void {
    const limits = {
      proposer_slashings: "MAX_PROPOSER_SLASHINGS",
      attester_slashings: "MAX_ATTESTER_SLASHINGS_ELECTRA",
      attestations: "MAX_ATTESTATIONS_ELECTRA",
      voluntary_exits: "MAX_VOLUNTARY_EXITS",
      bls_to_execution_changes: "MAX_BLS_TO_EXECUTION_CHANGES",
      payload_attestations: "MAX_PAYLOAD_ATTESTATIONS",
    } as const;
    for (const list of Object.keys(limits) as (keyof typeof limits)[]) {
      const limit = limits[list];
      assert(body[list].length <= this.preset[limit], "process_operations", `len(body.${list}) <= ${limit}`, () => ({
        [list]: body[list].length,
        [limit]: this.preset[limit],
      }));
    }
  }
}

/** For every set of flags, the sum of their weights in rewards. */
const FLAG_WEIGHTS = Array.from({ length: 1 << PARTICIPATION_FLAG_WEIGHTS.length }, (_, flags) =>
  PARTICIPATION_FLAG_WEIGHTS.reduce((sum, weight, flag_index) => sum + ((flags >> flag_index) & 1) * weight, 0),
);
