import { BitArray } from "@chainsafe/ssz";
import { trustingSpec } from "../src/chain/transition.ts";
import { DOMAIN_SYNC_COMMITTEE } from "../src/spec/altair/constants.ts";
import { BUILDER_INDEX_SELF_BUILD } from "../src/spec/gloas/constants.ts";
import type { Spec } from "../src/spec/index.ts";
import { DOMAIN_BEACON_ATTESTER, DOMAIN_BEACON_PROPOSER, DOMAIN_RANDAO } from "../src/spec/phase0/constants.ts";
import type { BeaconState } from "../src/spec/state.ts";
import type { Attestation, BeaconBlock, SignedBeaconBlock, SyncAggregate } from "../src/spec/values.ts";
import { secretBytes, secretNumber, summedSecret } from "./keys.ts";

/** Aggregates in a block; each is of all committees of one slot. */
const AGGREGATES = 8;

/**
 * A block on a state that has been brought to the block's slot: full aggregates of the slots before, full sync
 * aggregate, a payload without transactions or, in gloas, a bid for one; every signature is valid.
 */
export function createBlock(spec: Spec, state: BeaconState): SignedBeaconBlock {
  const body = spec.types.BeaconBlockBody.defaultValue();
  const proposer_index = spec.get_beacon_proposer_index(state);
  const secret = secretBytes(secretNumber(proposer_index));
  const epoch = spec.get_current_epoch(state);
  const sign = (domain: Uint8Array, root: Uint8Array, key: Uint8Array): Uint8Array =>
    spec.bls.Sign(key, spec.compute_signing_root(spec.types.Root, root, domain));

  body.randao_reveal = sign(spec.get_domain(state, DOMAIN_RANDAO), spec.types.Epoch.hashTreeRoot(epoch), secret);
  body.eth1_data = state.eth1_data;
  body.attestations = Array.from({ length: AGGREGATES }, (_, i) => createAttestation(spec, state, state.slot - 1 - i));
  body.sync_aggregate = createSyncAggregate(spec, state);
  if (spec.fork === "gloas") addBid(spec, state, body);
  else addPayload(spec, state, body);

  const block: BeaconBlock = {
    slot: state.slot,
    proposer_index,
    parent_root: spec.types.BeaconBlockHeader.hashTreeRoot(state.latest_block_header),
    state_root: new Uint8Array(32),
    body,
  };
  const post = state.clone();
  trustingSpec(spec).process_block(post, block);
  block.state_root = post.hashTreeRoot();
  const root = spec.types.BeaconBlock.hashTreeRoot(block);
  return { message: block, signature: sign(spec.get_domain(state, DOMAIN_BEACON_PROPOSER), root, secret) };
}

function createAttestation(spec: Spec, state: BeaconState, slot: number): Attestation {
  const epoch = spec.compute_epoch_at_slot(slot);
  const committees = spec.get_committee_count_per_slot(state, epoch);
  const members = Array.from({ length: committees }, (_, i) => [...spec.get_beacon_committee(state, slot, i)]).flat();
  const committee_bits = BitArray.fromBitLen(spec.preset.MAX_COMMITTEES_PER_SLOT);
  for (let i = 0; i < committees; i++) committee_bits.set(i, true);
  const data = {
    slot,
    index: 0,
    beacon_block_root: spec.get_block_root_at_slot(state, slot),
    source:
      epoch === spec.get_current_epoch(state)
        ? state.current_justified_checkpoint
        : state.previous_justified_checkpoint,
    target: { epoch, root: spec.get_block_root(state, epoch) },
  };
  const domain = spec.get_domain(state, DOMAIN_BEACON_ATTESTER, epoch);
  return {
    aggregation_bits: BitArray.fromBoolArray(members.map(() => true)),
    data,
    signature: spec.bls.Sign(
      summedSecret(members),
      spec.compute_signing_root(spec.types.AttestationData, data, domain),
    ),
    committee_bits,
  };
}

function createSyncAggregate(spec: Spec, state: BeaconState): SyncAggregate {
  const { pubkeys } = state.current_sync_committee;
  const indices = new Map<string, number>();
  for (let i = 0; i < state.validators.length; i++) indices.set(state.validators.columns.pubkey.get(i).toHex(), i);
  const members = pubkeys.map((pubkey) => indices.get(pubkey.toHex())!);
  const slot = state.slot - 1;
  const domain = spec.get_domain(state, DOMAIN_SYNC_COMMITTEE, spec.compute_epoch_at_slot(slot));
  const root = spec.compute_signing_root(spec.types.Root, spec.get_block_root_at_slot(state, slot), domain);
  return {
    sync_committee_bits: BitArray.fromBoolArray(pubkeys.map(() => true)),
    sync_committee_signature: spec.bls.Sign(summedSecret(members), root),
  };
}

function addPayload(spec: Spec, state: BeaconState, body: BeaconBlock["body"]): void {
  const header = state.latest_execution_payload_header;
  body.execution_payload = {
    ...spec.types.ExecutionPayload.defaultValue(),
    parent_hash: header.block_hash,
    block_hash: spec.sha256(header.block_hash),
    block_number: header.block_number + 1,
    prev_randao: spec.get_randao_mix(state, spec.get_current_epoch(state)),
    timestamp: spec.compute_time_at_slot(state.genesis_time, state.slot),
    withdrawals: [...spec.get_expected_withdrawals(state).withdrawals],
  };
}

function addBid(spec: Spec, state: BeaconState, body: BeaconBlock["body"]): void {
  const parent = state.latest_execution_payload_bid;
  body.parent_execution_requests = spec.types.ExecutionRequests.defaultValue();
  body.signed_execution_payload_bid = {
    message: {
      ...spec.types.ExecutionPayloadBid.defaultValue(),
      parent_block_hash: parent.block_hash,
      parent_block_root: spec.get_block_root_at_slot(state, state.slot - 1),
      block_hash: spec.sha256(parent.block_hash),
      prev_randao: spec.get_randao_mix(state, spec.get_current_epoch(state)),
      builder_index: BUILDER_INDEX_SELF_BUILD,
      slot: state.slot,
      execution_requests_root: spec.types.ExecutionRequests.hashTreeRoot(spec.types.ExecutionRequests.defaultValue()),
    },
    signature: Uint8Array.fromHex(`c0${"00".repeat(95)}`),
  };
}
