import { sha256 } from "../../../crypto/hash.ts";
import { shuffledIndex, shuffleIndices } from "../../../crypto/shuffle.ts";
import { bytesEqual, concatBytes, xorBytes } from "../../../ssz/bytes.ts";
import type { SszType } from "../../../ssz/types.ts";
import { setUint64, uint64FromHalves } from "../../../ssz/uint64.ts";
import { assert } from "../../errors.ts";
import { div, saturatingSub } from "../../math.ts";
import { SpecBase } from "../../spec-base.ts";
import type { BeaconState } from "../../state.ts";
import type {
  AttestationData,
  Domain,
  DomainType,
  Epoch,
  Root,
  Slot,
  Uint64,
  Validator,
  ValidatorIndex,
  Version,
} from "../../values.ts";
import { FAR_FUTURE_EPOCH, UINT64_MAX, UINT64_MAX_SQRT } from "../constants.ts";

/** Math, crypto, predicates and miscellaneous helpers: what does not walk over a state's lists. */
export abstract class Phase0Helpers extends SpecBase {
  // Defined by fork-choice.md.
  abstract seconds_to_milliseconds(seconds: Uint64): Uint64;
  abstract milliseconds_to_seconds(milliseconds: Uint64): Uint64;

  /** Number of bits that are set. */
  get_set_bit_count(bits: { readonly uint8Array: Uint8Array }): Uint64 {
    let count = 0;
    for (let byte of bits.uint8Array) for (; byte !== 0; byte &= byte - 1) count++;
    return count;
  }

  /** Largest integer whose square is at most `n`. */
  integer_squareroot(n: Uint64): Uint64 {
    if (n === UINT64_MAX) return UINT64_MAX_SQRT;
    let root = Math.floor(Math.sqrt(n));
    // Past 2^53 a double's square root may be off by one.
    if (n > Number.MAX_SAFE_INTEGER) {
      const wide = BigInt(n);
      if (BigInt(root) * BigInt(root) > wide) root--;
      else if (BigInt(root + 1) * BigInt(root + 1) <= wide) root++;
    }
    return root;
  }

  /** Bytewise exclusive or of two byte strings of one length. */
  xor(bytes_1: Uint8Array, bytes_2: Uint8Array): Uint8Array {
    return xorBytes(bytes_1, bytes_2);
  }

  /** Little-endian bytes of an integer; `byteLength` is that of its type, at most 8. */
  uint_to_bytes(n: Uint64, byteLength = 8): Uint8Array {
    const bytes = new Uint8Array(8);
    setUint64(new DataView(bytes.buffer), 0, n);
    return bytes.subarray(0, byteLength);
  }

  /** The integer of up to eight little-endian bytes. */
  bytes_to_uint64(data: Uint8Array): Uint64 {
    const bytes = new Uint8Array(8);
    bytes.set(data);
    const view = new DataView(bytes.buffer);
    return uint64FromHalves(view.getUint32(0, true), view.getUint32(4, true));
  }

  /** `a - b`, at least 0. */
  saturating_sub(a: Uint64, b: Uint64): Uint64 {
    return saturatingSub(a, b);
  }

  /** SHA-256 of the bytes. */
  sha256(data: Uint8Array): Uint8Array {
    return sha256(data);
  }

  /** Hash tree root of a value of this SSZ type. */
  hash_tree_root<T>(type: SszType<T>, object: T): Root {
    return type.hashTreeRoot(object);
  }

  /** Whether the validator is active at `epoch`. */
  is_active_validator(validator: Validator, epoch: Epoch): boolean {
    return validator.activation_epoch <= epoch && epoch < validator.exit_epoch;
  }

  /** Whether the validator may enter the activation queue. */
  is_eligible_for_activation_queue(validator: Validator): boolean {
    return (
      validator.activation_eligibility_epoch === FAR_FUTURE_EPOCH &&
      validator.effective_balance === this.preset.MAX_EFFECTIVE_BALANCE
    );
  }

  /** Whether the validator's place in the activation queue is final and it has not been activated yet. */
  is_eligible_for_activation(state: BeaconState, validator: Validator): boolean {
    return (
      validator.activation_eligibility_epoch <= state.finalized_checkpoint.epoch &&
      validator.activation_epoch === FAR_FUTURE_EPOCH
    );
  }

  /** Whether the validator can be slashed at `epoch`. */
  is_slashable_validator(validator: Validator, epoch: Epoch): boolean {
    return !validator.slashed && validator.activation_epoch <= epoch && epoch < validator.withdrawable_epoch;
  }

  /** Whether the two votes are a double vote, or the first surrounds the second. */
  is_slashable_attestation_data(data_1: AttestationData, data_2: AttestationData): boolean {
    return (
      (data_1.target.epoch === data_2.target.epoch && !this.types.AttestationData.equals(data_1, data_2)) ||
      (data_1.source.epoch < data_2.source.epoch && data_2.target.epoch < data_1.target.epoch)
    );
  }

  /** Root that a branch of `depth` siblings gives for a leaf at `index`. Throws where the branch is shorter. */
  compute_merkle_branch_root(leaf: Uint8Array, branch: readonly Uint8Array[], depth: Uint64, index: Uint64): Root {
    if (branch.length < depth) throw new RangeError(`${branch.length} siblings in a branch of depth ${depth}`);
    let value = leaf;
    for (let i = 0; i < depth; i++) {
      const isRight = Math.floor(index / 2 ** i) % 2 === 1;
      value = sha256(isRight ? concatBytes(branch[i]!, value) : concatBytes(value, branch[i]!));
    }
    return value;
  }

  /** Whether the branch proves the leaf at `index` of the tree of this root. */
  is_valid_merkle_branch(
    leaf: Uint8Array,
    branch: readonly Uint8Array[],
    depth: Uint64,
    index: Uint64,
    root: Root,
  ): boolean {
    if (depth !== branch.length) return false;
    return bytesEqual(this.compute_merkle_branch_root(leaf, branch, depth, index), root);
  }

  /** All places 0 to `index_count` - 1 in the order that `seed` shuffles them into. */
  compute_shuffled_permutation(index_count: Uint64, seed: Uint8Array): Uint32Array {
    const identity = Uint32Array.from({ length: index_count }, (_, i) => i);
    return shuffleIndices(identity, seed, this.preset.SHUFFLE_ROUND_COUNT);
  }

  /** One element of `compute_shuffled_permutation`, without computing the others. */
  compute_shuffled_index(index: Uint64, index_count: Uint64, seed: Uint8Array): Uint64 {
    assert(index < index_count, "compute_shuffled_index", "index < index_count", () => ({ index, index_count }));
    return shuffledIndex(index, index_count, seed, this.preset.SHUFFLE_ROUND_COUNT);
  }

  /** One of `indices`, sampled with the effective balance as its weight. */
  compute_proposer_index(state: BeaconState, indices: ArrayLike<ValidatorIndex>, seed: Uint8Array): ValidatorIndex {
    assert(indices.length > 0, "compute_proposer_index", "len(indices) > 0");
    const MAX_RANDOM_BYTE = 2 ** 8 - 1;
    const total = indices.length;
    const { effective_balance } = state.validators.columns;
    let random: Uint8Array = new Uint8Array();
    for (let i = 0; ; i++) {
      const candidate_index = indices[this.compute_shuffled_index(i % total, total, seed)]!;
      if (i % 32 === 0) random = sha256(concatBytes(seed, this.uint_to_bytes(div(i, 32))));
      const random_byte = random[i % 32]!;
      if (effective_balance.get(candidate_index) * MAX_RANDOM_BYTE >= this.preset.MAX_EFFECTIVE_BALANCE * random_byte)
        return candidate_index;
    }
  }

  /** Committee `index` of the `count` that `indices` are shuffled into. */
  compute_committee(
    indices: ArrayLike<ValidatorIndex>,
    seed: Uint8Array,
    index: Uint64,
    count: Uint64,
  ): ArrayLike<ValidatorIndex> {
    const start = div(indices.length * index, count);
    const end = div(indices.length * (index + 1), count);
    const committee: ValidatorIndex[] = [];
    for (let i = start; i < end; i++) committee.push(indices[this.compute_shuffled_index(i, indices.length, seed)]!);
    return committee;
  }

  /** Unix time in seconds at which the slot starts. */
  compute_time_at_slot(genesis_time: Uint64, slot: Slot): Uint64 {
    const genesis_time_ms = this.seconds_to_milliseconds(genesis_time);
    return this.milliseconds_to_seconds(this.compute_time_at_slot_ms(genesis_time_ms, slot));
  }

  /** Slot at a Unix time in seconds. */
  compute_slot_at_time(genesis_time: Uint64, time: Uint64): Slot {
    return this.compute_slot_at_time_ms(this.seconds_to_milliseconds(genesis_time), this.seconds_to_milliseconds(time));
  }

  /** Unix time in milliseconds at which the slot starts. */
  compute_time_at_slot_ms(genesis_time_ms: Uint64, slot: Slot): Uint64 {
    return genesis_time_ms + slot * this.config.SLOT_DURATION_MS;
  }

  /** Slot at a Unix time in milliseconds. */
  compute_slot_at_time_ms(genesis_time_ms: Uint64, time_ms: Uint64): Slot {
    return div(time_ms - genesis_time_ms, this.config.SLOT_DURATION_MS);
  }

  compute_epoch_at_slot(slot: Slot): Epoch {
    return div(slot, this.preset.SLOTS_PER_EPOCH);
  }

  compute_start_slot_at_epoch(epoch: Epoch): Slot {
    return epoch * this.preset.SLOTS_PER_EPOCH;
  }

  /** Epoch in which activations and exits initiated in `epoch` take effect. */
  compute_activation_exit_epoch(epoch: Epoch): Epoch {
    return epoch + 1 + this.preset.MAX_SEED_LOOKAHEAD;
  }

  /** Root that tells forks and chains apart in signature domains. */
  compute_fork_data_root(current_version: Version, genesis_validators_root: Root): Root {
    return this.types.ForkData.hashTreeRoot({ current_version, genesis_validators_root });
  }

  /** Signature domain; without a version and root, that of genesis and of no chain in particular. */
  compute_domain(domain_type: DomainType, fork_version?: Version, genesis_validators_root?: Root): Domain {
    const fork_data_root = this.compute_fork_data_root(
      fork_version ?? this.config.GENESIS_FORK_VERSION,
      genesis_validators_root ?? new Uint8Array(32),
    );
    return concatBytes(domain_type, fork_data_root.subarray(0, 28));
  }

  /** What is signed for a value of this SSZ type in this domain. */
  compute_signing_root<T>(type: SszType<T>, ssz_object: T, domain: Domain): Root {
    return this.types.SigningData.hashTreeRoot({ object_root: type.hashTreeRoot(ssz_object), domain });
  }
}
