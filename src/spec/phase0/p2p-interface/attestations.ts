import type { BitArray } from "@chainsafe/ssz";
import { GossipIgnore, GossipReject } from "../../gossip-outcome.ts";
import type { BeaconState } from "../../state.ts";
import type {
  Attestation,
  AttestationData,
  CommitteeIndex,
  Epoch,
  Root,
  SignedAggregateAndProof,
  SubnetID,
  Uint64,
  ValidatorIndex,
} from "../../values.ts";
import { DOMAIN_AGGREGATE_AND_PROOF, DOMAIN_SELECTION_PROOF } from "../constants.ts";
import type { Store } from "../fork-choice/store.ts";
import { Phase0BlockGossip } from "./blocks.ts";
import { isReachable } from "./helpers.ts";
import type { Seen } from "./seen.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/phase0/p2p-interface.md#beacon_aggregate_and_proof */
export abstract class Phase0AttestationGossip extends Phase0BlockGossip {
  /** Topic `beacon_aggregate_and_proof`. Throws `GossipIgnore` or `GossipReject`; else the aggregate is noted as seen. */
  validate_beacon_aggregate_and_proof_gossip(
    seen: Seen,
    store: Store,
    signed_aggregate_and_proof: SignedAggregateAndProof,
    current_time_ms: Uint64,
  ): void {
    const { aggregate, aggregator_index } = signed_aggregate_and_proof.message;
    const { data, aggregation_bits } = aggregate;
    const index = data.index;
    const key: [Root] = [this.types.AttestationData.hashTreeRoot(data)];
    this.checkNewAggregate(seen, key, aggregation_bits);
    this.checkNewAggregator(seen, data.target.epoch, aggregator_index);
    this.checkAttestedBlock(store, data);
    const state = this.headState(store);
    this.checkCommitteeIndex(state, data, index);
    this.checkPropagationRange(store, data, current_time_ms);
    this.checkTargetEpoch(data);
    this.checkAggregate(state, signed_aggregate_and_proof, index);
    this.checkAttestedAncestry(store, data);
    seen.aggregator_epochs.add(data.target.epoch, aggregator_index);
    seen.aggregate_data_roots.add(key, aggregation_bits, data.slot);
  }

  /** Topics `beacon_attestation_{subnet_id}`. Throws `GossipIgnore` or `GossipReject`; else the vote is noted as seen. */
  validate_beacon_attestation_gossip(
    seen: Seen,
    store: Store,
    attestation: Attestation,
    current_time_ms: Uint64,
    subnet_id: SubnetID,
  ): void {
    const { data } = attestation;
    this.checkAttestedBlock(store, data);
    const state = this.headState(store);
    this.checkCommitteeIndex(state, data, data.index);
    this.checkAttestationSubnet(state, data, data.index, subnet_id);
    this.checkPropagationRange(store, data, current_time_ms);
    this.checkTargetEpoch(data);
    const attester = this.checkUnaggregated(state, attestation);
    this.checkNewAttester(seen, data.target.epoch, attester);
    if (!this.is_valid_indexed_attestation(state, this.get_indexed_attestation(state, attestation)))
      throw new GossipReject("invalid attestation signature");
    this.checkAttestedAncestry(store, data);
    seen.attestation_validator_epochs.add(data.target.epoch, attester);
  }

  /** Ignores an aggregate that adds nothing to one seen for the same key. */
  protected checkNewAggregate(seen: Seen, key: [Root] | [Root, CommitteeIndex], bits: BitArray): void {
    if (this.is_non_strict_superset(seen.aggregate_data_roots.get(...key), bits))
      throw new GossipIgnore("already seen aggregate for this data");
  }

  /** Ignores an aggregator's second aggregate of an epoch. */
  protected checkNewAggregator(seen: Seen, epoch: Epoch, aggregator_index: ValidatorIndex): void {
    if (seen.aggregator_epochs.has(epoch, aggregator_index))
      throw new GossipIgnore("already seen aggregate for this epoch and aggregator");
  }

  /** Ignores a validator's second vote of an epoch. */
  protected checkNewAttester(seen: Seen, epoch: Epoch, attester: ValidatorIndex): void {
    if (seen.attestation_validator_epochs.has(epoch, attester))
      throw new GossipIgnore("already seen attestation for this epoch and validator");
  }

  /** Ignores a vote for an unknown block or a slot beyond all time, rejects one for an invalid block. */
  protected checkAttestedBlock(store: Store, data: AttestationData): void {
    const root = data.beacon_block_root;
    if (this.knownBlock(store, root) === undefined)
      throw new GossipIgnore("block being voted for has not been seen", { kind: "block", root });
    if (!this.isImported(store, root)) throw new GossipReject("block being voted for failed validation");
    if (!isReachable(data.slot)) throw new GossipIgnore("attestation slot is from a future slot");
  }

  /** Rejects a committee that the epoch does not have. */
  protected checkCommitteeIndex(state: BeaconState, data: AttestationData, index: CommitteeIndex): void {
    if (index >= this.get_committee_count_per_slot(state, data.target.epoch))
      throw new GossipReject("committee index out of range");
  }

  /** Rejects a vote on another subnet than its committee's. */
  protected checkAttestationSubnet(
    state: BeaconState,
    data: AttestationData,
    index: CommitteeIndex,
    subnet_id: SubnetID,
  ): void {
    const committees_per_slot = this.get_committee_count_per_slot(state, data.target.epoch);
    if (this.compute_subnet_for_attestation(committees_per_slot, data.slot, index) !== subnet_id)
      throw new GossipReject("attestation is for wrong subnet");
  }

  /** Ignores a vote of a slot that is in the future or too long ago. */
  protected checkPropagationRange(store: Store, data: AttestationData, current_time_ms: Uint64): void {
    const range = this.config.ATTESTATION_PROPAGATION_SLOT_RANGE;
    if (this.is_within_slot_range(store, data.slot, range, current_time_ms)) return;
    const early = this.is_future_slot(store, data.slot, current_time_ms);
    throw new GossipIgnore(
      "attestation slot not within propagation range",
      early ? { kind: "slot", slot: data.slot } : null,
    );
  }

  /** Rejects a target of another epoch than the slot's. */
  protected checkTargetEpoch(data: AttestationData): void {
    if (data.target.epoch !== this.compute_epoch_at_slot(data.slot))
      throw new GossipReject("attestation epoch does not match target epoch");
  }

  /** Rejects a bit field that does not name exactly one member of the committee; gives that member. */
  protected checkUnaggregated(state: BeaconState, { data, aggregation_bits }: Attestation): ValidatorIndex {
    const set = aggregation_bits.getTrueBitIndexes();
    if (set.length !== 1) throw new GossipReject("attestation is not unaggregated");
    const committee = this.get_beacon_committee(state, data.slot, data.index);
    if (aggregation_bits.bitLen !== committee.length)
      throw new GossipReject("aggregation bits length does not match committee size");
    return committee[set[0]!]!;
  }

  /** Rejects an aggregate whose bits, aggregator or signatures are wrong. */
  protected checkAggregate(
    state: BeaconState,
    { message, signature }: SignedAggregateAndProof,
    index: CommitteeIndex,
  ): void {
    const { aggregate, aggregator_index, selection_proof } = message;
    const { slot, target } = aggregate.data;
    const committee = this.get_beacon_committee(state, slot, index);
    if (aggregate.aggregation_bits.bitLen !== committee.length)
      throw new GossipReject("aggregation bits length does not match committee size");
    if (this.get_attesting_indices(state, aggregate).length < 1)
      throw new GossipReject("aggregate has no participants");
    if (!this.is_aggregator(state, slot, index, selection_proof))
      throw new GossipReject("validator is not selected as aggregator");
    if (!committee.includes(aggregator_index)) throw new GossipReject("aggregator is not a member of the committee");

    const { pubkey } = state.validators.get(aggregator_index);
    const selection_domain = this.get_domain(state, DOMAIN_SELECTION_PROOF, target.epoch);
    const selection_root = this.compute_signing_root(this.types.Slot, slot, selection_domain);
    if (!this.bls.Verify(pubkey, selection_root, selection_proof))
      throw new GossipReject("invalid selection proof signature");
    const domain = this.get_domain(state, DOMAIN_AGGREGATE_AND_PROOF, target.epoch);
    const signing_root = this.compute_signing_root(this.types.AggregateAndProof, message, domain);
    if (!this.bls.Verify(pubkey, signing_root, signature)) throw new GossipReject("invalid aggregator signature");
    if (!this.is_valid_indexed_attestation(state, this.get_indexed_attestation(state, aggregate)))
      throw new GossipReject("invalid aggregate signature");
  }

  /** Rejects a target off the branch of the head voted for, ignores a branch that finality left. */
  protected checkAttestedAncestry(store: Store, { beacon_block_root, target }: AttestationData): void {
    if (!this.isCheckpointOf(store, beacon_block_root, target.epoch, target.root))
      throw new GossipReject("target block is not an ancestor of LMD vote block");
    if (!this.descendsFromFinalized(store, beacon_block_root))
      throw new GossipIgnore("finalized checkpoint is not an ancestor of block");
  }
}
