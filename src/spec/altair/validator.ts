import { BitArray } from "@chainsafe/ssz";
import { bytesEqual } from "../../ssz/bytes.ts";
import { assert } from "../errors.ts";
import { div } from "../math.ts";
import type { BeaconState } from "../state.ts";
import type {
  BeaconBlock,
  BLSSignature,
  ContributionAndProof,
  Epoch,
  Root,
  Slot,
  SubnetID,
  SyncCommittee,
  SyncCommitteeContribution,
  SyncCommitteeMessage,
  Uint64,
  ValidatorIndex,
} from "../values.ts";
import {
  DOMAIN_CONTRIBUTION_AND_PROOF,
  DOMAIN_SYNC_COMMITTEE,
  DOMAIN_SYNC_COMMITTEE_SELECTION_PROOF,
  SYNC_COMMITTEE_SUBNET_COUNT,
  TARGET_AGGREGATORS_PER_SYNC_SUBCOMMITTEE,
} from "./constants.ts";
import { AltairForkChoice } from "./fork-choice.ts";

/**
 * Duties of sync committee members.
 * https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/altair/validator.md
 */
export abstract class AltairValidator extends AltairForkChoice {
  /** The period in which one sync committee serves. */
  compute_sync_committee_period(epoch: Epoch): Uint64 {
    return div(epoch, this.preset.EPOCHS_PER_SYNC_COMMITTEE_PERIOD);
  }

  /** Whether the validator is in the sync committee of `epoch`, in the state's period or the next. */
  is_assigned_to_sync_committee(state: BeaconState, epoch: Epoch, validator_index: ValidatorIndex): boolean {
    const sync_committee_period = this.compute_sync_committee_period(epoch);
    const current_sync_committee_period = this.compute_sync_committee_period(this.get_current_epoch(state));
    const isCurrent = sync_committee_period === current_sync_committee_period;
    assert(
      isCurrent || sync_committee_period === current_sync_committee_period + 1,
      "is_assigned_to_sync_committee",
      "sync_committee_period in (current_sync_committee_period, next_sync_committee_period)",
      () => ({ sync_committee_period, current_sync_committee_period }),
    );
    const { pubkey } = state.validators.get(validator_index);
    const { pubkeys } = isCurrent ? state.current_sync_committee : state.next_sync_committee;
    return pubkeys.some((member) => bytesEqual(member, pubkey));
  }

  /** Puts the contributions, one a subcommittee at most, into the block as one aggregate. Throws without any. */
  process_sync_committee_contributions(block: BeaconBlock, contributions: Iterable<SyncCommitteeContribution>): void {
    const sync_subcommittee_size = div(this.preset.SYNC_COMMITTEE_SIZE, SYNC_COMMITTEE_SUBNET_COUNT);
    const sync_committee_bits = BitArray.fromBitLen(this.preset.SYNC_COMMITTEE_SIZE);
    const signatures: BLSSignature[] = [];
    for (const { subcommittee_index, aggregation_bits, signature } of contributions) {
      for (const index of aggregation_bits.getTrueBitIndexes())
        sync_committee_bits.set(sync_subcommittee_size * subcommittee_index + index, true);
      signatures.push(signature);
    }
    block.body.sync_aggregate = {
      sync_committee_bits,
      sync_committee_signature: this.bls.Aggregate(signatures),
    };
  }

  /** A sync committee member's vote, in the state's slot, for this block as the head. */
  get_sync_committee_message(
    state: BeaconState,
    block_root: Root,
    validator_index: ValidatorIndex,
    privkey: Uint8Array,
  ): SyncCommitteeMessage {
    const domain = this.get_domain(state, DOMAIN_SYNC_COMMITTEE, this.get_current_epoch(state));
    const signing_root = this.compute_signing_root(this.types.Root, block_root, domain);
    const signature = this.bls.Sign(privkey, signing_root);
    return { slot: state.slot, beacon_block_root: block_root, validator_index, signature };
  }

  /** The subnets of the subcommittees that the validator is in for the next slot. */
  compute_subnets_for_sync_committee(state: BeaconState, validator_index: ValidatorIndex): Set<SubnetID> {
    const next_slot_epoch = this.compute_epoch_at_slot(state.slot + 1);
    const period = this.compute_sync_committee_period(this.get_current_epoch(state));
    const sync_committee: SyncCommittee =
      period === this.compute_sync_committee_period(next_slot_epoch)
        ? state.current_sync_committee
        : state.next_sync_committee;
    const target_pubkey = state.validators.get(validator_index).pubkey;
    const sync_subcommittee_size = div(this.preset.SYNC_COMMITTEE_SIZE, SYNC_COMMITTEE_SUBNET_COUNT);
    const subnets = new Set<SubnetID>();
    sync_committee.pubkeys.forEach((pubkey, index) => {
      if (bytesEqual(pubkey, target_pubkey)) subnets.add(div(index, sync_subcommittee_size));
    });
    return subnets;
  }

  /** The signature that decides whether its maker aggregates the subcommittee's votes of the slot. */
  get_sync_committee_selection_proof(
    state: BeaconState,
    slot: Slot,
    subcommittee_index: Uint64,
    privkey: Uint8Array,
  ): BLSSignature {
    const epoch = this.compute_epoch_at_slot(slot);
    const domain = this.get_domain(state, DOMAIN_SYNC_COMMITTEE_SELECTION_PROOF, epoch);
    const signing_data = { slot, subcommittee_index };
    const signing_root = this.compute_signing_root(this.types.SyncAggregatorSelectionData, signing_data, domain);
    return this.bls.Sign(privkey, signing_root);
  }

  /** Whether the maker of this selection proof aggregates its subcommittee's votes. */
  is_sync_committee_aggregator(signature: BLSSignature): boolean {
    const sync_subcommittee_size = div(this.preset.SYNC_COMMITTEE_SIZE, SYNC_COMMITTEE_SUBNET_COUNT);
    return this.isSelected(
      signature,
      Math.max(1, div(sync_subcommittee_size, TARGET_AGGREGATORS_PER_SYNC_SUBCOMMITTEE)),
    );
  }

  /** The contribution with the proof that its maker is an aggregator. */
  get_contribution_and_proof(
    state: BeaconState,
    aggregator_index: ValidatorIndex,
    contribution: SyncCommitteeContribution,
    privkey: Uint8Array,
  ): ContributionAndProof {
    const { slot, subcommittee_index } = contribution;
    const selection_proof = this.get_sync_committee_selection_proof(state, slot, subcommittee_index, privkey);
    return { aggregator_index, contribution, selection_proof };
  }

  /** The aggregator's signature. */
  get_contribution_and_proof_signature(
    state: BeaconState,
    contribution_and_proof: ContributionAndProof,
    privkey: Uint8Array,
  ): BLSSignature {
    const epoch = this.compute_epoch_at_slot(contribution_and_proof.contribution.slot);
    const domain = this.get_domain(state, DOMAIN_CONTRIBUTION_AND_PROOF, epoch);
    const signing_root = this.compute_signing_root(this.types.ContributionAndProof, contribution_and_proof, domain);
    return this.bls.Sign(privkey, signing_root);
  }
}
