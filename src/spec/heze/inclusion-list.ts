import { BitArray } from "@chainsafe/ssz";
import { toHex } from "../../ssz/bytes.ts";
import type {
  InclusionListBits,
  InclusionListCommittee,
  Root,
  SignedInclusionList,
  Slot,
  Transaction,
  ValidatorIndex,
} from "../values.ts";
import { HezeFork } from "./fork.ts";
import type { InclusionListEntry, InclusionListStore } from "./inclusion-list/store.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/heze/inclusion-list.md */
export abstract class HezeInclusionList extends HezeFork {
  get_inclusion_list_store(): InclusionListStore {
    return this.environment.cached_or_new_inclusion_list_store();
  }

  /** Keeps a validator's first list; a different second one shows that it equivocates. */
  process_inclusion_list(store: InclusionListStore, signed_inclusion_list: SignedInclusionList, timely: boolean): void {
    const { message } = signed_inclusion_list;
    const { slot, dependent_root, validator_index } = message;
    const stored_entry = store.inclusion_lists(slot, dependent_root).get(validator_index);
    if (stored_entry === undefined) store.add({ signed_inclusion_list, timely });
    else if (!this.types.InclusionList.equals(stored_entry.signed_inclusion_list.message, message))
      store.markEquivocator(slot, dependent_root, validator_index);
  }

  /** Transactions of all lists for a slot and dependent root, each once, without equivocators'. */
  get_inclusion_list_transactions(
    store: InclusionListStore,
    slot: Slot,
    dependent_root: Root,
    only_timely = true,
  ): Transaction[] {
    const transactions = new Map<string, Transaction>();
    for (const [, { signed_inclusion_list }] of this.listsThatCount(store, slot, dependent_root, only_timely))
      for (const transaction of signed_inclusion_list.message.transactions)
        transactions.set(toHex(transaction), transaction);
    return [...transactions.values()];
  }

  /** Which members of the committee have sent a list that counts. */
  get_inclusion_list_bits(
    store: InclusionListStore,
    committee: InclusionListCommittee,
    slot: Slot,
    dependent_root: Root,
    only_timely = true,
  ): InclusionListBits {
    const senders = new Map(this.listsThatCount(store, slot, dependent_root, only_timely));
    return BitArray.fromBoolArray(committee.map((index) => senders.has(index)));
  }

  /** Whether the bits have every member whose list counts here. */
  is_inclusion_list_bits_inclusive(
    store: InclusionListStore,
    committee: InclusionListCommittee,
    slot: Slot,
    dependent_root: Root,
    inclusion_list_bits: InclusionListBits,
    only_timely = true,
  ): boolean {
    const local = this.get_inclusion_list_bits(store, committee, slot, dependent_root, only_timely);
    for (let i = 0; i < this.preset.INCLUSION_LIST_COMMITTEE_SIZE; i++)
      if (local.get(i) && !inclusion_list_bits.get(i)) return false;
    return true;
  }

  private *listsThatCount(
    store: InclusionListStore,
    slot: Slot,
    dependent_root: Root,
    only_timely: boolean,
  ): Generator<[ValidatorIndex, InclusionListEntry]> {
    const equivocators = store.equivocators(slot, dependent_root);
    for (const [validator_index, entry] of store.inclusion_lists(slot, dependent_root))
      if (!equivocators.has(validator_index) && (entry.timely || !only_timely)) yield [validator_index, entry];
  }
}
