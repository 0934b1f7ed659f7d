import { BitArray } from "@chainsafe/ssz";
import { SYNC_COMMITTEE_SUBNET_COUNT } from "../../spec/altair/constants.ts";
import type { Spec } from "../../spec/index.ts";
import type { Root, Slot, SyncAggregate, SyncCommitteeContribution, SyncCommitteeMessage } from "../../spec/values.ts";
import { toHex } from "../../ssz/bytes.ts";

/** The signature that stands for nobody's: the compressed point at infinity. */
export const INFINITY_SIGNATURE: Uint8Array = Uint8Array.from({ length: 96 }, (_, i) => (i === 0 ? 0xc0 : 0));

/** Votes of the members of one sync committee for one block: by position in the committee. */
interface Votes {
  readonly signatures: Map<number, Uint8Array>;
}

/** Sync committee messages and contributions of the last slots, by slot and block root. */
export class SyncCommitteePool {
  private readonly votes = new Map<Slot, Map<string, Votes>>();
  private readonly contributions = new Map<Slot, Map<string, SyncCommitteeContribution>>();

  /** `positions`: the validator's places in the whole committee; it may have several. */
  addMessage(message: SyncCommitteeMessage, positions: readonly number[]): void {
    const bySlot = this.votes.get(message.slot) ?? new Map<string, Votes>();
    this.votes.set(message.slot, bySlot);
    const key = toHex(message.beacon_block_root);
    const votes = bySlot.get(key) ?? { signatures: new Map<number, Uint8Array>() };
    bySlot.set(key, votes);
    for (const position of positions) votes.signatures.set(position, message.signature);
  }

  /** Keeps the contribution with most participants of each subcommittee and block. */
  addContribution(contribution: SyncCommitteeContribution): void {
    const bySlot = this.contributions.get(contribution.slot) ?? new Map<string, SyncCommitteeContribution>();
    this.contributions.set(contribution.slot, bySlot);
    const key = `${toHex(contribution.beacon_block_root)}:${contribution.subcommittee_index}`;
    const held = bySlot.get(key);
    if (held === undefined || count(held) < count(contribution)) bySlot.set(key, contribution);
  }

  /** A subcommittee's contribution made from the messages held, or null where there are none. */
  contribution(spec: Spec, slot: Slot, root: Root, subcommitteeIndex: number): SyncCommitteeContribution | null {
    const size = subcommitteeSize(spec);
    const bits = BitArray.fromBitLen(size);
    const signatures: Uint8Array[] = [];
    const votes = this.votes.get(slot)?.get(toHex(root))?.signatures ?? new Map<number, Uint8Array>();
    for (let i = 0; i < size; i++) {
      const signature = votes.get(subcommitteeIndex * size + i);
      if (signature === undefined) continue;
      bits.set(i, true);
      signatures.push(signature);
    }
    if (signatures.length === 0) return null;
    return {
      slot,
      beacon_block_root: root,
      subcommittee_index: subcommitteeIndex,
      aggregation_bits: bits,
      signature: spec.bls.Aggregate(signatures),
    };
  }

  /** The aggregate for a block after `slot` on `root`: for each subcommittee the better of contribution and messages. */
  aggregate(spec: Spec, slot: Slot, root: Root): SyncAggregate {
    const size = subcommitteeSize(spec);
    const bits = BitArray.fromBitLen(spec.preset.SYNC_COMMITTEE_SIZE);
    const signatures: Uint8Array[] = [];
    for (let index = 0; index < spec.preset.SYNC_COMMITTEE_SIZE / size; index++) {
      const own = this.contribution(spec, slot, root, index);
      const received = this.contributions.get(slot)?.get(`${toHex(root)}:${index}`) ?? null;
      const chosen = own !== null && (received === null || count(own) >= count(received)) ? own : received;
      if (chosen === null) continue;
      for (const bit of chosen.aggregation_bits.getTrueBitIndexes()) bits.set(index * size + bit, true);
      signatures.push(chosen.signature);
    }
    return {
      sync_committee_bits: bits,
      sync_committee_signature: signatures.length === 0 ? INFINITY_SIGNATURE : spec.bls.Aggregate(signatures),
    };
  }

  /** Forgets slots before this one. */
  prune(beforeSlot: Slot): void {
    for (const map of [this.votes, this.contributions])
      for (const slot of map.keys()) if (slot < beforeSlot) map.delete(slot);
  }
}

const count = (contribution: SyncCommitteeContribution): number =>
  contribution.aggregation_bits.getTrueBitIndexes().length;

const subcommitteeSize = (spec: Spec): number => spec.preset.SYNC_COMMITTEE_SIZE / SYNC_COMMITTEE_SUBNET_COUNT;
