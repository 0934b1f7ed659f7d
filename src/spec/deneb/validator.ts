import { generalizedIndex } from "../../ssz/gindex.ts";
import type { ForkchoiceEngine } from "../execution-engine.ts";
import type { BeaconState } from "../state.ts";
import type {
  Blob,
  BlobIndex,
  BlobSidecar,
  ExecutionAddress,
  Hash32,
  KZGProof,
  PayloadId,
  SignedBeaconBlock,
  SignedBeaconBlockHeader,
  SubnetID,
} from "../values.ts";
import { DenebForkChoice } from "./fork-choice.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/deneb/validator.md */
export abstract class DenebValidator extends DenebForkChoice {
  /** The block's header, with the block's signature, which is the header's as well. */
  compute_signed_block_header(signed_block: SignedBeaconBlock): SignedBeaconBlockHeader {
    const { slot, proposer_index, parent_root, state_root, body } = signed_block.message;
    const body_root = this.types.BeaconBlockBody.hashTreeRoot(body);
    return { message: { slot, proposer_index, parent_root, state_root, body_root }, signature: signed_block.signature };
  }

  /** Makes the engine build a payload, which knows its parent beacon block, for the state's slot. */
  override prepare_execution_payload(
    state: BeaconState,
    safe_block_hash: Hash32,
    finalized_block_hash: Hash32,
    suggested_fee_recipient: ExecutionAddress,
    execution_engine: ForkchoiceEngine,
  ): PayloadId | null {
    const parent_beacon_block_root = this.types.BeaconBlockHeader.hashTreeRoot(state.latest_block_header);
    return execution_engine.notify_forkchoice_updated(
      state.latest_execution_payload_header.block_hash,
      safe_block_hash,
      finalized_block_hash,
      { ...this.payloadAttributes(state, suggested_fee_recipient), parent_beacon_block_root },
    );
  }

  /** A sidecar for each blob, with the proof that the block commits to it. */
  get_blob_sidecars(
    signed_block: SignedBeaconBlock,
    blobs: readonly Blob[],
    blob_kzg_proofs: readonly KZGProof[],
  ): BlobSidecar[] {
    const { body } = signed_block.message;
    const { BeaconBlockBody } = this.types;
    const signed_block_header = this.compute_signed_block_header(signed_block);
    return blobs.map((blob, index) => ({
      index,
      blob,
      kzg_commitment: body.blob_kzg_commitments[index],
      kzg_proof: blob_kzg_proofs[index],
      signed_block_header,
      kzg_commitment_inclusion_proof: this.compute_merkle_proof(
        BeaconBlockBody,
        body,
        generalizedIndex(BeaconBlockBody, "blob_kzg_commitments", index),
      ),
    }));
  }

  /** The subnet that a blob's sidecar goes to. */
  compute_subnet_for_blob_sidecar(blob_index: BlobIndex): SubnetID {
    return blob_index % this.config.BLOB_SIDECAR_SUBNET_COUNT;
  }
}
