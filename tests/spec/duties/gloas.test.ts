import { describe, expect, test } from "bun:test";
import { EMPTY_ENVIRONMENT } from "../../../src/spec/fork-choice/environment.ts";
import { PAYLOAD_STATUS_EMPTY, PAYLOAD_STATUS_FULL } from "../../../src/spec/gloas/constants.ts";
import { InclusionListStore } from "../../../src/spec/heze/inclusion-list/store.ts";
import type { Spec } from "../../../src/spec/index.ts";
import type { Store } from "../../../src/spec/phase0/fork-choice/store.ts";
import type { BeaconState } from "../../../src/spec/state.ts";
import type { ExecutionPayloadEnvelope, Root } from "../../../src/spec/values.ts";
import { concatBytes, toHex } from "../../../src/ssz/bytes.ts";
import { RecordingEngine } from "./engine.ts";
import { digest, expected, privkey, range, SLOT, specOf, stateOf, VALIDATORS } from "./states.ts";

const fees = digest("fees").slice(0, 20);

/** A store that starts from a block of slot 0, so that it is an ancestor whatever depends on it. */
function anchored(spec: Spec, state: BeaconState): { store: Store; root: Root } {
  const anchor = state.clone();
  anchor.slot = 0;
  const block = spec.types.BeaconBlock.defaultValue();
  block.state_root = anchor.hashTreeRoot();
  return { store: spec.get_forkchoice_store(anchor, block), root: spec.types.BeaconBlock.hashTreeRoot(block) };
}

/** What the engine is told when a proposer builds three slots after the state's, on the store's anchor. */
function prepare(spec: Spec, state: BeaconState, payload_status: number): RecordingEngine {
  const { store, root } = anchored(spec, state);
  const envelope: ExecutionPayloadEnvelope = spec.types.ExecutionPayloadEnvelope.defaultValue();
  envelope.execution_requests.deposits.push({
    pubkey: concatBytes(digest("p"), digest("q").subarray(0, 16)),
    withdrawal_credentials: digest("w"),
    amount: 32e9,
    signature: new Uint8Array(96).fill(5),
    index: 64,
  });
  store.payloads.set(toHex(root), envelope);
  const ahead = state.clone();
  ahead.latest_execution_payload_bid = {
    ...state.latest_execution_payload_bid,
    execution_requests_root: spec.types.ExecutionRequests.hashTreeRoot(envelope.execution_requests),
  };
  ahead.latest_block_header = { ...state.latest_block_header, slot: SLOT };
  ahead.slot = SLOT + 3;
  const before = toHex(ahead.hashTreeRoot());
  const engine = new RecordingEngine();
  const head = { root, payload_status };
  spec.prepare_execution_payload(store, head, ahead, digest("safe"), digest("finalized"), fees, 36e6, engine);
  expect(toHex(ahead.hashTreeRoot())).toBe(before);
  expect(engine.custody_columns).toBeNull();
  return engine;
}

describe("gloas", () => {
  const spec = specOf("gloas");
  const state = stateOf(spec);
  const { gloas } = expected;

  test("the states of both sides are the same", () => {
    expect(toHex(state.hashTreeRoot())).toBe(gloas.state_root);
  });

  test("get_ptc_assignment", () => {
    const assignments = [2, 3].flatMap((epoch) =>
      range(VALIDATORS).map((index) => spec.get_ptc_assignment(state, epoch, index) ?? null),
    );
    expect(assignments).toEqual(gloas.ptc_assignments);
    expect(() => spec.get_ptc_assignment(state, 4, 0)).toThrow("epoch <= max_epoch");
  });

  test("get_upcoming_proposal_slots", () => {
    const slots = range(VALIDATORS).map((index) => spec.get_upcoming_proposal_slots(state, index));
    expect(slots).toEqual(gloas.upcoming_proposals);
  });

  test("get_signed_proposer_preferences", () => {
    const { store, root } = anchored(spec, state);
    const signed = spec.get_signed_proposer_preferences(store, state, root, 27, 12, fees, 36e6, privkey(13));
    const { SignedProposerPreferences } = spec.types;
    expect(toHex(SignedProposerPreferences.hashTreeRoot(signed))).toBe(gloas.proposer_preferences);
  });

  test("prepare_execution_payload on the head's payload", () => {
    const engine = prepare(spec, state, PAYLOAD_STATUS_FULL);
    expect(engine.told).toEqual(gloas.prepare_on_full as unknown as typeof engine.told);
  });

  test("prepare_execution_payload without the head's payload", () => {
    const engine = prepare(spec, state, PAYLOAD_STATUS_EMPTY);
    expect(engine.told).toEqual(gloas.prepare_on_empty as unknown as typeof engine.told);
  });

  test("get_payload_attestation_message_signature", () => {
    const message = spec.types.PayloadAttestationMessage.defaultValue();
    Object.assign(message.data, { beacon_block_root: digest("head"), slot: SLOT, payload_present: true });
    const signature = spec.get_payload_attestation_message_signature(state, message, privkey(5));
    expect(toHex(signature)).toBe(gloas.payload_attestation_signature);
  });

  test("signatures of builders", () => {
    const bid = { ...state.latest_execution_payload_bid, slot: SLOT + 1 };
    expect(toHex(spec.get_execution_payload_bid_signature(state, bid, privkey(5)))).toBe(gloas.bid_signature);
    const envelope = spec.types.ExecutionPayloadEnvelope.defaultValue();
    envelope.beacon_block_root = digest("head");
    const signature = spec.get_execution_payload_envelope_signature(state, envelope, privkey(5));
    expect(toHex(signature)).toBe(gloas.envelope_signature);
  });
});

describe("heze", () => {
  const lists = new InclusionListStore();
  const spec = specOf("heze").withEnvironment({
    ...EMPTY_ENVIRONMENT,
    cached_or_new_inclusion_list_store: () => lists,
  });
  const state = stateOf(spec);
  const { heze } = expected;

  test("the states of both sides are the same", () => {
    expect(toHex(state.hashTreeRoot())).toBe(heze.state_root);
  });

  test("get_inclusion_list_committee_assignment", () => {
    const assignments = [2, 3].flatMap((epoch) =>
      range(VALIDATORS).map((index) => spec.get_inclusion_list_committee_assignment(state, epoch, index) ?? null),
    );
    expect(assignments).toEqual(heze.inclusion_list_assignments);
    expect(() => spec.get_inclusion_list_committee_assignment(state, 4, 0)).toThrow("epoch <= next_epoch");
  });

  test("get_signed_inclusion_list", () => {
    const { store, root } = anchored(spec, state);
    const transactions = [new Uint8Array([1, 2, 3]), new Uint8Array([4])];
    const signed = spec.get_signed_inclusion_list(store, state, root, 22, 12, transactions, privkey(13));
    expect(toHex(spec.types.SignedInclusionList.hashTreeRoot(signed))).toBe(heze.signed_inclusion_list);
  });

  test("prepare_execution_payload without inclusion lists", () => {
    const engine = prepare(spec, state, PAYLOAD_STATUS_EMPTY);
    expect(engine.told).toEqual(heze.prepare_on_empty as unknown as typeof engine.told);
  });

  test("prepare_execution_payload with the lists of the slot before, late ones too", () => {
    const { store, root } = anchored(spec, state);
    const list = (slot: number, index: number, ...transactions: number[]) =>
      spec.get_signed_inclusion_list(
        store,
        state,
        root,
        slot,
        index,
        transactions.map((byte) => new Uint8Array([byte])),
        privkey(index + 1),
      );
    spec.process_inclusion_list(lists, list(SLOT + 2, 1, 1, 2), true);
    spec.process_inclusion_list(lists, list(SLOT + 2, 2, 2, 3), false);
    spec.process_inclusion_list(lists, list(SLOT + 1, 3, 4), true);
    const { told } = prepare(spec, state, PAYLOAD_STATUS_EMPTY);
    expect(told?.payload_attributes.inclusion_list_transactions).toEqual(["0x01", "0x02", "0x03"]);
  });
});
