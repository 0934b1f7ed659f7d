import { kzgHolds } from "../../../crypto/kzg.ts";
import { generalizedIndex } from "../../../ssz/gindex.ts";
import { GossipIgnore, GossipReject } from "../../gossip-outcome.ts";
import type { Store } from "../../phase0/fork-choice/store.ts";
import type { ProposalWording } from "../../phase0/p2p-interface/proposal-checks.ts";
import type { BlobSidecar, SubnetID, Uint64 } from "../../values.ts";
import { DenebValidator } from "../validator.ts";
import type { Seen } from "./seen.ts";

const BLOB_SIDECAR: ProposalWording = {
  subject: "blob sidecar",
  descendant: "blob sidecar's block",
  invalidParent: "blob sidecar's parent failed validation",
  invalidSignature: "invalid proposer signature on blob sidecar block header",
};

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/deneb/p2p-interface.md#blob-subnets */
export abstract class DenebBlobSidecarGossip extends DenebValidator {
  /** Most blob sidecars that one request may ask for. */
  compute_max_request_blob_sidecars(): Uint64 {
    return this.config.MAX_REQUEST_BLOCKS_DENEB * this.config.MAX_BLOBS_PER_BLOCK;
  }

  /** Whether a sidecar's commitment stands at its index in the block that its header is of. */
  verify_blob_sidecar_inclusion_proof(blob_sidecar: BlobSidecar): boolean {
    const gindex = generalizedIndex(this.types.BeaconBlockBody, "blob_kzg_commitments", blob_sidecar.index);
    return this.is_valid_merkle_branch(
      this.types.KZGCommitment.hashTreeRoot(blob_sidecar.kzg_commitment),
      blob_sidecar.kzg_commitment_inclusion_proof,
      this.preset.KZG_COMMITMENT_INCLUSION_PROOF_DEPTH,
      this.get_subtree_index(gindex),
      blob_sidecar.signed_block_header.message.body_root,
    );
  }

  /** Topics `blob_sidecar_{subnet_id}`. Throws `GossipIgnore` or `GossipReject`; else the sidecar is noted as seen. */
  validate_blob_sidecar_gossip(
    seen: Seen,
    store: Store,
    blob_sidecar: BlobSidecar,
    current_time_ms: Uint64,
    subnet_id: SubnetID,
  ): void {
    this.checkNewBlobSidecar(seen, blob_sidecar);
    if (blob_sidecar.index >= this.config.MAX_BLOBS_PER_BLOCK) throw new GossipReject("blob index out of range");
    this.checkBlobSidecar(seen, store, blob_sidecar, current_time_ms, subnet_id);
  }

  /** Ignores a proposer's second sidecar of a slot and index. */
  protected checkNewBlobSidecar(seen: Seen, { index, signed_block_header: { message } }: BlobSidecar): void {
    if (seen.blob_sidecar_tuples.has(message.slot, message.proposer_index, index))
      throw new GossipIgnore("already seen blob sidecar from this proposer for this slot and index");
  }

  /** What follows the check of the index, which depends on the fork. */
  protected checkBlobSidecar(
    seen: Seen,
    store: Store,
    blob_sidecar: BlobSidecar,
    current_time_ms: Uint64,
    subnet_id: SubnetID,
  ): void {
    const { message: header, signature } = blob_sidecar.signed_block_header;
    if (this.compute_subnet_for_blob_sidecar(blob_sidecar.index) !== subnet_id)
      throw new GossipReject("blob sidecar is for wrong subnet");
    this.checkProposalTime(store, header, current_time_ms, BLOB_SIDECAR);
    this.checkParentSeen(store, header, BLOB_SIDECAR);
    this.checkParentValid(store, header, BLOB_SIDECAR);
    const root = this.types.BeaconBlockHeader.hashTreeRoot(header);
    this.checkProposerSignature(this.headState(store), header, signature, root, BLOB_SIDECAR);
    this.checkProposalAncestry(store, header, BLOB_SIDECAR);
    if (!this.verify_blob_sidecar_inclusion_proof(blob_sidecar))
      throw new GossipReject("invalid blob sidecar inclusion proof");
    const { blob, kzg_commitment, kzg_proof } = blob_sidecar;
    if (!kzgHolds(() => this.kzg.verify_blob_kzg_proof(blob, kzg_commitment, kzg_proof)))
      throw new GossipReject("invalid blob kzg proof");
    this.checkExpectedProposer(store, header, BLOB_SIDECAR);
    seen.blob_sidecar_tuples.add(header.slot, header.proposer_index, blob_sidecar.index);
  }
}
