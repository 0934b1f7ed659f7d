import { sha256 } from "../../../crypto/hash.ts";
import { negatedKey } from "../../../crypto/pubkey-table.ts";
import { concatBytes } from "../../../ssz/bytes.ts";
import { derive } from "../../derived/cache.ts";
import { committeeKey } from "../../derived/committee-keys.ts";
import { activeBalance, activeIndices, shuffledIndices } from "../../derived/registry.ts";
import { assert } from "../../errors.ts";
import { div } from "../../math.ts";
import type { BeaconState } from "../../state.ts";
import type {
  AggregationBits,
  Attestation,
  BLSPubkey,
  CommitteeIndex,
  Domain,
  DomainType,
  Epoch,
  Gwei,
  IndexedAttestation,
  PendingAttestation,
  Root,
  Slot,
  Uint64,
  ValidatorIndex,
} from "../../values.ts";
import { DOMAIN_BEACON_ATTESTER, DOMAIN_BEACON_PROPOSER } from "../constants.ts";
import { Phase0Helpers } from "./helpers.ts";

/** Beacon state accessors. */
export abstract class Phase0Accessors extends Phase0Helpers {
  /** Whether the attestation has sorted, unique indices, at least one, and a valid aggregate signature. */
  is_valid_indexed_attestation(state: BeaconState, indexed_attestation: IndexedAttestation): boolean {
    const indices = indexed_attestation.attesting_indices;
    if (indices.length === 0) return false;
    for (let i = 1; i < indices.length; i++) if (!(indices[i - 1]! < indices[i]!)) return false;
    const pubkeys = this.attestingKeys(state, indexed_attestation);
    const domain = this.get_domain(state, DOMAIN_BEACON_ATTESTER, indexed_attestation.data.target.epoch);
    const signing_root = this.compute_signing_root(this.types.AttestationData, indexed_attestation.data, domain);
    return this.bls.FastAggregateVerify(pubkeys, signing_root, indexed_attestation.signature);
  }

  /**
   * Keys with the same sum as the attesters': where whole committees have attested but for a few members, the
   * committees' sums and the members' keys with the other sign, which is far fewer.
   */
  protected attestingKeys(state: BeaconState, indexed_attestation: IndexedAttestation): BLSPubkey[] {
    const { pubkey } = state.validators.columns;
    const parts = partsOf.get(indexed_attestation);
    if (parts === undefined) return indexed_attestation.attesting_indices.map((index) => pubkey.get(index));
    if (this.bls.takesAll === true) return [];
    const keys: BLSPubkey[] = [];
    for (const { committee, present, absent } of parts) {
      const sum =
        absent.length * 3 <= committee.length
          ? committeeKey(state, committee, (pubkeys) => this.sumOfKeys(pubkeys))
          : undefined;
      if (sum === undefined) for (const index of present) keys.push(pubkey.get(index));
      else keys.push(sum, ...absent.map((index) => negatedKey(pubkey.get(index))));
    }
    return keys;
  }

  /** The sum of public keys as a key; undefined where one of them is invalid, or they cancel out. */
  protected sumOfKeys(pubkeys: readonly BLSPubkey[]): BLSPubkey | undefined {
    if (!pubkeys.every((pubkey) => this.bls.KeyValidate(pubkey))) return undefined;
    const sum = this.bls.AggregatePKs(pubkeys);
    return this.bls.KeyValidate(sum) ? sum : undefined;
  }

  get_current_epoch(state: BeaconState): Epoch {
    return this.compute_epoch_at_slot(state.slot);
  }

  /** The epoch before the current, or genesis. */
  get_previous_epoch(state: BeaconState): Epoch {
    return this.saturating_sub(this.get_current_epoch(state), 1);
  }

  /** Block root at the start of a recent epoch. */
  get_block_root(state: BeaconState, epoch: Epoch): Root {
    return this.get_block_root_at_slot(state, this.compute_start_slot_at_epoch(epoch));
  }

  /** Block root at a recent slot. */
  get_block_root_at_slot(state: BeaconState, slot: Slot): Root {
    const { SLOTS_PER_HISTORICAL_ROOT } = this.preset;
    assert(
      slot < state.slot && state.slot <= slot + SLOTS_PER_HISTORICAL_ROOT,
      "get_block_root_at_slot",
      "slot < state.slot <= slot + SLOTS_PER_HISTORICAL_ROOT",
      () => ({ slot, "state.slot": state.slot }),
    );
    return state.block_roots.get(slot % SLOTS_PER_HISTORICAL_ROOT);
  }

  /** RANDAO mix of a recent epoch. */
  get_randao_mix(state: BeaconState, epoch: Epoch): Uint8Array {
    return state.randao_mixes.get(epoch % this.preset.EPOCHS_PER_HISTORICAL_VECTOR);
  }

  /** Indices of the validators active at `epoch`, ascending. Shared: not to be written to. */
  get_active_validator_indices(state: BeaconState, epoch: Epoch): Uint32Array {
    return activeIndices(state, epoch);
  }

  /** How many validators may enter or leave in the current epoch. */
  get_validator_churn_limit(state: BeaconState): Uint64 {
    const active_validator_indices = this.get_active_validator_indices(state, this.get_current_epoch(state));
    return Math.max(
      this.config.MIN_PER_EPOCH_CHURN_LIMIT,
      div(active_validator_indices.length, this.config.CHURN_LIMIT_QUOTIENT),
    );
  }

  /** Seed of `epoch` for one purpose. */
  get_seed(state: BeaconState, epoch: Epoch, domain_type: DomainType): Uint8Array {
    const { EPOCHS_PER_HISTORICAL_VECTOR, MIN_SEED_LOOKAHEAD } = this.preset;
    const mix = this.get_randao_mix(state, epoch + EPOCHS_PER_HISTORICAL_VECTOR - MIN_SEED_LOOKAHEAD - 1);
    return sha256(concatBytes(domain_type, this.uint_to_bytes(epoch), mix));
  }

  /** Number of committees in each slot of `epoch`. */
  get_committee_count_per_slot(state: BeaconState, epoch: Epoch): Uint64 {
    const { MAX_COMMITTEES_PER_SLOT, SLOTS_PER_EPOCH, TARGET_COMMITTEE_SIZE } = this.preset;
    const active = this.get_active_validator_indices(state, epoch).length;
    return Math.max(1, Math.min(MAX_COMMITTEES_PER_SLOT, div(div(active, SLOTS_PER_EPOCH), TARGET_COMMITTEE_SIZE)));
  }

  /** Committee `index` of the slot. Shared: not to be written to. */
  get_beacon_committee(state: BeaconState, slot: Slot, index: CommitteeIndex): Uint32Array {
    const { SLOTS_PER_EPOCH, SHUFFLE_ROUND_COUNT } = this.preset;
    const epoch = this.compute_epoch_at_slot(slot);
    const committees_per_slot = this.get_committee_count_per_slot(state, epoch);
    const indices = this.get_active_validator_indices(state, epoch);
    const seed = this.get_seed(state, epoch, DOMAIN_BEACON_ATTESTER);
    // compute_committee, on the list shuffled as a whole.
    const shuffled = shuffledIndices(state, indices, seed, SHUFFLE_ROUND_COUNT);
    const committee = (slot % SLOTS_PER_EPOCH) * committees_per_slot + index;
    const count = committees_per_slot * SLOTS_PER_EPOCH;
    const start = div(indices.length * committee, count);
    const end = div(indices.length * (committee + 1), count);
    assert(end <= indices.length, "compute_shuffled_index", "index < index_count", () => ({ slot, index }));
    return shuffled.subarray(start, end);
  }

  /** Proposer of the current slot. */
  get_beacon_proposer_index(state: BeaconState): ValidatorIndex {
    const epoch = this.get_current_epoch(state);
    const epoch_seed = this.get_seed(state, epoch, DOMAIN_BEACON_PROPOSER);
    const seed = sha256(concatBytes(epoch_seed, this.uint_to_bytes(state.slot)));
    const indices = this.get_active_validator_indices(state, epoch);
    const balances = state.validators.columns.effective_balance.version;
    return derive(state, "proposerIndex", 4, [seed.toHex(), indices, balances], () =>
      this.compute_proposer_index(state, indices, seed),
    );
  }

  /** Sum of effective balances, at least one increment so that it may be divided by; each index must come once. */
  get_total_balance(state: BeaconState, indices: Iterable<ValidatorIndex>): Gwei {
    const { effective_balance } = state.validators.columns;
    let total = 0;
    for (const index of indices) total += effective_balance.get(index);
    return Math.max(this.preset.EFFECTIVE_BALANCE_INCREMENT, total);
  }

  /** Sum of the active validators' effective balances, at least one increment. */
  get_total_active_balance(state: BeaconState): Gwei {
    return Math.max(this.preset.EFFECTIVE_BALANCE_INCREMENT, activeBalance(state, this.get_current_epoch(state)));
  }

  /** Domain of a message of `epoch`, by default the current. */
  get_domain(state: BeaconState, domain_type: DomainType, epoch?: Epoch): Domain {
    const at = epoch ?? this.get_current_epoch(state);
    const fork_version = at < state.fork.epoch ? state.fork.previous_version : state.fork.current_version;
    return this.compute_domain(domain_type, fork_version, state.genesis_validators_root);
  }

  /** The attestation with its attesters' indices, sorted. */
  get_indexed_attestation(state: BeaconState, attestation: Attestation): IndexedAttestation {
    const attesting_indices = this.get_attesting_indices(state, attestation);
    const indexed_attestation = {
      attesting_indices: Array.from(new Uint32Array(attesting_indices).sort()),
      data: attestation.data,
      signature: attestation.signature,
    };
    let offset = 0;
    const parts = this.attestingCommittees(state, attestation).map((committee) => {
      const part = partOf(committee, attestation.aggregation_bits, offset);
      offset += committee.length;
      return part;
    });
    partsOf.set(indexed_attestation, parts);
    return indexed_attestation;
  }

  /** The committees that an attestation is of, in the order of their bits. */
  protected attestingCommittees(state: BeaconState, { data }: Attestation): Uint32Array[] {
    return [this.get_beacon_committee(state, data.slot, data.index)];
  }

  /** Validators whose bits are set, each once, in no order. */
  get_attesting_indices(state: BeaconState, attestation: Attestation): ValidatorIndex[] {
    const committee = this.get_beacon_committee(state, attestation.data.slot, attestation.data.index);
    return membersOf(committee, attestation.aggregation_bits);
  }

  /** As `get_attesting_indices`, of a pending attestation. */
  get_pending_attesting_indices(state: BeaconState, attestation: PendingAttestation): ValidatorIndex[] {
    const committee = this.get_beacon_committee(state, attestation.data.slot, attestation.data.index);
    return membersOf(committee, attestation.aggregation_bits);
  }
}

/** A committee's members by whether they have attested. */
interface CommitteePart {
  readonly committee: Uint32Array;
  readonly present: readonly ValidatorIndex[];
  readonly absent: readonly ValidatorIndex[];
}

/** What indexed attestations were made from. */
const partsOf = new WeakMap<IndexedAttestation, readonly CommitteePart[]>();

/** The part of a committee whose bits begin at this offset. */
function partOf(committee: Uint32Array, { uint8Array }: AggregationBits, offset: number): CommitteePart {
  const present: ValidatorIndex[] = [];
  const absent: ValidatorIndex[] = [];
  for (let i = 0, bit = offset; i < committee.length; i++, bit++)
    ((uint8Array[bit >> 3]! >> (bit & 7)) & 1 ? present : absent).push(committee[i]!);
  return { committee, present, absent };
}

/** Members of a committee whose bits are set. Throws `RangeError` where there are fewer bits than members. */
export function membersOf(committee: ArrayLike<ValidatorIndex>, bits: AggregationBits): ValidatorIndex[] {
  if (bits.bitLen < committee.length) throw new RangeError(`${bits.bitLen} bits for ${committee.length} members`);
  const members: ValidatorIndex[] = [];
  const bytes = bits.uint8Array;
  for (let i = 0; i < committee.length; i++) if ((bytes[i >> 3]! >> (i & 7)) & 1) members.push(committee[i]!);
  return members;
}
