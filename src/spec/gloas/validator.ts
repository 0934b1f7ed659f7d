import { toHex } from "../../ssz/bytes.ts";
import { CONSOLIDATION_REQUEST_TYPE, DEPOSIT_REQUEST_TYPE, WITHDRAWAL_REQUEST_TYPE } from "../electra/constants.ts";
import { assert } from "../errors.ts";
import type { ForkchoiceEngine, PayloadAttributes } from "../execution-engine.ts";
import type { CellsAndProofs } from "../fulu/validator.ts";
import type { ForkChoiceNode, Store } from "../phase0/fork-choice/store.ts";
import type { BeaconState } from "../state.ts";
import type {
  BLSSignature,
  DataColumnSidecar,
  Epoch,
  ExecutionAddress,
  ExecutionRequests,
  Hash32,
  PayloadAttestationMessage,
  PayloadId,
  Root,
  SignedProposerPreferences,
  Slot,
  Uint64,
  ValidatorIndex,
} from "../values.ts";
import {
  BUILDER_DEPOSIT_REQUEST_TYPE,
  BUILDER_EXIT_REQUEST_TYPE,
  DOMAIN_PROPOSER_PREFERENCES,
  DOMAIN_PTC_ATTESTER,
} from "./constants.ts";
import { GloasFastConfirmation } from "./fast-confirmation.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/gloas/validator.md */
export abstract class GloasValidator extends GloasFastConfirmation {
  // Defined by builder.md.
  // @ts-expect-error Gloas:EIP7732 names a sidecar's block by root and slot
  abstract override get_data_column_sidecars(
    beacon_block_root: Root,
    slot: Slot,
    cells_and_kzg_proofs: readonly CellsAndProofs[],
  ): DataColumnSidecar[];

  /** The slot of `epoch` in whose payload timeliness committee the validator is; undefined where in none. */
  get_ptc_assignment(state: BeaconState, epoch: Epoch, validator_index: ValidatorIndex): Slot | undefined {
    const max_epoch = this.get_current_epoch(state) + this.preset.MIN_SEED_LOOKAHEAD;
    assert(epoch <= max_epoch, "get_ptc_assignment", "epoch <= max_epoch", () => ({ epoch, max_epoch }));
    const start_slot = this.compute_start_slot_at_epoch(epoch);
    for (let slot = start_slot; slot < start_slot + this.preset.SLOTS_PER_EPOCH; slot++)
      if (this.get_ptc(state, slot).includes(validator_index)) return slot;
    return undefined;
  }

  /** Slots after the state's, as far as proposers are known, in which the validator proposes. */
  get_upcoming_proposal_slots(state: BeaconState, validator_index: ValidatorIndex): Slot[] {
    const current_epoch_start_slot = this.compute_start_slot_at_epoch(this.get_current_epoch(state));
    const upcoming_proposal_slots: Slot[] = [];
    for (let offset = 0; offset < state.proposer_lookahead.length; offset++) {
      const slot = current_epoch_start_slot + offset;
      if (slot > state.slot && state.proposer_lookahead.get(offset) === validator_index)
        upcoming_proposal_slots.push(slot);
    }
    return upcoming_proposal_slots;
  }

  /** What the proposer of a slot tells builders that it wants, signed. */
  get_signed_proposer_preferences(
    store: Store,
    state: BeaconState,
    head_root: Root,
    proposal_slot: Slot,
    validator_index: ValidatorIndex,
    fee_recipient: ExecutionAddress,
    target_gas_limit: Uint64,
    privkey: Uint8Array,
  ): SignedProposerPreferences {
    const proposal_epoch = this.compute_epoch_at_slot(proposal_slot);
    const dependent_root = this.get_shuffling_dependent_root(store, head_root, proposal_epoch);
    const message = { dependent_root, proposal_slot, validator_index, fee_recipient, target_gas_limit };
    const fork_version = this.compute_fork_version(proposal_epoch);
    const domain = this.compute_domain(DOMAIN_PROPOSER_PREFERENCES, fork_version, state.genesis_validators_root);
    const signing_root = this.compute_signing_root(this.types.ProposerPreferences, message, domain);
    return { message, signature: this.bls.Sign(privkey, signing_root) };
  }

  /** Decodes the requests that the engine gives with a payload. Throws where they are not as EIP-7685 has them. */
  override get_execution_requests(execution_requests_list: readonly Uint8Array[]): ExecutionRequests {
    const types = this.types;
    const requests = types.ExecutionRequests.defaultValue();
    this.decodeRequests(execution_requests_list, {
      [DEPOSIT_REQUEST_TYPE[0]]: (data) => {
        requests.deposits = types.DepositRequests.deserialize(data);
      },
      [WITHDRAWAL_REQUEST_TYPE[0]]: (data) => {
        requests.withdrawals = types.WithdrawalRequests.deserialize(data);
      },
      [CONSOLIDATION_REQUEST_TYPE[0]]: (data) => {
        requests.consolidations = types.ConsolidationRequests.deserialize(data);
      },
      [BUILDER_DEPOSIT_REQUEST_TYPE[0]]: (data) => {
        requests.builder_deposits = types.BuilderDepositRequests.deserialize(data);
      },
      [BUILDER_EXIT_REQUEST_TYPE[0]]: (data) => {
        requests.builder_exits = types.BuilderExitRequests.deserialize(data);
      },
    });
    return requests;
  }

  /** Makes the engine build a payload for the state's slot, on the head's payload or on the one before it. */
  // @ts-expect-error Gloas:EIP7732 adds store, head and target_gas_limit
  override prepare_execution_payload(
    store: Store,
    head: ForkChoiceNode,
    state: BeaconState,
    safe_block_hash: Hash32,
    finalized_block_hash: Hash32,
    suggested_fee_recipient: ExecutionAddress,
    target_gas_limit: Uint64,
    execution_engine: ForkchoiceEngine,
  ): PayloadId | null {
    const { head_block_hash, payload_attributes } = this.payloadPreparation(
      store,
      head,
      state,
      suggested_fee_recipient,
      target_gas_limit,
    );
    return execution_engine.notify_forkchoice_updated(
      head_block_hash,
      safe_block_hash,
      finalized_block_hash,
      payload_attributes,
      null,
    );
  }

  /** A payload timeliness committee member's signature of its vote. */
  get_payload_attestation_message_signature(
    state: BeaconState,
    attestation: PayloadAttestationMessage,
    privkey: Uint8Array,
  ): BLSSignature {
    const domain = this.get_domain(state, DOMAIN_PTC_ATTESTER, this.compute_epoch_at_slot(attestation.data.slot));
    const signing_root = this.compute_signing_root(this.types.PayloadAttestationData, attestation.data, domain);
    return this.bls.Sign(privkey, signing_root);
  }

  /** All sidecars of a payload, out of one of them and the blobs' cells. */
  override get_data_column_sidecars_from_column_sidecar(
    sidecar: DataColumnSidecar,
    cells_and_kzg_proofs: readonly CellsAndProofs[],
  ): DataColumnSidecar[] {
    return this.get_data_column_sidecars(sidecar.beacon_block_root, sidecar.slot, cells_and_kzg_proofs);
  }

  /** What `prepare_execution_payload` tells the engine: the block that the payload builds on, and its attributes. */
  protected payloadPreparation(
    store: Store,
    head: ForkChoiceNode,
    state: BeaconState,
    suggested_fee_recipient: ExecutionAddress,
    target_gas_limit: Uint64,
  ): { head_block_hash: Hash32; payload_attributes: PayloadAttributes } {
    const parent_bid = state.latest_execution_payload_bid;
    const isOnFull = this.should_build_on_full(store, head, this.get_current_slot(store));
    const withdrawals = isOnFull
      ? this.withdrawalsAfterParent(store, head, state)
      : [...state.payload_expected_withdrawals];
    const payload_attributes: PayloadAttributes = {
      timestamp: this.compute_time_at_slot(state.genesis_time, state.slot),
      prev_randao: this.get_randao_mix(state, this.get_current_epoch(state)),
      suggested_fee_recipient,
      withdrawals,
      parent_beacon_block_root: this.types.BeaconBlockHeader.hashTreeRoot(state.latest_block_header),
      slot_number: state.slot,
      target_gas_limit,
    };
    return { head_block_hash: isOnFull ? parent_bid.block_hash : parent_bid.parent_block_hash, payload_attributes };
  }

  private withdrawalsAfterParent(
    store: Store,
    head: ForkChoiceNode,
    state: BeaconState,
  ): PayloadAttributes["withdrawals"] {
    const post_parent = state.clone();
    this.apply_parent_execution_payload(post_parent, this.parentExecutionRequests(store, head));
    return this.get_expected_withdrawals(post_parent).withdrawals;
  }

  /**
   * The requests of a full head's payload, which a block on it carries; none of a block from before this fork, whose
   * payload has taken effect with the block. Throws where the payload is unknown.
   */
  parentExecutionRequests(store: Store, head: ForkChoiceNode): ExecutionRequests {
    if (store.block(head.root).body.signed_execution_payload_bid === undefined)
      return this.types.ExecutionRequests.defaultValue();
    const envelope = store.payloads.get(toHex(head.root));
    assert(envelope !== undefined, "prepare_execution_payload", "store.payloads[head.root]", () => ({
      root: head.root,
    }));
    return envelope.execution_requests;
  }
}
