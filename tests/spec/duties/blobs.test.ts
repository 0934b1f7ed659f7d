import { describe, expect, test } from "bun:test";
import type { FuluSpec } from "../../../src/spec/fulu/spec.ts";
import type { Spec } from "../../../src/spec/index.ts";
import type { SignedBeaconBlock } from "../../../src/spec/values.ts";
import { concatBytes, toHex } from "../../../src/ssz/bytes.ts";
import { digest, expected, privkey, range, specOf, stateOf } from "./states.ts";

/** A signed block with three blobs' commitments. */
function blobBlock(spec: Spec): SignedBeaconBlock {
  const block = spec.types.SignedBeaconBlock.defaultValue();
  Object.assign(block.message, {
    slot: 21,
    proposer_index: 8,
    parent_root: digest("parent"),
    state_root: digest("state"),
  });
  block.signature = spec.bls.Sign(privkey(9), digest("block"));
  block.message.body.blob_kzg_commitments = range(3).map((i) =>
    concatBytes(digest(`c${i}`), digest(`d${i}`).subarray(0, 16)),
  );
  return block;
}

/** Bytes that repeat two. */
const repeated = (a: number, b: number, length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (i % 2 === 0 ? a : b));

const cellsAndProofs = (spec: Spec) =>
  range(3).map((i): [Uint8Array[], Uint8Array[]] => [
    range(spec.preset.CELLS_PER_EXT_BLOB).map((j) => repeated(i, j, 32 * spec.preset.FIELD_ELEMENTS_PER_CELL)),
    range(spec.preset.CELLS_PER_EXT_BLOB).map((j) => repeated(j, i, 48)),
  ]);

describe("deneb", () => {
  const spec = specOf("deneb");
  const block = blobBlock(spec);

  test("compute_signed_block_header", () => {
    const header = spec.compute_signed_block_header(block);
    expect(toHex(spec.types.SignedBeaconBlockHeader.hashTreeRoot(header))).toBe(expected.deneb.signed_block_header);
  });

  test("get_blob_sidecars", () => {
    const blobs = range(3).map((i) => new Uint8Array(32 * spec.preset.FIELD_ELEMENTS_PER_BLOB).fill(i + 1));
    const proofs = range(3).map((i) => new Uint8Array(48).fill(i));
    const sidecars = spec.get_blob_sidecars(block, blobs, proofs);
    const shown = sidecars.map((sidecar) => ({
      root: toHex(spec.types.BlobSidecar.hashTreeRoot(sidecar)),
      proof: sidecar.kzg_commitment_inclusion_proof.map(toHex),
    }));
    expect(shown).toEqual(expected.deneb.blob_sidecars);
  });

  test("compute_subnet_for_blob_sidecar, of electra too", () => {
    expect(range(8).map((i) => spec.compute_subnet_for_blob_sidecar(i))).toEqual(expected.deneb.blob_subnets);
    const electra = specOf("electra");
    expect(range(11).map((i) => electra.compute_subnet_for_blob_sidecar(i))).toEqual(expected.electra.blob_subnets);
  });
});

describe("fulu", () => {
  const newest = specOf("fulu");
  const spec = newest as unknown as FuluSpec;
  const state = stateOf(newest);
  const block = blobBlock(newest);
  const cells = cellsAndProofs(newest);

  test("get_validators_custody_requirement", () => {
    expect(toHex(state.hashTreeRoot())).toBe(expected.fulu.state_root);
    const counts = [0, 1, 8, 9, 40, 64];
    const groups = counts.map((count) => spec.get_validators_custody_requirement(state, range(count)));
    expect(groups).toEqual(expected.fulu.custody);
    state.validators.get(0).effective_balance = 2048e9 * 3;
    expect(spec.get_validators_custody_requirement(state, [0])).toBe(128);
  });

  test("get_data_column_sidecars_from_block and from_column_sidecar", () => {
    const sidecars = spec.get_data_column_sidecars_from_block(block, cells);
    const roots = sidecars.slice(0, 4).map((sidecar) => toHex(spec.types.DataColumnSidecar.hashTreeRoot(sidecar)));
    expect(sidecars).toHaveLength(128);
    expect(roots).toEqual(expected.fulu.sidecars);
    expect(sidecars[0].kzg_commitments_inclusion_proof.map(toHex)).toEqual(expected.fulu.sidecar_proof);
    expect(spec.get_data_column_sidecars_from_column_sidecar(sidecars[5], cells)).toEqual(sidecars);
  });

  test("cells of all blobs are needed", () => {
    expect(() => spec.get_data_column_sidecars_from_block(block, cells.slice(0, 2))).toThrow(
      "len(cells_and_kzg_proofs) == len(kzg_commitments)",
    );
  });
});

test("gloas names a sidecar's block by root and slot", () => {
  const spec = specOf("gloas");
  const block = spec.types.SignedBeaconBlock.defaultValue();
  block.message.slot = 21;
  const cells = cellsAndProofs(spec);
  const sidecars = spec.get_data_column_sidecars_from_block(block, cells);
  const roots = sidecars.slice(0, 4).map((sidecar) => toHex(spec.types.DataColumnSidecar.hashTreeRoot(sidecar)));
  expect(roots).toEqual(expected.gloas.sidecars);
  expect(spec.get_data_column_sidecars_from_column_sidecar(sidecars[5], cells)).toEqual(sidecars);
});
