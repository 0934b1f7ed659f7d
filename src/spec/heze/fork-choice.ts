import { toHex } from "../../ssz/bytes.ts";
import { assert } from "../errors.ts";
import type { ExecutionEngine } from "../execution-engine.ts";
import type { Store } from "../phase0/fork-choice/store.ts";
import type { ExecutionPayload, Root, SignedExecutionPayloadEnvelope, SignedInclusionList, Uint64 } from "../values.ts";
import { HezeInclusionList } from "./inclusion-list.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/heze/fork-choice.md */
export abstract class HezeForkChoice extends HezeInclusionList {
  /**
   * Notes whether a payload has what the previous slot's inclusion lists demand. An engine that has not judged the
   * payload yet is to answer true; once it has, this is to be called again.
   */
  record_payload_inclusion_list_satisfaction(
    store: Store,
    root: Root,
    payload: ExecutionPayload,
    execution_engine: ExecutionEngine,
  ): void {
    const slot = store.block(root).slot - 1;
    const dependent_root = this.get_shuffling_dependent_root(store, root, this.compute_epoch_at_slot(slot));
    const inclusion_list_transactions = this.get_inclusion_list_transactions(
      this.get_inclusion_list_store(),
      slot,
      dependent_root,
      true,
    );
    const here = "record_payload_inclusion_list_satisfaction";
    assert(execution_engine.is_inclusion_list_satisfied !== undefined, here, "the engine judges inclusion lists");
    store.recordInclusionListSatisfaction(
      root,
      execution_engine.is_inclusion_list_satisfied(payload, inclusion_list_transactions),
    );
  }

  /** Whether the block's payload is here and has what the inclusion lists demand. */
  is_payload_inclusion_list_satisfied(store: Store, root: Root): boolean {
    const satisfied = store.payload_inclusion_list_satisfaction.get(toHex(root));
    assert(
      satisfied !== undefined,
      "is_payload_inclusion_list_satisfied",
      "root in store.payload_inclusion_list_satisfaction",
      () => ({ root }),
    );
    return this.is_payload_verified(store, root) && satisfied;
  }

  override should_extend_payload(store: Store, root: Root): boolean {
    this.assertPreviousSlot(store, root);
    if (!this.is_payload_verified(store, root)) return false;
    // Payloads of earlier forks were taken in without inclusion lists.
    const isOfEarlierFork = !store.payload_inclusion_list_satisfaction.has(toHex(root));
    if (!isOfEarlierFork && !this.is_payload_inclusion_list_satisfied(store, root)) return false;
    return this.isExtensionWanted(store, root);
  }

  get_inclusion_list_due_ms(): Uint64 {
    return this.get_slot_component_duration_ms(this.config.INCLUSION_LIST_DUE_BPS);
  }

  /** Takes an inclusion list in. Throws where it is too old or too early, of the wrong committee, or not valid. */
  on_inclusion_list(store: Store, signed_inclusion_list: SignedInclusionList): void {
    const here = "on_inclusion_list";
    const inclusion_list = signed_inclusion_list.message;
    const { slot, dependent_root, transactions, validator_index } = inclusion_list;
    const current_slot = this.get_current_slot(store);
    const { MIN_SLOTS_FOR_INCLUSION_LISTS_REQUESTS, MAX_TRANSACTIONS_BYTES_PER_INCLUSION_LIST } = this.config;
    const check = (holds: boolean, condition: string): void =>
      assert(holds, here, condition, () => ({ slot, current_slot, validator_index, dependent_root }));

    check(slot <= current_slot, "inclusion_list.slot <= current_slot");
    check(
      slot + MIN_SLOTS_FOR_INCLUSION_LISTS_REQUESTS >= current_slot,
      "inclusion_list.slot + MIN_SLOTS_FOR_INCLUSION_LISTS_REQUESTS >= current_slot",
    );
    const transactions_size = transactions.reduce((size, transaction) => size + transaction.length, 0);
    check(transactions_size > 0, "transactions_size > 0");
    check(
      transactions_size <= MAX_TRANSACTIONS_BYTES_PER_INCLUSION_LIST,
      "transactions_size <= MAX_TRANSACTIONS_BYTES_PER_INCLUSION_LIST",
    );
    check(
      transactions.every((transaction) => transaction.length > 0),
      "all(len(transaction) > 0 for transaction in inclusion_list.transactions)",
    );
    check(store.blocks.has(toHex(dependent_root)), "inclusion_list.dependent_root in store.blocks");
    check(store.block_states.has(toHex(dependent_root)), "inclusion_list.dependent_root in store.block_states");

    const epoch = this.compute_epoch_at_slot(slot);
    const dependent_slot = this.compute_shuffling_dependent_slot(epoch);
    check(
      store.block(dependent_root).slot <= dependent_slot,
      "store.blocks[inclusion_list.dependent_root].slot <= dependent_slot",
    );
    check(
      this.is_valid_dependent_root(store, dependent_root, dependent_slot),
      "is_valid_dependent_root(store, inclusion_list.dependent_root, dependent_slot)",
    );
    const state = this.advancedState(
      dependent_root,
      store.blockState(dependent_root),
      this.compute_shuffling_lookahead_start_slot(epoch),
    );
    check(
      this.get_inclusion_list_committee(state, slot).includes(validator_index),
      "inclusion_list.validator_index in committee",
    );
    check(
      this.is_valid_inclusion_list_signature(state, signed_inclusion_list),
      "is_valid_inclusion_list_signature(state, signed_inclusion_list)",
    );

    const is_timely = slot === current_slot && this.get_time_into_slot_ms(store) < this.get_inclusion_list_due_ms();
    this.process_inclusion_list(this.get_inclusion_list_store(), signed_inclusion_list, is_timely);
  }

  override on_execution_payload_envelope(store: Store, signed_envelope: SignedExecutionPayloadEnvelope): void {
    this.verifyEnvelope(store, signed_envelope);
    const { beacon_block_root, payload } = signed_envelope.message;
    this.record_payload_inclusion_list_satisfaction(store, beacon_block_root, payload, this.EXECUTION_ENGINE);
    store.addPayload(signed_envelope.message);
  }
}
