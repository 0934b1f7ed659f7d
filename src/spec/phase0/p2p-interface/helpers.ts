import type { BitArray } from "@chainsafe/ssz";
import { ceillog2, div } from "../../math.ts";
import type { Epoch, ForkDigest, NodeID, Root, Slot, SubnetID, Uint64, Version } from "../../values.ts";
import { NODE_ID_BITS } from "../constants.ts";
import type { Store } from "../fork-choice/store.ts";
import { Phase0Validator } from "../validator.ts";

/**
 * Forks on the wire, message times, subnets and sizes.
 * https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/phase0/p2p-interface.md#helpers
 */
export abstract class Phase0P2pHelpers extends Phase0Validator {
  /** Version of the fork that is scheduled for an epoch. */
  compute_fork_version(_epoch: Epoch): Version {
    return this.config.GENESIS_FORK_VERSION;
  }

  /** Four bytes that keep the messages of different networks and forks apart: in topics, requests and ENRs. */
  compute_fork_digest(genesis_validators_root: Root, epoch: Epoch): ForkDigest {
    const fork_version = this.compute_fork_version(epoch);
    return this.compute_fork_data_root(fork_version, genesis_validators_root).slice(0, 4);
  }

  /** Whether a slot begins later than the clocks of honest nodes may disagree on. */
  is_future_slot(store: Store, slot: Slot, current_time_ms: Uint64): boolean {
    if (!isReachable(slot)) return true;
    const slot_time_ms = this.compute_time_at_slot_ms(store.genesis_time_ms, slot);
    return current_time_ms + this.config.MAXIMUM_GOSSIP_CLOCK_DISPARITY < slot_time_ms;
  }

  /** Whether an epoch begins later than the clocks of honest nodes may disagree on. */
  is_future_epoch(store: Store, epoch: Epoch, current_time_ms: Uint64): boolean {
    const latest_time_ms = current_time_ms + this.config.MAXIMUM_GOSSIP_CLOCK_DISPARITY;
    const current_slot = this.compute_slot_at_time_ms(store.genesis_time_ms, latest_time_ms);
    return this.compute_epoch_at_slot(current_slot) < epoch;
  }

  /** Whether it is any of the slots `slot` to `slot + slot_range`, for some clock that an honest node may have. */
  is_within_slot_range(store: Store, slot: Slot, slot_range: Uint64, current_time_ms: Uint64): boolean {
    if (!isReachable(slot)) return false;
    const disparity = this.config.MAXIMUM_GOSSIP_CLOCK_DISPARITY;
    const start_time_ms = this.compute_time_at_slot_ms(store.genesis_time_ms, slot);
    if (current_time_ms + disparity < start_time_ms) return false;
    const end_time_ms = this.compute_time_at_slot_ms(store.genesis_time_ms, slot + slot_range + 1);
    return end_time_ms + disparity >= current_time_ms;
  }

  /** How many leading bits of a node's identifier choose its attestation subnets. */
  compute_attestation_subnet_prefix_bits(): Uint64 {
    return ceillog2(this.config.ATTESTATION_SUBNET_COUNT) + this.config.ATTESTATION_SUBNET_EXTRA_BITS;
  }

  /** How many epochs back a node must serve blocks. */
  compute_min_epochs_for_block_requests(): Epoch {
    return this.config.MIN_VALIDATOR_WITHDRAWABILITY_DELAY + div(this.config.CHURN_LIMIT_QUOTIENT, 2);
  }

  /** Whether some bit field seen before has every bit of the new one. Those of another length never do. */
  is_non_strict_superset(seen_bits_set: Iterable<BitArray>, new_bits: BitArray): boolean {
    for (const prior_bits of seen_bits_set) if (isSuperset(prior_bits, new_bits)) return true;
    return false;
  }

  /** Largest size of `n` bytes once compressed with snappy. */
  max_compressed_len(n: Uint64): Uint64 {
    return 32 + n + div(n, 6);
  }

  /** Largest size of a gossip message with all its framing: never less than 1 MiB. */
  max_message_size(): Uint64 {
    return Math.max(this.max_compressed_len(this.config.MAX_PAYLOAD_SIZE) + 1024, 1024 * 1024);
  }

  /** One of the attestation subnets, by `index`, that a node stays subscribed to at an epoch. */
  compute_subscribed_subnet(node_id: NodeID, epoch: Epoch, index: number): SubnetID {
    const prefix_bits = this.compute_attestation_subnet_prefix_bits();
    const node_id_prefix = Number(node_id >> BigInt(NODE_ID_BITS - prefix_bits));
    const node_offset = Number(node_id % BigInt(this.config.EPOCHS_PER_SUBNET_SUBSCRIPTION));
    const period = div(epoch + node_offset, this.config.EPOCHS_PER_SUBNET_SUBSCRIPTION);
    const permutation_seed = this.sha256(this.types.Epoch.serialize(period));
    const permutated_prefix = this.compute_shuffled_index(node_id_prefix, 2 ** prefix_bits, permutation_seed);
    return (permutated_prefix + index) % this.config.ATTESTATION_SUBNET_COUNT;
  }

  /** All attestation subnets that a node stays subscribed to at an epoch. */
  compute_subscribed_subnets(node_id: NodeID, epoch: Epoch): SubnetID[] {
    return Array.from({ length: this.config.SUBNETS_PER_NODE }, (_, index) =>
      this.compute_subscribed_subnet(node_id, epoch, index),
    );
  }
}

/**
 * Whether slot arithmetic can reach this slot or epoch: no time that a clock shows comes near 2^53, while a message may
 * hold any uint64.
 */
export const isReachable = (slotOrEpoch: number): boolean => Number.isSafeInteger(slotOrEpoch);

function isSuperset(prior: BitArray, bits: BitArray): boolean {
  if (prior.bitLen !== bits.bitLen) return false;
  return bits.uint8Array.every((byte, i) => (byte & ~prior.uint8Array[i]!) === 0);
}
