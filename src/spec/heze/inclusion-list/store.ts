import type { Root, SignedInclusionList, Slot, ValidatorIndex } from "../../values.ts";

/**
 * An inclusion list and whether it came before its slot's deadline.
 * https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/heze/inclusion-list.md#inclusionlistentry
 */
export interface InclusionListEntry {
  readonly signed_inclusion_list: SignedInclusionList;
  readonly timely: boolean;
}

const NO_LISTS: ReadonlyMap<ValidatorIndex, InclusionListEntry> = new Map();
const NOBODY: ReadonlySet<ValidatorIndex> = new Set();

/**
 * The inclusion lists of recent slots, each slot's by the block that its committee depends on.
 * https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/heze/inclusion-list.md#inclusionliststore
 */
export class InclusionListStore {
  readonly #slots = new Map<Slot, Map<string, Committee>>();

  /** The lists of a slot and dependent root, by who sent them. */
  inclusion_lists(slot: Slot, dependent_root: Root): ReadonlyMap<ValidatorIndex, InclusionListEntry> {
    return this.#find(slot, dependent_root)?.entries ?? NO_LISTS;
  }

  /** Who has sent more than one list for a slot and dependent root. */
  equivocators(slot: Slot, dependent_root: Root): ReadonlySet<ValidatorIndex> {
    return this.#find(slot, dependent_root)?.equivocators ?? NOBODY;
  }

  /** Stores the first list of a validator for its slot and dependent root. */
  add(entry: InclusionListEntry): void {
    const { slot, dependent_root, validator_index } = entry.signed_inclusion_list.message;
    this.#committee(slot, dependent_root).entries.set(validator_index, entry);
  }

  markEquivocator(slot: Slot, dependent_root: Root, validator_index: ValidatorIndex): void {
    this.#committee(slot, dependent_root).equivocators.add(validator_index);
  }

  /** Forgets all slots before this one. */
  pruneBefore(slot: Slot): void {
    for (const known of this.#slots.keys()) if (known < slot) this.#slots.delete(known);
  }

  #find(slot: Slot, dependent_root: Root): Committee | undefined {
    return this.#slots.get(slot)?.get(dependent_root.toHex());
  }

  #committee(slot: Slot, dependent_root: Root): Committee {
    let committees = this.#slots.get(slot);
    if (committees === undefined) {
      committees = new Map();
      this.#slots.set(slot, committees);
    }
    const key = dependent_root.toHex();
    let committee = committees.get(key);
    if (committee === undefined) {
      committee = { entries: new Map(), equivocators: new Set() };
      committees.set(key, committee);
    }
    return committee;
  }
}

interface Committee {
  readonly entries: Map<ValidatorIndex, InclusionListEntry>;
  readonly equivocators: Set<ValidatorIndex>;
}
