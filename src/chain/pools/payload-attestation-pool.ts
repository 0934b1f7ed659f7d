import { BitArray } from "@chainsafe/ssz";
import type { Spec } from "../../spec/index.ts";
import type { BeaconState } from "../../spec/state.ts";
import type { PayloadAttestation, PayloadAttestationMessage, Root, Slot } from "../../spec/values.ts";
import { toHex } from "../../ssz/bytes.ts";

/** Votes of payload timeliness committees, by slot, each validator's first. */
export class PayloadAttestationPool {
  private readonly slots = new Map<Slot, Map<number, PayloadAttestationMessage>>();

  add(message: PayloadAttestationMessage): void {
    const votes = this.slots.get(message.data.slot) ?? new Map<number, PayloadAttestationMessage>();
    this.slots.set(message.data.slot, votes);
    if (!votes.has(message.validator_index)) votes.set(message.validator_index, message);
  }

  /** All messages held, of one slot or of all. */
  all(slot?: Slot): PayloadAttestationMessage[] {
    const maps = slot === undefined ? [...this.slots.values()] : [this.slots.get(slot) ?? new Map()];
    return maps.flatMap((votes) => [...votes.values()]);
  }

  /**
   * Aggregates for a block on `state` (at the block's slot) whose parent is `parentRoot`, one for each data, those with
   * most votes first: votes for the slot before the block's.
   */
  pack(spec: Spec, state: BeaconState, parentRoot: Root): PayloadAttestation[] {
    const slot = state.slot - 1;
    const ptc = spec.get_ptc(state, slot);
    const byData = new Map<string, { aggregate: PayloadAttestation; signatures: Uint8Array[] }>();
    for (const message of this.slots.get(slot)?.values() ?? []) {
      if (toHex(message.data.beacon_block_root) !== toHex(parentRoot)) continue;
      const key = toHex(spec.types.PayloadAttestationData.hashTreeRoot(message.data));
      let entry = byData.get(key);
      if (entry === undefined) {
        const bits = BitArray.fromBitLen(spec.preset.PTC_SIZE);
        entry = {
          aggregate: { aggregation_bits: bits, data: message.data, signature: message.signature },
          signatures: [],
        };
        byData.set(key, entry);
      }
      // A validator that stands in the committee more than once signs once for each of its places.
      ptc.forEach((index, position) => {
        if (index !== message.validator_index) return;
        entry.aggregate.aggregation_bits.set(position, true);
        entry.signatures.push(message.signature);
      });
    }
    return [...byData.values()]
      .filter((entry) => entry.signatures.length > 0)
      .map((entry) => ({ ...entry.aggregate, signature: spec.bls.Aggregate(entry.signatures) }))
      .sort((a, b) => b.aggregation_bits.getTrueBitIndexes().length - a.aggregation_bits.getTrueBitIndexes().length)
      .slice(0, spec.preset.MAX_PAYLOAD_ATTESTATIONS);
  }

  /** Forgets slots before this one. */
  prune(beforeSlot: Slot): void {
    for (const slot of this.slots.keys()) if (slot < beforeSlot) this.slots.delete(slot);
  }
}
