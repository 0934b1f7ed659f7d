import { toHex, ZERO_ROOT } from "../ssz/bytes.ts";
import { EMPTY_ENVIRONMENT, type ForkChoiceEnvironment } from "../spec/fork-choice/environment.ts";
import { InclusionListStore } from "../spec/heze/inclusion-list/store.ts";
import type { BeaconState } from "../spec/state.ts";
import type { PowBlock, Root, SignedBeaconBlock, Slot } from "../spec/values.ts";

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
 * specifications are composed with it, and knows nothing until it is connected.
 */
export class ChainEnvironment implements ForkChoiceEnvironment {
  readonly retrieve_blobs_and_proofs = EMPTY_ENVIRONMENT.retrieve_blobs_and_proofs;
  readonly retrieve_column_sidecars = EMPTY_ENVIRONMENT.retrieve_column_sidecars;
  readonly retrieve_column_sidecars_and_kzg_commitments = EMPTY_ENVIRONMENT.retrieve_column_sidecars_and_kzg_commitments;
  /** Terminal blocks of a proof-of-work chain by hash, for the merge of a development chain. */
  readonly powBlocks = new Map<string, PowBlock>();
  readonly inclusionLists = new InclusionListStore();
  confirmedRoot: Root = ZERO_ROOT;
  #source: EnvironmentSource | null = null;

  connect(source: EnvironmentSource): void {
    this.#source = source;
  }

  get_pow_block(block_hash: Uint8Array): PowBlock | null {
    return this.powBlocks.get(toHex(block_hash)) ?? null;
  }

  cached_or_new_inclusion_list_store(): InclusionListStore {
    return this.inclusionLists;
  }

  get_root_confirmed_before_restart(): Root {
    return this.confirmedRoot;
  }

  isDataAvailable(beacon_block_root: Root): boolean {
    return this.source.isDataAvailable(beacon_block_root);
  }

  postState(preState: BeaconState, signed_block: SignedBeaconBlock): BeaconState {
    const { source } = this;
    return source.computed(signed_block) ?? source.replay(preState, signed_block);
  }

  advancedState(block_root: Root, _state: BeaconState, slot: Slot): BeaconState {
    return this.source.advanced(block_root, slot);
  }

  private get source(): EnvironmentSource {
    if (this.#source === null) throw new Error("fork choice is used before its chain stands");
    return this.#source;
  }
}
