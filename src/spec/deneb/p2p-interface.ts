import type { BlockPayloadStatuses } from "../bellatrix/p2p-interface.ts";
import { GossipIgnore, GossipReject } from "../gossip-outcome.ts";
import { DOMAIN_VOLUNTARY_EXIT } from "../phase0/constants.ts";
import type { Store } from "../phase0/fork-choice/store.ts";
import { BLOCK } from "../phase0/p2p-interface/blocks.ts";
import type {
  Attestation,
  AttestationData,
  Epoch,
  Root,
  SignedAggregateAndProof,
  SignedBeaconBlock,
  SignedVoluntaryExit,
  SubnetID,
  Uint64,
  Version,
} from "../values.ts";
import { DenebBlobSidecarGossip } from "./p2p-interface/blob-sidecars.ts";
import type { Seen } from "./p2p-interface/seen.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/deneb/p2p-interface.md */
export abstract class DenebP2pInterface extends DenebBlobSidecarGossip {
  override compute_fork_version(epoch: Epoch): Version {
    if (epoch >= this.config.DENEB_FORK_EPOCH) return this.config.DENEB_FORK_VERSION;
    return super.compute_fork_version(epoch);
  }

  /** Whether it is this epoch, for some clock that an honest node may have. */
  is_within_epoch(store: Store, epoch: Epoch, current_time_ms: Uint64): boolean {
    const slot = this.compute_start_slot_at_epoch(epoch);
    return this.is_within_slot_range(store, slot, this.preset.SLOTS_PER_EPOCH - 1, current_time_ms);
  }

  /** Whether it is this epoch or the next, for some clock that an honest node may have. */
  is_current_or_previous_epoch(store: Store, epoch: Epoch, current_time_ms: Uint64): boolean {
    return (
      this.is_within_epoch(store, epoch, current_time_ms) || this.is_within_epoch(store, epoch + 1, current_time_ms)
    );
  }

  override validate_beacon_block_gossip(
    seen: Seen,
    store: Store,
    signed_beacon_block: SignedBeaconBlock,
    current_time_ms: Uint64,
    block_payload_statuses: BlockPayloadStatuses,
  ): void {
    const block = signed_beacon_block.message;
    this.checkBlockOnChain(seen, store, signed_beacon_block, current_time_ms, block_payload_statuses);
    checkCommitmentCount(block.body.blob_kzg_commitments, this.config.MAX_BLOBS_PER_BLOCK);
    this.checkExpectedProposer(store, block, BLOCK);
    seen.proposer_slots.add(block.slot, block.proposer_index);
  }

  override validate_beacon_aggregate_and_proof_gossip(
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
    this.checkAttestationEpoch(store, data, current_time_ms, "aggregate");
    this.checkTargetEpoch(data);
    this.checkAggregate(state, signed_aggregate_and_proof, index);
    this.checkAttestedAncestry(store, data);
    seen.aggregator_epochs.add(data.target.epoch, aggregator_index);
    seen.aggregate_data_roots.add(key, aggregation_bits, data.slot);
  }

  override validate_voluntary_exit_gossip(
    seen: Seen,
    store: Store,
    signed_voluntary_exit: SignedVoluntaryExit,
    current_time_ms: Uint64,
  ): void {
    const { message, signature } = signed_voluntary_exit;
    const { state, validator } = this.checkExitingValidator(seen, store, signed_voluntary_exit, current_time_ms);
    const domain = this.compute_domain(
      DOMAIN_VOLUNTARY_EXIT,
      this.config.CAPELLA_FORK_VERSION,
      state.genesis_validators_root,
    );
    const signing_root = this.compute_signing_root(this.types.VoluntaryExit, message, domain);
    if (!this.bls.Verify(validator.pubkey, signing_root, signature))
      throw new GossipReject("invalid voluntary exit signature");
    seen.voluntary_exit_indices.add(message.validator_index);
  }

  override validate_beacon_attestation_gossip(
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
    this.checkAttestationEpoch(store, data, current_time_ms, "attestation");
    this.checkTargetEpoch(data);
    const attester = this.checkUnaggregated(state, attestation);
    this.checkNewAttester(seen, data.target.epoch, attester);
    if (!this.is_valid_indexed_attestation(state, this.get_indexed_attestation(state, attestation)))
      throw new GossipReject("invalid attestation signature");
    this.checkAttestedAncestry(store, data);
    seen.attestation_validator_epochs.add(data.target.epoch, attester);
  }

  /** Ignores a vote of a future slot, or of an epoch before the previous. */
  protected checkAttestationEpoch(
    store: Store,
    { slot }: AttestationData,
    current_time_ms: Uint64,
    subject: "aggregate" | "attestation",
  ): void {
    if (this.is_future_slot(store, slot, current_time_ms))
      throw new GossipIgnore(`${subject} slot is from a future slot`, { kind: "slot", slot });
    if (!this.is_current_or_previous_epoch(store, this.compute_epoch_at_slot(slot), current_time_ms))
      throw new GossipIgnore(`${subject} epoch is not current or previous epoch`);
  }
}

/** Rejects a block or bid of more blobs than its epoch allows. */
export function checkCommitmentCount(commitments: readonly Uint8Array[], max_blobs: number): void {
  if (commitments.length > max_blobs) throw new GossipReject("too many blob kzg commitments");
}
