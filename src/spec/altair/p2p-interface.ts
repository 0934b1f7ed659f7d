import { bytesEqual } from "../../ssz/bytes.ts";
import { GossipIgnore, GossipReject } from "../gossip-outcome.ts";
import { div } from "../math.ts";
import type { Store } from "../phase0/fork-choice/store.ts";
import type { BeaconState } from "../state.ts";
import type {
  BLSPubkey,
  Epoch,
  SignedContributionAndProof,
  Slot,
  SubnetID,
  SyncCommitteeMessage,
  Uint64,
  Version,
} from "../values.ts";
import {
  DOMAIN_CONTRIBUTION_AND_PROOF,
  DOMAIN_SYNC_COMMITTEE,
  DOMAIN_SYNC_COMMITTEE_SELECTION_PROOF,
  SYNC_COMMITTEE_SUBNET_COUNT,
} from "./constants.ts";
import type { Seen } from "./p2p-interface/seen.ts";
import { AltairValidator } from "./validator.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/altair/p2p-interface.md */
export abstract class AltairP2pInterface extends AltairValidator {
  override compute_fork_version(epoch: Epoch): Version {
    if (epoch >= this.config.ALTAIR_FORK_EPOCH) return this.config.ALTAIR_FORK_VERSION;
    return super.compute_fork_version(epoch);
  }

  /** Whether it is this slot, for some clock that an honest node may have. */
  is_current_slot(store: Store, slot: Slot, current_time_ms: Uint64): boolean {
    return this.is_within_slot_range(store, slot, 0, current_time_ms);
  }

  /** Public keys of a subcommittee that signs for the state's slot, in their committee's order. */
  get_sync_subcommittee_pubkeys(state: BeaconState, subcommittee_index: Uint64): BLSPubkey[] {
    // A committee signs for the slot before the one it is assigned to, so that the period may already be the next.
    const next_slot_epoch = this.compute_epoch_at_slot(state.slot + 1);
    const sync_committee =
      this.compute_sync_committee_period(this.get_current_epoch(state)) ===
      this.compute_sync_committee_period(next_slot_epoch)
        ? state.current_sync_committee
        : state.next_sync_committee;
    const sync_subcommittee_size = div(this.preset.SYNC_COMMITTEE_SIZE, SYNC_COMMITTEE_SUBNET_COUNT);
    const i = subcommittee_index * sync_subcommittee_size;
    return sync_committee.pubkeys.slice(i, i + sync_subcommittee_size);
  }

  /**
   * Topic `sync_committee_contribution_and_proof`. Throws `GossipIgnore` or `GossipReject`; else the contribution is
   * noted as seen.
   */
  validate_sync_committee_contribution_and_proof_gossip(
    seen: Seen,
    store: Store,
    signed_contribution_and_proof: SignedContributionAndProof,
    current_time_ms: Uint64,
  ): void {
    const { contribution, aggregator_index } = signed_contribution_and_proof.message;
    const { slot, beacon_block_root, subcommittee_index, aggregation_bits } = contribution;
    if (
      this.is_non_strict_superset(
        seen.sync_contribution_data.get(slot, beacon_block_root, subcommittee_index),
        aggregation_bits,
      )
    )
      throw new GossipIgnore("already seen contribution for this data");
    if (seen.sync_contribution_aggregator_slots.has(slot, aggregator_index, subcommittee_index))
      throw new GossipIgnore("already seen contribution from this aggregator");
    if (!this.is_current_slot(store, slot, current_time_ms))
      throw new GossipIgnore("contribution is not for the current slot");
    this.checkContribution(this.headState(store), signed_contribution_and_proof);
    seen.sync_contribution_aggregator_slots.add(slot, aggregator_index, subcommittee_index);
    seen.sync_contribution_data.add([slot, beacon_block_root, subcommittee_index], aggregation_bits, slot);
  }

  /**
   * Topics `sync_committee_{subnet_id}`. Throws `GossipIgnore` or `GossipReject`; else the message is noted as seen on
   * its subnet.
   */
  validate_sync_committee_message_gossip(
    seen: Seen,
    store: Store,
    sync_committee_message: SyncCommitteeMessage,
    current_time_ms: Uint64,
    subnet_id: SubnetID,
  ): void {
    const { slot, beacon_block_root, validator_index, signature } = sync_committee_message;
    if (seen.sync_message_validator_slots.has(slot, validator_index, subnet_id))
      throw new GossipIgnore("already seen message from this validator for this slot and subnet");
    if (!this.is_current_slot(store, slot, current_time_ms))
      throw new GossipIgnore("message is not for the current slot");
    const state = this.headState(store);
    if (validator_index >= state.validators.length) throw new GossipReject("validator index out of range");
    if (!this.compute_subnets_for_sync_committee(state, validator_index).has(subnet_id))
      throw new GossipReject("subnet_id is not valid for the validator");
    const domain = this.get_domain(state, DOMAIN_SYNC_COMMITTEE, this.compute_epoch_at_slot(slot));
    const signing_root = this.compute_signing_root(this.types.Root, beacon_block_root, domain);
    if (!this.bls.Verify(state.validators.get(validator_index).pubkey, signing_root, signature))
      throw new GossipReject("invalid sync committee message signature");
    seen.sync_message_validator_slots.add(slot, validator_index, subnet_id);
  }

  /** Rejects a contribution whose bits, aggregator or signatures are wrong. */
  protected checkContribution(state: BeaconState, { message, signature }: SignedContributionAndProof): void {
    const { contribution, aggregator_index, selection_proof } = message;
    const { slot, beacon_block_root, subcommittee_index, aggregation_bits } = contribution;
    if (subcommittee_index >= SYNC_COMMITTEE_SUBNET_COUNT) throw new GossipReject("subcommittee index out of range");
    const participants = aggregation_bits.getTrueBitIndexes();
    if (participants.length === 0) throw new GossipReject("contribution has no participants");
    if (!this.is_sync_committee_aggregator(selection_proof))
      throw new GossipReject("validator is not selected as aggregator");
    if (aggregator_index >= state.validators.length) throw new GossipReject("aggregator index out of range");
    const { pubkey } = state.validators.get(aggregator_index);
    const subcommittee_pubkeys = this.get_sync_subcommittee_pubkeys(state, subcommittee_index);
    if (!subcommittee_pubkeys.some((member) => bytesEqual(member, pubkey)))
      throw new GossipReject("aggregator is not a member of the committee");

    const epoch = this.compute_epoch_at_slot(slot);
    const selection_domain = this.get_domain(state, DOMAIN_SYNC_COMMITTEE_SELECTION_PROOF, epoch);
    const selection_data = { slot, subcommittee_index };
    const selection_root = this.compute_signing_root(
      this.types.SyncAggregatorSelectionData,
      selection_data,
      selection_domain,
    );
    if (!this.bls.Verify(pubkey, selection_root, selection_proof))
      throw new GossipReject("invalid selection proof signature");
    const proof_domain = this.get_domain(state, DOMAIN_CONTRIBUTION_AND_PROOF, epoch);
    const proof_root = this.compute_signing_root(this.types.ContributionAndProof, message, proof_domain);
    if (!this.bls.Verify(pubkey, proof_root, signature)) throw new GossipReject("invalid aggregator signature");
    const domain = this.get_domain(state, DOMAIN_SYNC_COMMITTEE, epoch);
    const signing_root = this.compute_signing_root(this.types.Root, beacon_block_root, domain);
    const participant_pubkeys = participants.map((position) => subcommittee_pubkeys[position]!);
    if (!this.eth_fast_aggregate_verify(participant_pubkeys, signing_root, contribution.signature))
      throw new GossipReject("invalid aggregate signature");
  }
}
