import { describe, expect, test } from "bun:test";
import { fromHex, toHex } from "../../../src/ssz/bytes.ts";
import { attestationData, bits, digest, expected, privkey, range, specOf, stateOf } from "./states.ts";

const spec = specOf("electra");
const state = stateOf(spec);
const { electra } = expected;

test("compute_on_chain_aggregate", () => {
  const aggregate = (committee: number, ...votes: number[]) => ({
    aggregation_bits: bits(...votes),
    data: attestationData,
    signature: spec.bls.Sign(privkey(committee + 1), digest("vote")),
    committee_bits: bits(...range(spec.preset.MAX_COMMITTEES_PER_SLOT).map((i) => Number(i === committee))),
  });
  const aggregates = [aggregate(3, 1, 0, 1), aggregate(0, 0, 1, 1, 0), aggregate(2, 1)];
  const attestation = spec.compute_on_chain_aggregate(aggregates);
  expect(toHex(spec.types.Attestation.hashTreeRoot(attestation))).toBe(electra.on_chain_aggregate);
});

describe("the former bridge's deposits", () => {
  for (const { count, start, index, pending } of electra.pending_deposits)
    test(`get_eth1_pending_deposit_count: ${count}, ${start}, ${index}`, () => {
      const changed = state.clone();
      changed.eth1_data = { ...state.eth1_data, deposit_count: spec.types.Slot.fromJson(count) };
      changed.deposit_requests_start_index = spec.types.Slot.fromJson(start);
      changed.eth1_deposit_index = index;
      expect(spec.get_eth1_pending_deposit_count(changed)).toBe(pending);
    });

  test("get_eth1_vote is the state's data once they have ended", () => {
    const chain = [{ timestamp: 600, deposit_root: new Uint8Array(32), deposit_count: 99 }];
    expect(toHex(spec.get_eth1_vote(state, chain).block_hash)).toBe(electra.eth1_vote);
    const finished = state.clone();
    finished.deposit_requests_start_index = finished.eth1_deposit_index;
    expect(toHex(spec.get_eth1_vote(finished, chain).block_hash)).toBe(electra.eth1_vote_after_bridge);
  });
});

for (const fork of ["electra", "gloas"] as const)
  describe(`get_execution_requests of ${fork}`, () => {
    const specification = specOf(fork);
    for (const [name, { list, root }] of Object.entries(expected[fork].requests))
      test(name, () => {
        const requests = list.map(fromHex);
        if (root === null) {
          expect(() => specification.get_execution_requests(requests)).toThrow();
          return;
        }
        const decoded = specification.get_execution_requests(requests);
        expect(toHex(specification.types.ExecutionRequests.hashTreeRoot(decoded))).toBe(root);
        expect(specification.get_execution_requests_list(decoded).map(toHex)).toEqual(list);
      });
  });
