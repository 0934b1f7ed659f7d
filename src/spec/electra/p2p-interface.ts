import type { BlockPayloadStatuses } from "../bellatrix/p2p-interface.ts";
import type { Seen } from "../deneb/p2p-interface/seen.ts";
import { checkCommitmentCount } from "../deneb/p2p-interface.ts";
import { GossipReject } from "../gossip-outcome.ts";
import { DOMAIN_BEACON_ATTESTER } from "../phase0/constants.ts";
import type { Store } from "../phase0/fork-choice/store.ts";
import { BLOCK } from "../phase0/p2p-interface/blocks.ts";
import type { BeaconState } from "../state.ts";
import type {
  Attestation,
  BlobSidecar,
  CommitteeIndex,
  Epoch,
  Root,
  SignedAggregateAndProof,
  SignedBeaconBlock,
  SingleAttestation,
  SubnetID,
  Uint64,
  Version,
} from "../values.ts";
import { ElectraValidator } from "./validator.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/electra/p2p-interface.md */
export abstract class ElectraP2pInterface extends ElectraValidator {
  override compute_fork_version(epoch: Epoch): Version {
    if (epoch >= this.config.ELECTRA_FORK_EPOCH) return this.config.ELECTRA_FORK_VERSION;
    return super.compute_fork_version(epoch);
  }

  override compute_max_request_blob_sidecars(): Uint64 {
    return this.config.MAX_REQUEST_BLOCKS_DENEB * this.config.MAX_BLOBS_PER_BLOCK_ELECTRA;
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
    checkCommitmentCount(block.body.blob_kzg_commitments, this.config.MAX_BLOBS_PER_BLOCK_ELECTRA);
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
    if (data.index !== 0) throw new GossipReject("aggregate data index is non-zero");
    const key = this.aggregateKey(aggregate);
    this.checkAggregateOnChain(seen, store, signed_aggregate_and_proof, current_time_ms, key);
    seen.aggregator_epochs.add(data.target.epoch, aggregator_index);
    seen.aggregate_data_roots.add(key, aggregation_bits, data.slot);
  }

  // @ts-expect-error Electra:EIP7549 has SingleAttestation on the subnets
  override validate_beacon_attestation_gossip(
    seen: Seen,
    store: Store,
    attestation: SingleAttestation,
    current_time_ms: Uint64,
    subnet_id: SubnetID,
  ): void {
    const { data, attester_index } = attestation;
    this.checkNewAttester(seen, data.target.epoch, attester_index);
    if (data.index !== 0) throw new GossipReject("attestation data index is non-zero");
    this.checkAttestationOnChain(store, attestation, current_time_ms, subnet_id);
    seen.attestation_validator_epochs.add(data.target.epoch, attester_index);
  }

  override validate_blob_sidecar_gossip(
    seen: Seen,
    store: Store,
    blob_sidecar: BlobSidecar,
    current_time_ms: Uint64,
    subnet_id: SubnetID,
  ): void {
    this.checkNewBlobSidecar(seen, blob_sidecar);
    if (blob_sidecar.index >= this.config.MAX_BLOBS_PER_BLOCK_ELECTRA)
      throw new GossipReject("blob index out of range");
    this.checkBlobSidecar(seen, store, blob_sidecar, current_time_ms, subnet_id);
  }

  /** What aggregates are told apart by: their data and their committee. Rejects any but exactly one committee. */
  protected aggregateKey({ data, committee_bits }: Attestation): [Root, CommitteeIndex] {
    const committee_indices = this.get_committee_indices(committee_bits);
    if (committee_indices.length !== 1)
      throw new GossipReject("aggregate committee bits must specify exactly one committee");
    return [this.types.AttestationData.hashTreeRoot(data), committee_indices[0]!];
  }

  /** All conditions of an aggregate after its data's index and its committee. */
  protected checkAggregateOnChain(
    seen: Seen,
    store: Store,
    signed_aggregate_and_proof: SignedAggregateAndProof,
    current_time_ms: Uint64,
    key: [Root, CommitteeIndex],
  ): void {
    const { aggregate, aggregator_index } = signed_aggregate_and_proof.message;
    const { data, aggregation_bits } = aggregate;
    const [, index] = key;
    this.checkNewAggregate(seen, key, aggregation_bits);
    this.checkNewAggregator(seen, data.target.epoch, aggregator_index);
    this.checkAttestedBlock(store, data);
    const state = this.headState(store);
    this.checkCommitteeIndex(state, data, index);
    this.checkAttestationEpoch(store, data, current_time_ms, "aggregate");
    this.checkTargetEpoch(data);
    this.checkAggregate(state, signed_aggregate_and_proof, index);
    this.checkAttestedAncestry(store, data);
  }

  /** All conditions of a vote after its data's index. */
  protected checkAttestationOnChain(
    store: Store,
    attestation: SingleAttestation,
    current_time_ms: Uint64,
    subnet_id: SubnetID,
  ): void {
    const { data, committee_index } = attestation;
    this.checkAttestedBlock(store, data);
    const state = this.headState(store);
    this.checkCommitteeIndex(state, data, committee_index);
    this.checkAttestationSubnet(state, data, committee_index, subnet_id);
    this.checkAttestationEpoch(store, data, current_time_ms, "attestation");
    this.checkTargetEpoch(data);
    this.checkAttester(state, attestation);
    this.checkAttestedAncestry(store, data);
  }

  private checkAttester(state: BeaconState, attestation: SingleAttestation): void {
    const { data, committee_index, attester_index, signature } = attestation;
    if (!this.get_beacon_committee(state, data.slot, committee_index).includes(attester_index))
      throw new GossipReject("attester is not a member of the committee");
    const domain = this.get_domain(state, DOMAIN_BEACON_ATTESTER, data.target.epoch);
    const signing_root = this.compute_signing_root(this.types.AttestationData, data, domain);
    if (!this.bls.Verify(state.validators.get(attester_index).pubkey, signing_root, signature))
      throw new GossipReject("invalid attestation signature");
  }
}
