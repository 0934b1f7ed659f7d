import { EMPTY_ENVIRONMENT, type ForkChoiceEnvironment } from "../spec/fork-choice/environment.ts";
import type { ForkName } from "../spec/forks.ts";
import { InclusionListStore } from "../spec/heze/inclusion-list/store.ts";
import type { Spec, SpecTable } from "../spec/index.ts";
import type { BeaconState } from "../spec/state.ts";
import type { PowBlock, Root, SignedBeaconBlock, Slot } from "../spec/values.ts";
import { toHex, ZERO_ROOT } from "../ssz/bytes.ts";

/** What the chain brings in once it stands. */
export interface EnvironmentSource {
  /** The post-state of a block, where it was computed before the block was handed to fork choice. */
  computed(signedBlock: SignedBeaconBlock): BeaconState | undefined;
  /** The state of a block at a later slot, forks on the way included. */
  advanced(blockRoot: Root, slot: Slot): BeaconState;
  /** The post-state of a block that was verified before. */
  replay(preState: BeaconState, signedBlock: SignedBeaconBlock): BeaconState;
  isDataAvailable(blockRoot: Root): boolean;
}

/**
 * The world around the fork choice documents as this node knows it. It exists before the chain does, because the
 * specifications work with it, and knows nothing until it is connected.
 */
export class ChainEnvironment {
  /** Terminal blocks of a proof-of-work chain by hash, for the merge of a development chain. */
  readonly powBlocks = new Map<string, PowBlock>();
  readonly inclusionLists = new InclusionListStore();
  confirmedRoot: Root = ZERO_ROOT;
  #source: EnvironmentSource | null = null;

  connect(source: EnvironmentSource): void {
    this.#source = source;
  }

  /** The specifications, every fork's fork choice asking this environment. */
  around(specs: SpecTable): SpecTable {
    const made = new Map<ForkName, Spec>();
    const get = (fork: ForkName): Spec => {
      let spec = made.get(fork);
      if (spec === undefined) {
        spec = specs.get(fork).withEnvironment(this.functions);
        made.set(fork, spec);
      }
      return spec;
    };
    return { ...specs, get, at: (epoch) => get(specs.forkAtEpoch(epoch)) };
  }

  private readonly functions: ForkChoiceEnvironment = {
    ...EMPTY_ENVIRONMENT,
    get_pow_block: (block_hash) => this.powBlocks.get(toHex(block_hash)) ?? null,
    cached_or_new_inclusion_list_store: () => this.inclusionLists,
    get_root_confirmed_before_restart: () => this.confirmedRoot,
    isDataAvailable: (root) => this.source.isDataAvailable(root),
    postState: (preState, signed) => this.source.computed(signed) ?? this.source.replay(preState, signed),
    advancedState: (root, _state, slot) => this.source.advanced(root, slot),
  };

  private get source(): EnvironmentSource {
    if (this.#source === null) throw new Error("fork choice is used before its chain stands");
    return this.#source;
  }
}
