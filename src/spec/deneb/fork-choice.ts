import { kzgHolds } from "../../crypto/kzg.ts";
import { assert } from "../errors.ts";
import type { Store } from "../phase0/fork-choice/store.ts";
import type { KZGCommitment, Root, SignedBeaconBlock } from "../values.ts";
import { DenebFork } from "./fork.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/deneb/fork-choice.md */
export abstract class DenebForkChoice extends DenebFork {
  /** Whether all blobs of a block are at hand and match its commitments. Throws where they cannot be retrieved. */
  is_data_available(beacon_block_root: Root, blob_kzg_commitments: readonly KZGCommitment[]): boolean {
    const known = this.environment.isDataAvailable?.(beacon_block_root);
    if (known !== undefined) return known;
    const [blobs, proofs] = this.environment.retrieve_blobs_and_proofs(beacon_block_root);
    // Nothing matches nothing: no need to load the trusted setup.
    if (blobs.length === 0 && proofs.length === 0 && blob_kzg_commitments.length === 0) return true;
    return kzgHolds(() => this.kzg.verify_blob_kzg_proof_batch(blobs, blob_kzg_commitments, proofs));
  }

  override on_block(store: Store, signed_block: SignedBeaconBlock): void {
    this.takeBlock(store, signed_block, {
      before: (block_root, block) => {
        const isAvailable = this.is_data_available(block_root, block.body.blob_kzg_commitments);
        assert(isAvailable, "on_block", "is_data_available(block_root, block.body.blob_kzg_commitments)", () => ({
          block_root,
          slot: block.slot,
        }));
      },
    });
  }
}
