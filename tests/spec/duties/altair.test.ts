import { expect, test } from "bun:test";
import { toHex } from "../../../src/ssz/bytes.ts";
import { bits, digest, expected, privkey, range, specOf, stateOf, VALIDATORS } from "./states.ts";

const spec = specOf("altair");
const state = stateOf(spec);
const { altair } = expected;

const contributions = [0, 2, 3].map((subcommittee_index) => ({
  slot: 19,
  beacon_block_root: digest("head"),
  subcommittee_index,
  aggregation_bits: bits(...range(8).map((j) => Number((subcommittee_index + j) % 3 === 0))),
  signature: spec.bls.Sign(privkey(subcommittee_index + 1), digest("head")),
}));

test("the states of both sides are the same", () => {
  expect(toHex(state.hashTreeRoot())).toBe(altair.state_root);
});

test("compute_sync_committee_period", () => {
  expect([0, 7, 8, 100].map((epoch) => spec.compute_sync_committee_period(epoch))).toEqual(altair.periods);
});

test("is_assigned_to_sync_committee", () => {
  const assigned = [2, 8].map((epoch) =>
    range(VALIDATORS).map((index) => spec.is_assigned_to_sync_committee(state, epoch, index)),
  );
  expect(assigned).toEqual(altair.assigned);
  expect(() => spec.is_assigned_to_sync_committee(state, 16, 0)).toThrow("sync_committee_period in");
});

test("process_sync_committee_contributions", () => {
  const block = spec.types.BeaconBlock.defaultValue();
  spec.process_sync_committee_contributions(block, contributions);
  expect(toHex(spec.types.SyncAggregate.hashTreeRoot(block.body.sync_aggregate))).toBe(altair.sync_aggregate);
});

test("get_sync_committee_message", () => {
  const message = spec.get_sync_committee_message(state, digest("head"), 9, privkey(10));
  expect(toHex(spec.types.SyncCommitteeMessage.hashTreeRoot(message))).toBe(altair.message);
});

test("compute_subnets_for_sync_committee", () => {
  const subnets = (of: typeof state) =>
    range(VALIDATORS).map((index) => [...spec.compute_subnets_for_sync_committee(of, index)].sort());
  expect(subnets(state)).toEqual(altair.subnets);
  const last = state.clone();
  last.slot = 63;
  expect(subnets(last)).toEqual(altair.subnets_before_next);
});

test("selection of aggregators", () => {
  const proof = spec.get_sync_committee_selection_proof(state, 19, 2, privkey(5));
  expect(toHex(proof)).toBe(altair.selection_proof);
  const aggregators = range(8).map((i) =>
    spec.is_sync_committee_aggregator(spec.bls.Sign(privkey(i + 1), digest("x"))),
  );
  expect(aggregators).toEqual(altair.aggregators);
});

test("get_contribution_and_proof and its signature", () => {
  const proof = spec.get_contribution_and_proof(state, 4, contributions[1], privkey(5));
  expect({
    root: toHex(spec.types.ContributionAndProof.hashTreeRoot(proof)),
    signature: toHex(spec.get_contribution_and_proof_signature(state, proof, privkey(5))),
  }).toEqual(altair.contribution_and_proof);
});
