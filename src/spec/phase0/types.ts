import type { Config } from "../../config/config.ts";
import type { Preset } from "../../config/preset.ts";
import {
  bitList,
  bitVector,
  boolean,
  byteList,
  bytes,
  container,
  list,
  uint64,
  uint256,
  vector,
} from "../../ssz/types.ts";
import type { TypeDefinitions } from "../type-definitions.ts";
import { DEPOSIT_CONTRACT_TREE_DEPTH, JUSTIFICATION_BITS_LENGTH } from "./constants.ts";

/**
 * SSZ types that phase0 adds or modifies, each a function of the composed fork's types `t`, so that a container
 * defined here holds the newest version of what it names.
 * https://github.com/ethereum/consensus-specs/tree/v1.7.0-beta.4/specs/phase0
 */
export const phase0Types = (p: Preset, c: Config): TypeDefinitions => ({
  // beacon-chain.md
  AggregationBits: () => bitList(p.MAX_VALIDATORS_PER_COMMITTEE),
  Attestations: (t) => list(t.Attestation, p.MAX_ATTESTATIONS),
  AttesterSlashings: (t) => list(t.AttesterSlashing, p.MAX_ATTESTER_SLASHINGS),
  AttestingIndices: (t) => list(t.ValidatorIndex, p.MAX_VALIDATORS_PER_COMMITTEE),
  Balances: (t) => list(t.Gwei, p.VALIDATOR_REGISTRY_LIMIT),
  BlockRoots: (t) => vector(t.Root, p.SLOTS_PER_HISTORICAL_ROOT),
  BLSPubkey: () => bytes(48),
  BLSSignature: () => bytes(96),
  CommitteeIndex: () => uint64,
  DepositDataList: (t) => list(t.DepositData, 2 ** DEPOSIT_CONTRACT_TREE_DEPTH),
  DepositProof: () => vector(bytes(32), DEPOSIT_CONTRACT_TREE_DEPTH + 1),
  Deposits: (t) => list(t.Deposit, p.MAX_DEPOSITS),
  Domain: () => bytes(32),
  DomainType: () => bytes(4),
  Epoch: () => uint64,
  Eth1DataVotes: (t) => list(t.Eth1Data, p.EPOCHS_PER_ETH1_VOTING_PERIOD * p.SLOTS_PER_EPOCH),
  ForkDigest: () => bytes(4),
  Gwei: () => uint64,
  Hash32: () => bytes(32),
  HistoricalRoots: (t) => list(t.Root, p.HISTORICAL_ROOTS_LIMIT),
  JustificationBits: () => bitVector(JUSTIFICATION_BITS_LENGTH),
  PendingAttestations: (t) => list(t.PendingAttestation, p.MAX_ATTESTATIONS * p.SLOTS_PER_EPOCH),
  ProposerSlashings: (t) => list(t.ProposerSlashing, p.MAX_PROPOSER_SLASHINGS),
  RandaoMixes: () => vector(bytes(32), p.EPOCHS_PER_HISTORICAL_VECTOR),
  Root: () => bytes(32),
  Slashings: (t) => vector(t.Gwei, p.EPOCHS_PER_SLASHINGS_VECTOR),
  Slot: () => uint64,
  StateRoots: (t) => vector(t.Root, p.SLOTS_PER_HISTORICAL_ROOT),
  ValidatorIndex: () => uint64,
  Validators: (t) => list(t.Validator, p.VALIDATOR_REGISTRY_LIMIT),
  Version: () => bytes(4),
  VoluntaryExits: (t) => list(t.SignedVoluntaryExit, p.MAX_VOLUNTARY_EXITS),
  Fork: (t) => container("Fork", { previous_version: t.Version, current_version: t.Version, epoch: t.Epoch }),
  ForkData: (t) => container("ForkData", { current_version: t.Version, genesis_validators_root: t.Root }),
  Checkpoint: (t) => container("Checkpoint", { epoch: t.Epoch, root: t.Root }),
  Validator: (t) =>
    container("Validator", {
      pubkey: t.BLSPubkey,
      withdrawal_credentials: bytes(32),
      effective_balance: t.Gwei,
      slashed: boolean,
      activation_eligibility_epoch: t.Epoch,
      activation_epoch: t.Epoch,
      exit_epoch: t.Epoch,
      withdrawable_epoch: t.Epoch,
    }),
  AttestationData: (t) =>
    container("AttestationData", {
      slot: t.Slot,
      index: t.CommitteeIndex,
      beacon_block_root: t.Root,
      source: t.Checkpoint,
      target: t.Checkpoint,
    }),
  IndexedAttestation: (t) =>
    container("IndexedAttestation", {
      attesting_indices: t.AttestingIndices,
      data: t.AttestationData,
      signature: t.BLSSignature,
    }),
  PendingAttestation: (t) =>
    container("PendingAttestation", {
      aggregation_bits: t.AggregationBits,
      data: t.AttestationData,
      inclusion_delay: t.Slot,
      proposer_index: t.ValidatorIndex,
    }),
  Eth1Data: (t) => container("Eth1Data", { deposit_root: t.Root, deposit_count: uint64, block_hash: t.Hash32 }),
  HistoricalBatch: (t) => container("HistoricalBatch", { block_roots: t.BlockRoots, state_roots: t.StateRoots }),
  DepositMessage: (t) =>
    container("DepositMessage", { pubkey: t.BLSPubkey, withdrawal_credentials: bytes(32), amount: t.Gwei }),
  DepositData: (t) =>
    container("DepositData", {
      pubkey: t.BLSPubkey,
      withdrawal_credentials: bytes(32),
      amount: t.Gwei,
      signature: t.BLSSignature,
    }),
  BeaconBlockHeader: (t) =>
    container("BeaconBlockHeader", {
      slot: t.Slot,
      proposer_index: t.ValidatorIndex,
      parent_root: t.Root,
      state_root: t.Root,
      body_root: t.Root,
    }),
  SigningData: (t) => container("SigningData", { object_root: t.Root, domain: t.Domain }),
  ProposerSlashing: (t) =>
    container("ProposerSlashing", {
      signed_header_1: t.SignedBeaconBlockHeader,
      signed_header_2: t.SignedBeaconBlockHeader,
    }),
  AttesterSlashing: (t) =>
    container("AttesterSlashing", { attestation_1: t.IndexedAttestation, attestation_2: t.IndexedAttestation }),
  Attestation: (t) =>
    container("Attestation", {
      aggregation_bits: t.AggregationBits,
      data: t.AttestationData,
      signature: t.BLSSignature,
    }),
  Deposit: (t) => container("Deposit", { proof: t.DepositProof, data: t.DepositData }),
  VoluntaryExit: (t) => container("VoluntaryExit", { epoch: t.Epoch, validator_index: t.ValidatorIndex }),
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
    }),
  BeaconBlock: (t) =>
    container("BeaconBlock", {
      slot: t.Slot,
      proposer_index: t.ValidatorIndex,
      parent_root: t.Root,
      state_root: t.Root,
      body: t.BeaconBlockBody,
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
      previous_epoch_attestations: t.PendingAttestations,
      current_epoch_attestations: t.PendingAttestations,
      justification_bits: t.JustificationBits,
      previous_justified_checkpoint: t.Checkpoint,
      current_justified_checkpoint: t.Checkpoint,
      finalized_checkpoint: t.Checkpoint,
    }),
  SignedVoluntaryExit: (t) => container("SignedVoluntaryExit", { message: t.VoluntaryExit, signature: t.BLSSignature }),
  SignedBeaconBlock: (t) => container("SignedBeaconBlock", { message: t.BeaconBlock, signature: t.BLSSignature }),
  SignedBeaconBlockHeader: (t) =>
    container("SignedBeaconBlockHeader", { message: t.BeaconBlockHeader, signature: t.BLSSignature }),
  // deposit-contract.md
  ExecutionAddress: () => bytes(20),
  // validator.md
  Eth1Block: (t) => container("Eth1Block", { timestamp: uint64, deposit_root: t.Root, deposit_count: uint64 }),
  AggregateAndProof: (t) =>
    container("AggregateAndProof", {
      aggregator_index: t.ValidatorIndex,
      aggregate: t.Attestation,
      selection_proof: t.BLSSignature,
    }),
  SignedAggregateAndProof: (t) =>
    container("SignedAggregateAndProof", { message: t.AggregateAndProof, signature: t.BLSSignature }),
  // p2p-interface.md
  Attnets: () => bitVector(c.ATTESTATION_SUBNET_COUNT),
  BeaconBlockRoots: (t) => list(t.Root, c.MAX_REQUEST_BLOCKS),
  ErrorMessage: () => byteList(256),
  NodeID: () => uint256,
  SignedBeaconBlocks: (t) => list(t.SignedBeaconBlock, c.MAX_REQUEST_BLOCKS),
  SubnetID: () => uint64,
  // weak-subjectivity.md
  Ether: () => uint64,
});
