import { bytesEqual, toHex } from "../../../ssz/bytes.ts";
import { assert } from "../../errors.ts";
import type { ExecutionEngine } from "../../execution-engine.ts";
import type { Store } from "../../phase0/fork-choice/store.ts";
import type { BeaconState } from "../../state.ts";
import type {
  BlobKZGCommitments,
  DataColumnSidecar,
  PayloadAttestation,
  PayloadAttestationMessage,
  Root,
  SignedExecutionPayloadEnvelope,
} from "../../values.ts";
import { GloasForkChoiceTree } from "./tree.ts";

/** Payloads and the votes about them. */
export abstract class GloasForkChoicePayloads extends GloasForkChoiceTree {
  // Defined by p2p-interface.md.
  // @ts-expect-error Gloas:EIP7732 adds kzg_commitments
  abstract override verify_data_column_sidecar(
    sidecar: DataColumnSidecar,
    kzg_commitments: BlobKZGCommitments,
  ): boolean;
  // @ts-expect-error Gloas:EIP7732 adds kzg_commitments
  abstract override verify_data_column_sidecar_kzg_proofs(
    sidecar: DataColumnSidecar,
    kzg_commitments: BlobKZGCommitments,
  ): boolean;

  override is_data_available(beacon_block_root: Root): boolean {
    const known = this.environment.isDataAvailable?.(beacon_block_root);
    if (known !== undefined) return known;
    const [column_sidecars, kzg_commitments] =
      this.environment.retrieve_column_sidecars_and_kzg_commitments(beacon_block_root);
    return column_sidecars.every(
      (sidecar) =>
        this.verify_data_column_sidecar(sidecar, [...kzg_commitments]) &&
        this.verify_data_column_sidecar_kzg_proofs(sidecar, [...kzg_commitments]),
    );
  }

  /** Throws where the envelope is not the one that the block of this state has committed to, or its payload invalid. */
  verify_execution_payload_envelope(
    state: BeaconState,
    signed_envelope: SignedExecutionPayloadEnvelope,
    execution_engine: ExecutionEngine,
  ): void {
    const envelope = signed_envelope.message;
    const { payload, execution_requests, parent_beacon_block_root } = envelope;
    const bid = state.latest_execution_payload_bid;
    const here = "verify_execution_payload_envelope";
    const check = (holds: boolean, condition: string): void =>
      assert(holds, here, condition, () => ({ beacon_block_root: envelope.beacon_block_root, slot: state.slot }));

    check(
      this.verify_execution_payload_envelope_signature(state, signed_envelope),
      "verify_execution_payload_envelope_signature(state, signed_envelope)",
    );

    const header = { ...state.latest_block_header, state_root: state.hashTreeRoot() };
    const header_root = this.types.BeaconBlockHeader.hashTreeRoot(header);
    check(bytesEqual(envelope.beacon_block_root, header_root), "envelope.beacon_block_root == hash_tree_root(header)");
    check(
      bytesEqual(parent_beacon_block_root, state.latest_block_header.parent_root),
      "envelope.parent_beacon_block_root == state.latest_block_header.parent_root",
    );

    check(envelope.builder_index === bid.builder_index, "envelope.builder_index == bid.builder_index");
    check(bytesEqual(payload.prev_randao, bid.prev_randao), "payload.prev_randao == bid.prev_randao");
    check(payload.gas_limit === bid.gas_limit, "payload.gas_limit == bid.gas_limit");
    check(bytesEqual(payload.block_hash, bid.block_hash), "payload.block_hash == bid.block_hash");
    check(
      bytesEqual(this.types.ExecutionRequests.hashTreeRoot(execution_requests), bid.execution_requests_root),
      "hash_tree_root(envelope.execution_requests) == bid.execution_requests_root",
    );

    check(payload.slot_number === state.slot, "payload.slot_number == state.slot");
    check(bytesEqual(payload.parent_hash, state.latest_block_hash), "payload.parent_hash == state.latest_block_hash");
    check(
      payload.timestamp === this.compute_time_at_slot(state.genesis_time, state.slot),
      "payload.timestamp == compute_time_at_slot(state.genesis_time, state.slot)",
    );
    check(
      bytesEqual(
        this.types.Withdrawals.hashTreeRoot(payload.withdrawals),
        this.types.Withdrawals.hashTreeRoot([...state.payload_expected_withdrawals]),
      ),
      "hash_tree_root(payload.withdrawals) == hash_tree_root(state.payload_expected_withdrawals)",
    );

    const versioned_hashes = bid.blob_kzg_commitments.map((commitment) =>
      this.kzg_commitment_to_versioned_hash(commitment),
    );
    check(
      execution_engine.verify_and_notify_new_payload({
        execution_payload: payload,
        versioned_hashes,
        parent_beacon_block_root,
        execution_requests,
      }),
      "execution_engine.verify_and_notify_new_payload(…)",
    );
  }

  /** Takes the votes of a block's payload attestations in, all of them or, where it throws, none. */
  notify_ptc_messages(store: Store, state: BeaconState, payload_attestations: readonly PayloadAttestation[]): void {
    if (state.slot === 0) return;
    const votes = payload_attestations.flatMap((payload_attestation) => {
      const { attesting_indices } = this.get_indexed_payload_attestation(state, payload_attestation);
      const { data } = payload_attestation;
      return attesting_indices.map((validator_index) => {
        const message = { validator_index, data, signature: new Uint8Array(96) };
        return { data, places: this.placesInCommittee(store, message, true) };
      });
    });
    for (const { data, places } of votes)
      store.recordPtcVotes(data.beacon_block_root, places, data.payload_present, data.blob_data_available);
  }

  /**
   * Takes the payload of a known block in. Throws where it is not valid, or its blobs are not available. A payload that
   * the engine has not judged yet may be let pass by `EXECUTION_ENGINE`; `Store.remove` takes it back.
   */
  on_execution_payload_envelope(store: Store, signed_envelope: SignedExecutionPayloadEnvelope): void {
    this.verifyEnvelope(store, signed_envelope);
    store.addPayload(signed_envelope.message);
  }

  /**
   * Takes a committee member's vote about a payload in; those of a block that is being imported may be of the slot
   * before and are not verified again. Does nothing for a block of another slot than the vote's.
   */
  on_payload_attestation_message(store: Store, ptc_message: PayloadAttestationMessage, is_from_block = false): void {
    const places = this.placesInCommittee(store, ptc_message, is_from_block);
    const { beacon_block_root, payload_present, blob_data_available } = ptc_message.data;
    store.recordPtcVotes(beacon_block_root, places, payload_present, blob_data_available);
  }

  /** Throws where the envelope's block is unknown, its data not available, or the envelope not valid. */
  protected verifyEnvelope(store: Store, signed_envelope: SignedExecutionPayloadEnvelope): void {
    const here = "on_execution_payload_envelope";
    const { beacon_block_root } = signed_envelope.message;
    assert(
      store.block_states.has(toHex(beacon_block_root)),
      here,
      "envelope.beacon_block_root in store.block_states",
      () => ({ beacon_block_root }),
    );
    assert(this.is_data_available(beacon_block_root), here, "is_data_available(envelope.beacon_block_root)", () => ({
      beacon_block_root,
    }));
    const state = store.blockState(beacon_block_root);
    this.verify_execution_payload_envelope(state, signed_envelope, this.EXECUTION_ENGINE);
  }

  /**
   * Where a vote's validator sits in the committee; nowhere for a vote about a block of another slot. Throws where the
   * vote does not count.
   */
  private placesInCommittee(store: Store, ptc_message: PayloadAttestationMessage, is_from_block: boolean): number[] {
    const here = "on_payload_attestation_message";
    const { data, validator_index, signature } = ptc_message;
    const { slot, beacon_block_root } = data;
    assert(
      store.block_states.has(toHex(beacon_block_root)),
      here,
      "data.beacon_block_root in store.block_states",
      () => ({
        beacon_block_root,
      }),
    );
    if (slot !== store.block(beacon_block_root).slot) return [];
    const state = store.blockState(beacon_block_root);
    const places = [...this.get_ptc(state, slot)].flatMap((member, place) => (member === validator_index ? place : []));
    assert(places.length > 0, here, "len(ptc_indices) > 0", () => ({ validator_index, slot }));
    if (is_from_block) return places;
    const current_slot = this.get_current_slot(store);
    assert(slot === current_slot, here, "data.slot == get_current_slot(store)", () => ({ slot, current_slot }));
    const indexed = { attesting_indices: [validator_index], data, signature };
    assert(
      this.is_valid_indexed_payload_attestation(state, indexed),
      here,
      "is_valid_indexed_payload_attestation(…)",
      () => ({ validator_index, slot }),
    );
    return places;
  }
}
