import type { Preset } from "../../config/preset.ts";
import { bitVector, bytes, container, list, uint8, uint64, vector } from "../../ssz/types.ts";
import { floorlog2 } from "../math.ts";
import type { TypeDefinitions } from "../type-definitions.ts";
import {
  CURRENT_SYNC_COMMITTEE_GINDEX,
  FINALIZED_ROOT_GINDEX,
  MAX_REQUEST_LIGHT_CLIENT_UPDATES,
  NEXT_SYNC_COMMITTEE_GINDEX,
  SYNC_COMMITTEE_SUBNET_COUNT,
} from "./constants.ts";

/**
 * SSZ types that altair adds or modifies, each a function of the composed fork's types `t`, so that a container
 * defined here holds the newest version of what it names.
 * https://github.com/ethereum/consensus-specs/tree/v1.7.0-beta.4/specs/altair
 */
export const altairTypes = (p: Preset): TypeDefinitions => ({
  // beacon-chain.md
  EpochParticipation: (t) => list(t.ParticipationFlags, p.VALIDATOR_REGISTRY_LIMIT),
  InactivityScores: () => list(uint64, p.VALIDATOR_REGISTRY_LIMIT),
  ParticipationFlags: () => uint8,
  SyncCommitteeBits: () => bitVector(p.SYNC_COMMITTEE_SIZE),
  SyncCommitteePubkeys: (t) => vector(t.BLSPubkey, p.SYNC_COMMITTEE_SIZE),
  BeaconBlockBody: (t) =>
    container("BeaconBlockBody", {
      randao_reveal: t.BLSSignature,
      eth1_data: t.Eth1Data,
      graffiti: bytes(32),
      proposer_slashings: t.ProposerSlashings,
      attester_slashings: t.AttesterSlashings,
      attestations: t.Attestations,
      deposits: t.Deposits,
      voluntary_exits: t.VoluntaryExits,
      sync_aggregate: t.SyncAggregate,
    }),
  BeaconState: (t) =>
    container("BeaconState", {
      genesis_time: uint64,
      genesis_validators_root: t.Root,
      slot: t.Slot,
      fork: t.Fork,
      latest_block_header: t.BeaconBlockHeader,
      block_roots: t.BlockRoots,
      state_roots: t.StateRoots,
      historical_roots: t.HistoricalRoots,
      eth1_data: t.Eth1Data,
      eth1_data_votes: t.Eth1DataVotes,
      eth1_deposit_index: uint64,
      validators: t.Validators,
      balances: t.Balances,
      randao_mixes: t.RandaoMixes,
      slashings: t.Slashings,
      previous_epoch_participation: t.EpochParticipation,
      current_epoch_participation: t.EpochParticipation,
      justification_bits: t.JustificationBits,
      previous_justified_checkpoint: t.Checkpoint,
      current_justified_checkpoint: t.Checkpoint,
      finalized_checkpoint: t.Checkpoint,
      inactivity_scores: t.InactivityScores,
      current_sync_committee: t.SyncCommittee,
      next_sync_committee: t.SyncCommittee,
    }),
  SyncAggregate: (t) =>
    container("SyncAggregate", { sync_committee_bits: t.SyncCommitteeBits, sync_committee_signature: t.BLSSignature }),
  SyncCommittee: (t) => container("SyncCommittee", { pubkeys: t.SyncCommitteePubkeys, aggregate_pubkey: t.BLSPubkey }),
  // light-client/sync-protocol.md
  CurrentSyncCommitteeBranch: () => vector(bytes(32), floorlog2(CURRENT_SYNC_COMMITTEE_GINDEX)),
  FinalityBranch: () => vector(bytes(32), floorlog2(FINALIZED_ROOT_GINDEX)),
  NextSyncCommitteeBranch: () => vector(bytes(32), floorlog2(NEXT_SYNC_COMMITTEE_GINDEX)),
  LightClientHeader: (t) => container("LightClientHeader", { beacon: t.BeaconBlockHeader }),
  LightClientBootstrap: (t) =>
    container("LightClientBootstrap", {
      header: t.LightClientHeader,
      current_sync_committee: t.SyncCommittee,
      current_sync_committee_branch: t.CurrentSyncCommitteeBranch,
    }),
  LightClientUpdate: (t) =>
    container("LightClientUpdate", {
      attested_header: t.LightClientHeader,
      next_sync_committee: t.SyncCommittee,
      next_sync_committee_branch: t.NextSyncCommitteeBranch,
      finalized_header: t.LightClientHeader,
      finality_branch: t.FinalityBranch,
      sync_aggregate: t.SyncAggregate,
      signature_slot: t.Slot,
    }),
  LightClientFinalityUpdate: (t) =>
    container("LightClientFinalityUpdate", {
      attested_header: t.LightClientHeader,
      finalized_header: t.LightClientHeader,
      finality_branch: t.FinalityBranch,
      sync_aggregate: t.SyncAggregate,
      signature_slot: t.Slot,
    }),
  LightClientOptimisticUpdate: (t) =>
    container("LightClientOptimisticUpdate", {
      attested_header: t.LightClientHeader,
      sync_aggregate: t.SyncAggregate,
      signature_slot: t.Slot,
    }),
  // validator.md
  SyncSubcommitteeBits: () => bitVector(p.SYNC_COMMITTEE_SIZE / SYNC_COMMITTEE_SUBNET_COUNT),
  SyncCommitteeMessage: (t) =>
    container("SyncCommitteeMessage", {
      slot: t.Slot,
      beacon_block_root: t.Root,
      validator_index: t.ValidatorIndex,
      signature: t.BLSSignature,
    }),
  SyncCommitteeContribution: (t) =>
    container("SyncCommitteeContribution", {
      slot: t.Slot,
      beacon_block_root: t.Root,
      subcommittee_index: uint64,
      aggregation_bits: t.SyncSubcommitteeBits,
      signature: t.BLSSignature,
    }),
  ContributionAndProof: (t) =>
    container("ContributionAndProof", {
      aggregator_index: t.ValidatorIndex,
      contribution: t.SyncCommitteeContribution,
      selection_proof: t.BLSSignature,
    }),
  SignedContributionAndProof: (t) =>
    container("SignedContributionAndProof", { message: t.ContributionAndProof, signature: t.BLSSignature }),
  SyncAggregatorSelectionData: (t) =>
    container("SyncAggregatorSelectionData", { slot: t.Slot, subcommittee_index: uint64 }),
  // p2p-interface.md
  Syncnets: () => bitVector(SYNC_COMMITTEE_SUBNET_COUNT),
  // light-client/p2p-interface.md
  LightClientUpdates: (t) => list(t.LightClientUpdate, MAX_REQUEST_LIGHT_CLIENT_UPDATES),
});
