import { assert } from "../errors.ts";
import type { ForkChoiceNode, Store } from "../phase0/fork-choice/store.ts";
import type { DataColumnSidecar, Root, SignedBeaconBlock, Slot } from "../values.ts";
import { FuluFork } from "./fork.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/fulu/fork-choice.md */
export abstract class FuluForkChoice extends FuluFork {
  // Defined by p2p-interface.md.
  abstract verify_data_column_sidecar(sidecar: DataColumnSidecar): boolean;
  abstract verify_data_column_sidecar_kzg_proofs(sidecar: DataColumnSidecar): boolean;

  override get_proposer_head(store: Store, head_node: ForkChoiceNode, slot: Slot): ForkChoiceNode {
    const { parent_root } = store.block(head_node.root);
    if (store.tree.indexOf(parent_root) < 0) return head_node;
    // Proposers are known ahead, so that a reorganisation over the epoch boundary does not change who proposes.
    return this.isReorgWise(store, head_node, slot, true) ? this.blockNode(parent_root) : head_node;
  }

  /** Whether all columns of a block that are to be sampled are valid. Throws where they cannot be retrieved. */
  override is_data_available(beacon_block_root: Root): boolean {
    const known = this.environment.isDataAvailable?.(beacon_block_root);
    if (known !== undefined) return known;
    return this.environment
      .retrieve_column_sidecars(beacon_block_root)
      .every(
        (sidecar) => this.verify_data_column_sidecar(sidecar) && this.verify_data_column_sidecar_kzg_proofs(sidecar),
      );
  }

  override on_block(store: Store, signed_block: SignedBeaconBlock): void {
    this.takeBlock(store, signed_block, {
      before: (block_root, block) =>
        assert(this.is_data_available(block_root), "on_block", "is_data_available(block_root)", () => ({
          block_root,
          slot: block.slot,
        })),
    });
  }
}
