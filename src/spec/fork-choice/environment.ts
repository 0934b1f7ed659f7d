import { SpecAssertionError } from "../errors.ts";
import type { InclusionListStore } from "../heze/inclusion-list/store.ts";
import type { BeaconState } from "../state.ts";
import type {
  Blob,
  DataColumnSidecar,
  Hash32,
  KZGCommitment,
  KZGProof,
  PowBlock,
  Root,
  SignedBeaconBlock,
  Slot,
} from "../values.ts";

/**
 * What the fork choice documents leave to whoever runs them: functions of the specification's names, and, in camel
 * case, places where a node puts in what it has already done. Everything answers at once: a node fetches and verifies
 * beforehand, and gives the handlers an environment that knows.
 */
export interface ForkChoiceEnvironment {
  /** Null where the block is not available. */
  get_pow_block(block_hash: Hash32): PowBlock | null;
  /** Blobs of a block and their proofs. Throws where they are not available. */
  retrieve_blobs_and_proofs(beacon_block_root: Root): [readonly Blob[], readonly KZGProof[]];
  /** All columns of a block that are to be sampled. Throws where they are not available. */
  retrieve_column_sidecars(beacon_block_root: Root): readonly DataColumnSidecar[];
  /** The same from Gloas on, with the commitments of the block's bid. */
  retrieve_column_sidecars_and_kzg_commitments(
    beacon_block_root: Root,
  ): [readonly DataColumnSidecar[], readonly KZGCommitment[]];
  cached_or_new_inclusion_list_store(): InclusionListStore;
  /** Root that was confirmed when the node last ran. */
  get_root_confirmed_before_restart(): Root;

  /** Whether a block's payload is taken without the engine's verdict. */
  isOptimistic?(beacon_block_root: Root): boolean;
  /** Whether a block's data is available, where that has been found out already: nothing is retrieved or verified. */
  isDataAvailable?(beacon_block_root: Root): boolean;
  /**
   * The state after a block, in place of `state_transition` of this one fork: upgrades the state on the way, or has
   * the post-state already. Throws where the block is invalid. `preState` is shared: not to be written to.
   */
  postState?(preState: BeaconState, signed_block: SignedBeaconBlock): BeaconState;
  /**
   * The state of a block advanced to a later slot, in place of `process_slots` of this one fork. `state`, the block's
   * post-state, is shared: not to be written to, and so is the result.
   */
  advancedState?(block_root: Root, state: BeaconState, slot: Slot): BeaconState;
}

function missing(name: string): never {
  throw new SpecAssertionError(name, "is given by the environment");
}

/** Knows nothing: what depends on it fails. */
export const EMPTY_ENVIRONMENT: ForkChoiceEnvironment = {
  get_pow_block: () => null,
  retrieve_blobs_and_proofs: () => missing("retrieve_blobs_and_proofs"),
  retrieve_column_sidecars: () => missing("retrieve_column_sidecars"),
  retrieve_column_sidecars_and_kzg_commitments: () => missing("retrieve_column_sidecars_and_kzg_commitments"),
  cached_or_new_inclusion_list_store: () => missing("cached_or_new_inclusion_list_store"),
  get_root_confirmed_before_restart: () => missing("get_root_confirmed_before_restart"),
};
