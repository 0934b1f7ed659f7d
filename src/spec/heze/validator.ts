import { assert } from "../errors.ts";
import type { ForkchoiceEngine } from "../execution-engine.ts";
import type { ForkChoiceNode, Store } from "../phase0/fork-choice/store.ts";
import type { BeaconState } from "../state.ts";
import type {
  BLSSignature,
  Epoch,
  ExecutionAddress,
  Hash32,
  InclusionList,
  PayloadId,
  Root,
  SignedInclusionList,
  Slot,
  Transaction,
  Uint64,
  ValidatorIndex,
} from "../values.ts";
import { DOMAIN_INCLUSION_LIST_COMMITTEE } from "./constants.ts";
import { HezeForkChoice } from "./fork-choice.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/heze/validator.md */
export abstract class HezeValidator extends HezeForkChoice {
  /** The slot of `epoch`, at most the next, in whose inclusion list committee the validator is; undefined for none. */
  get_inclusion_list_committee_assignment(
    state: BeaconState,
    epoch: Epoch,
    validator_index: ValidatorIndex,
  ): Slot | undefined {
    const next_epoch = this.get_current_epoch(state) + 1;
    assert(epoch <= next_epoch, "get_inclusion_list_committee_assignment", "epoch <= next_epoch", () => ({
      epoch,
      next_epoch,
    }));
    const start_slot = this.compute_start_slot_at_epoch(epoch);
    for (let slot = start_slot; slot < start_slot + this.preset.SLOTS_PER_EPOCH; slot++)
      if (this.get_inclusion_list_committee(state, slot).includes(validator_index)) return slot;
    return undefined;
  }

  /** Makes the engine build a payload, with the transactions of inclusion lists, for the state's slot. */
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
    const inclusion_list_slot = state.slot - 1;
    const dependent_root = this.get_shuffling_dependent_root(
      store,
      head.root,
      this.compute_epoch_at_slot(inclusion_list_slot),
    );
    const inclusion_list_transactions = this.get_inclusion_list_transactions(
      this.get_inclusion_list_store(),
      inclusion_list_slot,
      dependent_root,
      false,
    );
    return execution_engine.notify_forkchoice_updated(
      head_block_hash,
      safe_block_hash,
      finalized_block_hash,
      { ...payload_attributes, inclusion_list_transactions },
      null,
    );
  }

  /** The inclusion list committee member's signature of its list. */
  get_inclusion_list_signature(state: BeaconState, inclusion_list: InclusionList, privkey: Uint8Array): BLSSignature {
    const fork_version = this.compute_fork_version(this.compute_epoch_at_slot(inclusion_list.slot));
    const domain = this.compute_domain(DOMAIN_INCLUSION_LIST_COMMITTEE, fork_version, state.genesis_validators_root);
    return this.bls.Sign(privkey, this.compute_signing_root(this.types.InclusionList, inclusion_list, domain));
  }

  /** What a member of the slot's inclusion list committee publishes. */
  get_signed_inclusion_list(
    store: Store,
    state: BeaconState,
    head_root: Root,
    slot: Slot,
    validator_index: ValidatorIndex,
    inclusion_list_transactions: readonly Transaction[],
    privkey: Uint8Array,
  ): SignedInclusionList {
    const dependent_root = this.get_shuffling_dependent_root(store, head_root, this.compute_epoch_at_slot(slot));
    const message = { slot, validator_index, dependent_root, transactions: [...inclusion_list_transactions] };
    return { message, signature: this.get_inclusion_list_signature(state, message, privkey) };
  }
}
