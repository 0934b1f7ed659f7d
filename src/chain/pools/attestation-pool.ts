import { BitArray } from "@chainsafe/ssz";
import { isAtLeast } from "../../spec/forks.ts";
import type { Spec } from "../../spec/index.ts";
import type { BeaconState } from "../../spec/state.ts";
import type { Attestation, AttestationData, CommitteeIndex, SingleAttestation, Slot } from "../../spec/values.ts";
import { toHex } from "../../ssz/bytes.ts";

/** Votes of one committee for one `AttestationData`, signatures joined only when asked for. */
interface CommitteeVotes {
  readonly data: AttestationData;
  readonly committeeIndex: CommitteeIndex;
  bits: BitArray;
  signatures: Uint8Array[];
}

/** What a slot's attesters said: data root → committee → votes. */
type SlotVotes = Map<string, Map<CommitteeIndex, CommitteeVotes[]>>;

/**
 * Attestations not yet in blocks. Whatever arrives (single votes, aggregates) is kept a committee at a time and joined
 * where it does not overlap; blocks are packed from it by the votes they would add. Holds two epochs.
 */
export class AttestationPool {
  private readonly slots = new Map<Slot, SlotVotes>();

  /** One committee's aggregate, or a single vote as one: the fork's own `Attestation` with one committee. */
  add(spec: Spec, attestation: Attestation): void {
    const committeeIndex = committeeOf(spec, attestation);
    this.addVotes(spec, attestation.data, committeeIndex, attestation.aggregation_bits, attestation.signature);
  }

  /**
   * A single attester's vote as from Electra on. Answers it as an attestation of one committee, or null where the
   * attester is not in that committee.
   */
  addSingle(spec: Spec, state: BeaconState, attestation: SingleAttestation): Attestation | null {
    const committee = spec.get_beacon_committee(state, attestation.data.slot, attestation.committee_index);
    const position = committee.indexOf(attestation.attester_index);
    if (position < 0) return null;
    const { data, signature, committee_index } = attestation;
    const aggregation_bits = BitArray.fromSingleBit(committee.length, position);
    this.addVotes(spec, data, committee_index, aggregation_bits, signature);
    const committee_bits = BitArray.fromSingleBit(spec.preset.MAX_COMMITTEES_PER_SLOT, committee_index);
    return { aggregation_bits, data, signature, committee_bits };
  }

  /** The best aggregate of one committee for this data, or null. Throws where a signature is malformed. */
  aggregate(spec: Spec, slot: Slot, dataRoot: Uint8Array, committeeIndex: CommitteeIndex): Attestation | null {
    const votes = best(this.slots.get(slot)?.get(toHex(dataRoot))?.get(committeeIndex) ?? []);
    return votes === null ? null : toAttestation(spec, votes);
  }

  /** All aggregates held, for the API's pool, by optional slot and committee. */
  all(spec: Spec, slot?: Slot, committeeIndex?: CommitteeIndex): Attestation[] {
    const out: Attestation[] = [];
    for (const [at, votes] of this.slots) {
      if (slot !== undefined && at !== slot) continue;
      for (const committees of votes.values())
        for (const [index, list] of committees)
          if (committeeIndex === undefined || index === committeeIndex)
            for (const entry of list) out.push(toAttestation(spec, entry));
    }
    return out;
  }

  /**
   * Attestations for a block on `state` (already at the block's slot), those that add most votes first. `accepts` says
   * whether the state transition takes one, and counts what it would add.
   */
  pack(spec: Spec, state: BeaconState, gain: (attestation: Attestation) => number): Attestation[] {
    const candidates: Attestation[] = [];
    for (const [slot, byData] of this.slots) {
      if (slot >= state.slot) continue;
      for (const byCommittee of byData.values()) candidates.push(...joined(spec, byCommittee));
    }
    const limit = isAtLeast(spec.fork, "electra") ? spec.preset.MAX_ATTESTATIONS_ELECTRA : spec.preset.MAX_ATTESTATIONS;
    return candidates
      .map((attestation) => ({ attestation, gain: gain(attestation) }))
      .filter((candidate) => candidate.gain > 0)
      .sort((a, b) => b.gain - a.gain || b.attestation.data.slot - a.attestation.data.slot)
      .slice(0, limit)
      .map((candidate) => candidate.attestation);
  }

  /** Forgets slots before this one. */
  prune(beforeSlot: Slot): void {
    for (const slot of this.slots.keys()) if (slot < beforeSlot) this.slots.delete(slot);
  }

  private addVotes(
    spec: Spec,
    data: AttestationData,
    committeeIndex: CommitteeIndex,
    bits: BitArray,
    signature: Uint8Array,
  ): void {
    const key = toHex(spec.types.AttestationData.hashTreeRoot(data));
    const byData = getOrMake(this.slots, data.slot, (): SlotVotes => new Map());
    const byCommittee = getOrMake(byData, key, () => new Map<CommitteeIndex, CommitteeVotes[]>());
    const list = getOrMake(byCommittee, committeeIndex, (): CommitteeVotes[] => []);
    for (const entry of list) {
      if (entry.bits.bitLen !== bits.bitLen) continue;
      if (contains(entry.bits, bits)) return;
      if (!overlap(entry.bits, bits)) {
        entry.bits = union(entry.bits, bits);
        entry.signatures.push(signature);
        return;
      }
    }
    list.push({ data, committeeIndex, bits: bits.clone(), signatures: [signature] });
  }
}

/** One attestation a data from Electra on, with the best aggregate of every committee; before, one a committee. */
function joined(spec: Spec, byCommittee: Map<CommitteeIndex, CommitteeVotes[]>): Attestation[] {
  const aggregates: Attestation[] = [];
  for (const list of byCommittee.values()) {
    const votes = best(list);
    if (votes !== null) aggregates.push(toAttestation(spec, votes));
  }
  if (aggregates.length === 0) return [];
  return isAtLeast(spec.fork, "electra") ? [spec.compute_on_chain_aggregate(aggregates)] : aggregates;
}

function toAttestation(spec: Spec, votes: CommitteeVotes): Attestation {
  if (votes.signatures.length > 1) votes.signatures = [spec.bls.Aggregate(votes.signatures)];
  return {
    aggregation_bits: votes.bits.clone(),
    data: votes.data,
    signature: votes.signatures[0]!,
    committee_bits: BitArray.fromSingleBit(spec.preset.MAX_COMMITTEES_PER_SLOT, votes.committeeIndex),
  };
}

function committeeOf(spec: Spec, attestation: Attestation): CommitteeIndex {
  return isAtLeast(spec.fork, "electra") ? attestation.committee_bits.getSingleTrueBit()! : attestation.data.index;
}

function best(list: readonly CommitteeVotes[]): CommitteeVotes | null {
  let found: CommitteeVotes | null = null;
  let most = 0;
  for (const votes of list) {
    const count = votes.bits.getTrueBitIndexes().length;
    if (count > most) {
      most = count;
      found = votes;
    }
  }
  return found;
}

const contains = (outer: BitArray, inner: BitArray): boolean =>
  inner.uint8Array.every((byte, i) => (byte & ~outer.uint8Array[i]!) === 0);

const overlap = (a: BitArray, b: BitArray): boolean => a.uint8Array.some((byte, i) => (byte & b.uint8Array[i]!) !== 0);

function union(a: BitArray, b: BitArray): BitArray {
  const out = a.clone();
  out.mergeOrWith(b);
  return out;
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
