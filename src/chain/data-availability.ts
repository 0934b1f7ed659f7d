import { isAtLeast } from "../spec/forks.ts";
import type { Spec } from "../spec/index.ts";
import type { Root, SignedBeaconBlock } from "../spec/values.ts";
import { toHex } from "../ssz/bytes.ts";
import type { ChainDatabase } from "../storage/database.ts";
import type { BlobsBundle } from "./engine.ts";

/** Blob data of blocks: sidecars made from what an engine gives with a payload, and whether a block has all it needs. */
export class DataAvailability {
  private readonly db: ChainDatabase;
  /** Commitments of each block that has any. */
  private readonly commitments = new Map<string, number>();

  constructor(db: ChainDatabase) {
    this.db = db;
  }

  /** To be told of every block before it is handed to fork choice. */
  expect(root: Root, block: SignedBeaconBlock["message"]): void {
    const bid = block.body.signed_execution_payload_bid?.message;
    const count = (bid ?? block.body).blob_kzg_commitments?.length ?? 0;
    if (count > 0) this.commitments.set(toHex(root), count);
  }

  /** Whether the data of this block's blobs is stored; true for one without blobs. */
  isAvailable(spec: Spec, root: Root): boolean {
    const count = this.commitments.get(toHex(root)) ?? 0;
    if (count === 0) return true;
    if (!isAtLeast(spec.fork, "fulu")) return this.db.sidecarsOf("blob", root).length === count;
    // Half of the columns are enough to rebuild the rest.
    return this.db.sidecarsOf("column", root).length * 2 >= spec.preset.NUMBER_OF_COLUMNS;
  }

  /** Stores the sidecars of a block whose blobs are here. Throws where a blob or proof is malformed. */
  store(spec: Spec, root: Root, signed: SignedBeaconBlock, bundle: BlobsBundle): void {
    if (bundle.blobs.length === 0 || !isAtLeast(spec.fork, "deneb")) return;
    const { slot } = signed.message;
    const put = (kind: "blob" | "column", index: number, ssz: Uint8Array) =>
      this.db.putSidecar(kind, index, { root, slot, fork: spec.fork, ssz });
    if (!isAtLeast(spec.fork, "fulu")) {
      for (const sidecar of spec.get_blob_sidecars(signed, [...bundle.blobs], [...bundle.proofs]))
        put("blob", sidecar.index, spec.types.BlobSidecar.serialize(sidecar));
      return;
    }
    const perBlob = bundle.proofs.length / bundle.blobs.length;
    const cellsAndProofs = bundle.blobs.map((blob, i): [Uint8Array[], Uint8Array[]] => [
      spec.kzg.compute_cells(blob),
      bundle.proofs.slice(i * perBlob, (i + 1) * perBlob),
    ]);
    for (const sidecar of spec.get_data_column_sidecars_from_block(signed, cellsAndProofs))
      put("column", sidecar.index, spec.types.DataColumnSidecar.serialize(sidecar));
  }

  /** Drops what is remembered of a block that fork choice has forgotten. */
  forget(key: string): void {
    this.commitments.delete(key);
  }
}
