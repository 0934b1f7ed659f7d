import type { CellsAndProofs } from "../fulu/validator.ts";
import type { BeaconState } from "../state.ts";
import type {
  BLSSignature,
  DataColumnSidecar,
  ExecutionPayloadBid,
  ExecutionPayloadEnvelope,
  Root,
  SignedBeaconBlock,
  Slot,
} from "../values.ts";
import { DOMAIN_BEACON_BUILDER } from "./constants.ts";
import { GloasValidator } from "./validator.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/gloas/builder.md */
export abstract class GloasBuilder extends GloasValidator {
  /** The builder's signature of its bid. */
  get_execution_payload_bid_signature(state: BeaconState, bid: ExecutionPayloadBid, privkey: Uint8Array): BLSSignature {
    const domain = this.get_domain(state, DOMAIN_BEACON_BUILDER, this.compute_epoch_at_slot(bid.slot));
    return this.bls.Sign(privkey, this.compute_signing_root(this.types.ExecutionPayloadBid, bid, domain));
  }

  /** A sidecar for each column of the cells of the blobs of a payload. */
  override get_data_column_sidecars(
    beacon_block_root: Root,
    slot: Slot,
    cells_and_kzg_proofs: readonly CellsAndProofs[],
  ): DataColumnSidecar[] {
    return Array.from({ length: this.preset.NUMBER_OF_COLUMNS }, (_, index) => {
      const sidecar: GloasDataColumnSidecar = {
        index,
        column: cells_and_kzg_proofs.map(([cells]) => cells[index]),
        kzg_proofs: cells_and_kzg_proofs.map(([, proofs]) => proofs[index]),
        slot,
        beacon_block_root,
      };
      return sidecar as DataColumnSidecar;
    });
  }

  /** The sidecars of a block's payload, out of its blobs' cells. */
  override get_data_column_sidecars_from_block(
    signed_block: SignedBeaconBlock,
    cells_and_kzg_proofs: readonly CellsAndProofs[],
  ): DataColumnSidecar[] {
    const beacon_block_root = this.types.BeaconBlock.hashTreeRoot(signed_block.message);
    return this.get_data_column_sidecars(beacon_block_root, signed_block.message.slot, cells_and_kzg_proofs);
  }

  /** The builder's signature of the payload that it reveals. */
  get_execution_payload_envelope_signature(
    state: BeaconState,
    envelope: ExecutionPayloadEnvelope,
    privkey: Uint8Array,
  ): BLSSignature {
    const domain = this.get_domain(state, DOMAIN_BEACON_BUILDER, this.compute_epoch_at_slot(state.slot));
    return this.bls.Sign(privkey, this.compute_signing_root(this.types.ExecutionPayloadEnvelope, envelope, domain));
  }
}

/** The fields that a data column's sidecar has from gloas on. */
type GloasDataColumnSidecar = Omit<
  DataColumnSidecar,
  "kzg_commitments" | "signed_block_header" | "kzg_commitments_inclusion_proof"
>;
