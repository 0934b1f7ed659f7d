import { bytesEqual, ZERO_ROOT } from "../../../ssz/bytes.ts";
import { merkleProof } from "../../../ssz/proof.ts";
import type { SszType } from "../../../ssz/types.ts";
import { assert } from "../../errors.ts";
import { GENESIS_SLOT } from "../../phase0/constants.ts";
import type { BeaconState } from "../../state.ts";
import type {
  BeaconBlockHeader,
  LightClientBootstrap,
  LightClientFinalityUpdate,
  LightClientHeader,
  LightClientOptimisticUpdate,
  LightClientUpdate,
  Root,
  SignedBeaconBlock,
} from "../../values.ts";
import { AltairLightClientSyncProtocol } from "./sync-protocol.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/altair/light-client/full-node.md */
export abstract class AltairLightClientFullNode extends AltairLightClientSyncProtocol {
  /** Branch of the node at this generalized index of a value's tree, leaf's sibling first. */
  compute_merkle_proof<T>(type: SszType<T>, object: T, index: number): Uint8Array[] {
    return merkleProof(type, object, index);
  }

  /** A block as light clients see it. */
  block_to_light_client_header(block: SignedBeaconBlock): LightClientHeader {
    // Altair's header has no more than this.
    return { beacon: this.blockHeader(block) } as LightClientHeader;
  }

  /** The header of a block. */
  protected blockHeader({ message }: SignedBeaconBlock): BeaconBlockHeader {
    const { slot, proposer_index, parent_root, state_root, body } = message;
    const body_root = this.types.BeaconBlockBody.hashTreeRoot(body);
    return { slot, proposer_index, parent_root, state_root, body_root };
  }

  /** What a light client that trusts the block starts from; `state` is the block's post-state. */
  create_light_client_bootstrap(state: BeaconState, block: SignedBeaconBlock): LightClientBootstrap {
    const here = "create_light_client_bootstrap";
    assert(
      this.compute_epoch_at_slot(state.slot) >= this.config.ALTAIR_FORK_EPOCH,
      here,
      "compute_epoch_at_slot(state.slot) >= ALTAIR_FORK_EPOCH",
    );
    const block_root = this.types.BeaconBlock.hashTreeRoot(block.message);
    assert(
      bytesEqual(this.latestBlockRoot(state, here), block_root),
      here,
      "hash_tree_root(header) == hash_tree_root(block.message)",
      () => ({ block_root }),
    );
    return {
      header: this.block_to_light_client_header(block),
      current_sync_committee: state.current_sync_committee,
      current_sync_committee_branch: state.merkleProof(BigInt(this.current_sync_committee_gindex_at_slot(state.slot))),
    };
  }

  /** Root of the block whose post-state this is. Throws where slots without blocks have been processed since. */
  protected latestBlockRoot(state: BeaconState, here: string): Root {
    const header = state.latest_block_header;
    assert(state.slot === header.slot, here, "state.slot == state.latest_block_header.slot", () => ({
      "state.slot": state.slot,
    }));
    return this.types.BeaconBlockHeader.hashTreeRoot({ ...header, state_root: state.hashTreeRoot() });
  }

  /**
   * Update of what `block` attests to, its parent. States are the blocks' post-states; `finalized_block` is the one that
   * the attested state has finalized, where it is at hand. All are of one fork.
   */
  create_light_client_update(
    state: BeaconState,
    block: SignedBeaconBlock,
    attested_state: BeaconState,
    attested_block: SignedBeaconBlock,
    finalized_block?: SignedBeaconBlock,
  ): LightClientUpdate {
    const here = "create_light_client_update";
    const { BeaconBlock, BeaconBlockHeader } = this.types;
    const { sync_aggregate } = block.message.body;
    assert(
      this.compute_epoch_at_slot(attested_state.slot) >= this.config.ALTAIR_FORK_EPOCH,
      here,
      "compute_epoch_at_slot(attested_state.slot) >= ALTAIR_FORK_EPOCH",
    );
    assert(
      this.get_set_bit_count(sync_aggregate.sync_committee_bits) >= this.preset.MIN_SYNC_COMMITTEE_PARTICIPANTS,
      here,
      "get_set_bit_count(block.message.body.sync_aggregate.sync_committee_bits) >= MIN_SYNC_COMMITTEE_PARTICIPANTS",
    );
    assert(
      bytesEqual(this.latestBlockRoot(state, here), BeaconBlock.hashTreeRoot(block.message)),
      here,
      "hash_tree_root(header) == hash_tree_root(block.message)",
    );
    const attested_root = this.latestBlockRoot(attested_state, here);
    assert(
      bytesEqual(attested_root, BeaconBlock.hashTreeRoot(attested_block.message)) &&
        bytesEqual(attested_root, block.message.parent_root),
      here,
      "hash_tree_root(attested_header) == hash_tree_root(attested_block.message) == block.message.parent_root",
    );

    const update: LightClientUpdate = {
      ...this.types.LightClientUpdate.defaultValue(),
      attested_header: this.block_to_light_client_header(attested_block),
      sync_aggregate,
      signature_slot: block.message.slot,
    };
    const signature_period = this.compute_sync_committee_period_at_slot(block.message.slot);
    // Of use only where the current committee signed it.
    if (this.compute_sync_committee_period_at_slot(attested_block.message.slot) === signature_period) {
      const gindex = this.next_sync_committee_gindex_at_slot(attested_state.slot);
      update.next_sync_committee = attested_state.next_sync_committee;
      update.next_sync_committee_branch = attested_state.merkleProof(BigInt(gindex));
    }
    if (finalized_block !== undefined) {
      const { root } = attested_state.finalized_checkpoint;
      if (finalized_block.message.slot === GENESIS_SLOT) {
        assert(bytesEqual(root, ZERO_ROOT), here, "attested_state.finalized_checkpoint.root == Bytes32()");
      } else {
        update.finalized_header = this.block_to_light_client_header(finalized_block);
        assert(
          bytesEqual(BeaconBlockHeader.hashTreeRoot(update.finalized_header.beacon), root),
          here,
          "hash_tree_root(update.finalized_header.beacon) == attested_state.finalized_checkpoint.root",
        );
      }
      const gindex = this.finalized_root_gindex_at_slot(attested_state.slot);
      update.finality_branch = attested_state.merkleProof(BigInt(gindex));
    }
    return update;
  }

  /** The update without its sync committee. */
  create_light_client_finality_update(update: LightClientUpdate): LightClientFinalityUpdate {
    const { attested_header, finalized_header, finality_branch, sync_aggregate, signature_slot } = update;
    return { attested_header, finalized_header, finality_branch, sync_aggregate, signature_slot };
  }

  /** The update without its sync committee and finality. */
  create_light_client_optimistic_update(update: LightClientUpdate): LightClientOptimisticUpdate {
    const { attested_header, sync_aggregate, signature_slot } = update;
    return { attested_header, sync_aggregate, signature_slot };
  }
}
