import { describe, expect, test } from "bun:test";
import { toHex } from "../../../src/ssz/bytes.ts";
import {
  attestationData,
  bits,
  digest,
  expected,
  privkey,
  range,
  SLOT,
  specOf,
  stateOf,
  VALIDATORS,
} from "./states.ts";

const spec = specOf("phase0");
const state = stateOf(spec);
const { phase0 } = expected;

test("the states of both sides are the same", () => {
  expect(toHex(state.hashTreeRoot())).toBe(phase0.state_root);
});

describe("assignments", () => {
  test("get_committee_assignment", () => {
    const assignments = [1, 2, 3].flatMap((epoch) =>
      [0, 17, 63].map((validator) => spec.get_committee_assignment(state, epoch, validator)),
    );
    expect(assignments.map((found) => [Array.from(found![0]), found![1], found![2]])).toEqual(
      phase0.committee_assignments as unknown as [number[], number, number][],
    );
    expect(() => spec.get_committee_assignment(state, 4, 0)).toThrow("epoch <= next_epoch");
    expect(spec.get_committee_assignment(state, 2, VALIDATORS)).toBeUndefined();
  });

  test("is_proposer and check_if_validator_active", () => {
    expect(range(VALIDATORS).filter((index) => spec.is_proposer(state, index))).toEqual([phase0.proposer]);
    const exited = state.clone();
    exited.validators.get(4).exit_epoch = 2;
    expect(spec.check_if_validator_active(state, 4)).toBe(true);
    expect(spec.check_if_validator_active(exited, 4)).toBe(false);
  });

  test("compute_subnet_for_attestation", () => {
    const subnets = [
      [2, 18, 1],
      [64, 23, 63],
      [1, 16, 0],
    ].map(([count, slot, index]) => spec.compute_subnet_for_attestation(count, slot, index));
    expect(subnets).toEqual(phase0.subnets);
  });
});

describe("eth1 votes", () => {
  const chain = [
    [500, 70],
    [560, 64],
    [600, 66],
    [700, 70],
    [776, 60],
    [777, 80],
  ].map(([timestamp, deposit_count]) => ({ timestamp, deposit_root: digest(`deposits${timestamp}`), deposit_count }));

  test("is_candidate_block", () => {
    const start = spec.voting_period_start_time(state);
    expect(start).toBe(phase0.voting_period_start_time);
    const block = (timestamp: number) => ({ timestamp, deposit_root: new Uint8Array(32), deposit_count: 0 });
    const candidates = range(250)
      .map((i) => 540 + i)
      .filter((time) => spec.is_candidate_block(block(time), start));
    expect(candidates).toEqual(phase0.candidates);
  });

  for (const [name, { order, vote }] of Object.entries(phase0.eth1_votes))
    test(`get_eth1_vote: ${name}`, () => {
      const voted = state.clone();
      for (const i of order) voted.eth1_data_votes.push(spec.get_eth1_data(chain[i]));
      expect(toHex(spec.get_eth1_vote(voted, chain).block_hash)).toBe(vote);
    });

  test("without a chain the state's data is the vote", () => {
    expect(toHex(spec.get_eth1_vote(state, []).block_hash)).toBe(phase0.eth1_without_chain);
  });

  test("a known hash is the vote's", () => {
    const block_hash = digest("a real block");
    expect(spec.get_eth1_data({ ...chain[0], block_hash }).block_hash).toEqual(block_hash);
  });
});

describe("proposals", () => {
  test("get_epoch_signature, compute_new_state_root, get_block_signature", () => {
    const ahead = state.clone();
    spec.process_slots(ahead, SLOT + 1);
    const block = spec.types.BeaconBlock.defaultValue();
    block.slot = SLOT + 1;
    block.proposer_index = spec.get_beacon_proposer_index(ahead);
    block.parent_root = spec.types.BeaconBlockHeader.hashTreeRoot(ahead.latest_block_header);
    block.body.eth1_data = state.eth1_data;
    const key = privkey(block.proposer_index + 1);
    block.body.randao_reveal = spec.get_epoch_signature(state, block, key);
    const before = toHex(state.hashTreeRoot());
    block.state_root = spec.compute_new_state_root(state, block);
    expect(toHex(state.hashTreeRoot())).toBe(before);
    expect({
      proposer_index: block.proposer_index,
      randao_reveal: toHex(block.body.randao_reveal),
      state_root: toHex(block.state_root),
      signature: toHex(spec.get_block_signature(state, block, key)),
    }).toEqual(phase0.block);
  });
});

describe("attestations", () => {
  const attestations = range(3).map((i) => ({
    aggregation_bits: bits(...range(4).map((j) => Number(i === j))),
    data: attestationData,
    signature: spec.get_attestation_signature(state, attestationData, privkey(i + 1)),
    committee_bits: bits(),
  }));

  test("get_attestation_signature", () => {
    const signature = spec.get_attestation_signature(state, attestationData, privkey(5));
    expect(toHex(signature)).toBe(phase0.attestation_signature);
  });

  test("get_slot_signature and is_aggregator", () => {
    expect(toHex(spec.get_slot_signature(state, 18, privkey(5)))).toBe(phase0.slot_signature);
    const aggregators = range(8).map((i) =>
      spec.is_aggregator(state, 18, 0, spec.get_slot_signature(state, 18, privkey(i + 1))),
    );
    expect(aggregators).toEqual(phase0.aggregators);
  });

  test("get_aggregate_signature", () => {
    expect(toHex(spec.get_aggregate_signature(attestations))).toBe(phase0.aggregate_signature);
    expect(() => spec.get_aggregate_signature([])).toThrow();
  });

  test("get_aggregate_and_proof and its signature", () => {
    const proof = spec.get_aggregate_and_proof(state, 4, attestations[0], privkey(5));
    expect({
      root: toHex(spec.types.AggregateAndProof.hashTreeRoot(proof)),
      signature: toHex(spec.get_aggregate_and_proof_signature(state, proof, privkey(5))),
    }).toEqual(phase0.aggregate_and_proof);
  });
});
