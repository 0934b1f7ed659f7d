import { bytesEqual } from "../../../ssz/bytes.ts";
import { assert } from "../../errors.ts";
import type { BeaconState } from "../../state.ts";
import type {
  Attestation,
  BeaconBlock,
  BeaconBlockBody,
  Gwei,
  IndexedAttestation,
  PayloadAttestation,
  Slot,
} from "../../values.ts";
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

  /** Counts the participation of votes of several committees; `index` tells whether they saw the block's payload. */
  // @ts-expect-error Gloas:EIP7732 adds parent_slot
  override process_attestation(state: BeaconState, attestation: Attestation, parent_slot: Slot): void {
    const { data } = attestation;
    this.assertVoteEpoch(state, data);
    this.assertVoteDelay(state, data);
    assert(data.index < 2, "process_attestation", "data.index < 2", () => ({ "data.index": data.index }));
    this.assertCommitteeBits(state, attestation);
    const inclusion_delay = state.slot - data.slot;
    const participation_flag_indices = this.get_attestation_participation_flag_indices(
      state,
      data,
      inclusion_delay,
      parent_slot,
    );
    this.countAttestation(state, attestation, participation_flag_indices);
  }

  /** Adds the weight of first votes for a block to its builder's pending payment, then sets the flags. */
  protected override setParticipationFlags(
    state: BeaconState,
    indexed_attestation: IndexedAttestation,
    participation_flag_indices: readonly number[],
  ): Gwei {
    if (participation_flag_indices.length > 0) this.addPaymentWeight(state, indexed_attestation);
    return super.setParticipationFlags(state, indexed_attestation, participation_flag_indices);
  }

  private addPaymentWeight(state: BeaconState, { attesting_indices, data }: IndexedAttestation): void {
    const { SLOTS_PER_EPOCH } = this.preset;
    const current_epoch_target = data.target.epoch === this.get_current_epoch(state);
    const epoch_participation = current_epoch_target
      ? state.current_epoch_participation
      : state.previous_epoch_participation;
    const slot_index = data.slot % SLOTS_PER_EPOCH;
    const payment = state.builder_pending_payments.get(
      current_epoch_target ? SLOTS_PER_EPOCH + slot_index : slot_index,
    );
    if (payment.withdrawal.amount === 0 || !this.is_attestation_same_slot(state, data)) return;
    const { effective_balance } = state.validators.columns;
    let weight = 0;
    for (const index of attesting_indices)
      if (epoch_participation.get(index) === 0) weight += effective_balance.get(index);
    if (weight > 0) payment.weight += weight;
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
