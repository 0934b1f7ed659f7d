import type { BitArray } from "@chainsafe/ssz";

/**
 * Plain values of the specification's types, one TypeScript type a name: a container has every field that any fork
 * gives it (each marked with the fork that adds it, where that is not the fork that adds the container).
 */

/** An unsigned 64-bit integer: a number up to 2^53 - 1, `Infinity` for 2^64 - 1, and at runtime a bigint in between. */
export type Uint64 = number;

export type AggregationBits = BitArray;
export type Attestations = Attestation[];
export type AttesterSlashings = AttesterSlashing[];
export type AttestingIndices = ValidatorIndex[];
export type Balances = Gwei[];
export type BlockRoots = Root[];
export type BLSPubkey = Uint8Array;
export type BLSSignature = Uint8Array;
export type CommitteeIndex = Uint64;
export type DepositDataList = DepositData[];
export type DepositProof = Uint8Array[];
export type Deposits = Deposit[];
export type Domain = Uint8Array;
export type DomainType = Uint8Array;
export type Epoch = Uint64;
export type Eth1DataVotes = Eth1Data[];
export type ForkDigest = Uint8Array;
export type Gwei = Uint64;
export type Hash32 = Uint8Array;
export type HistoricalRoots = Root[];
export type JustificationBits = BitArray;
export type PendingAttestations = PendingAttestation[];
export type ProposerSlashings = ProposerSlashing[];
export type RandaoMixes = Uint8Array[];
export type Root = Uint8Array;
export type Slashings = Gwei[];
export type Slot = Uint64;
export type StateRoots = Root[];
export type ValidatorIndex = Uint64;
export type Validators = Validator[];
export type Version = Uint8Array;
export type VoluntaryExits = SignedVoluntaryExit[];

/** `Fork` (phase0). */
export interface Fork {
  previous_version: Version;
  current_version: Version;
  epoch: Epoch;
}

/** `ForkData` (phase0). */
export interface ForkData {
  current_version: Version;
  genesis_validators_root: Root;
}

/** `Checkpoint` (phase0). */
export interface Checkpoint {
  epoch: Epoch;
  root: Root;
}

/** `Validator` (phase0). */
export interface Validator {
  pubkey: BLSPubkey;
  withdrawal_credentials: Uint8Array;
  effective_balance: Gwei;
  slashed: boolean;
  activation_eligibility_epoch: Epoch;
  activation_epoch: Epoch;
  exit_epoch: Epoch;
  withdrawable_epoch: Epoch;
}

/** `AttestationData` (phase0). */
export interface AttestationData {
  slot: Slot;
  index: CommitteeIndex;
  beacon_block_root: Root;
  source: Checkpoint;
  target: Checkpoint;
}

/** `IndexedAttestation` (phase0). */
export interface IndexedAttestation {
  attesting_indices: AttestingIndices;
  data: AttestationData;
  signature: BLSSignature;
}

/** `PendingAttestation` (phase0). */
export interface PendingAttestation {
  aggregation_bits: AggregationBits;
  data: AttestationData;
  inclusion_delay: Slot;
  proposer_index: ValidatorIndex;
}

/** `Eth1Data` (phase0). */
export interface Eth1Data {
  deposit_root: Root;
  deposit_count: Uint64;
  block_hash: Hash32;
}

/** `HistoricalBatch` (phase0). */
export interface HistoricalBatch {
  block_roots: BlockRoots;
  state_roots: StateRoots;
}

/** `DepositMessage` (phase0). */
export interface DepositMessage {
  pubkey: BLSPubkey;
  withdrawal_credentials: Uint8Array;
  amount: Gwei;
}

/** `DepositData` (phase0). */
export interface DepositData {
  pubkey: BLSPubkey;
  withdrawal_credentials: Uint8Array;
  amount: Gwei;
  signature: BLSSignature;
}

/** `BeaconBlockHeader` (phase0). */
export interface BeaconBlockHeader {
  slot: Slot;
  proposer_index: ValidatorIndex;
  parent_root: Root;
  state_root: Root;
  body_root: Root;
}

/** `SigningData` (phase0). */
export interface SigningData {
  object_root: Root;
  domain: Domain;
}

/** `ProposerSlashing` (phase0). */
export interface ProposerSlashing {
  signed_header_1: SignedBeaconBlockHeader;
  signed_header_2: SignedBeaconBlockHeader;
}

/** `AttesterSlashing` (phase0). */
export interface AttesterSlashing {
  attestation_1: IndexedAttestation;
  attestation_2: IndexedAttestation;
}

/** `Attestation` (phase0). */
export interface Attestation {
  aggregation_bits: AggregationBits;
  data: AttestationData;
  signature: BLSSignature;
  /** electra */
  committee_bits: CommitteeBits;
}

/** `Deposit` (phase0). */
export interface Deposit {
  proof: DepositProof;
  data: DepositData;
}

/** `VoluntaryExit` (phase0). */
export interface VoluntaryExit {
  epoch: Epoch;
  validator_index: ValidatorIndex;
}

/** `BeaconBlockBody` (phase0). */
export interface BeaconBlockBody {
  randao_reveal: BLSSignature;
  eth1_data: Eth1Data;
  graffiti: Uint8Array;
  proposer_slashings: ProposerSlashings;
  attester_slashings: AttesterSlashings;
  attestations: Attestations;
  deposits: Deposits;
  voluntary_exits: VoluntaryExits;
  /** altair */
  sync_aggregate: SyncAggregate;
  /** bellatrix */
  execution_payload: ExecutionPayload;
  /** capella */
  bls_to_execution_changes: BLSToExecutionChanges;
  /** deneb */
  blob_kzg_commitments: BlobKZGCommitments;
  /** electra */
  execution_requests: ExecutionRequests;
  /** gloas */
  signed_execution_payload_bid: SignedExecutionPayloadBid;
  /** gloas */
  payload_attestations: PayloadAttestations;
  /** gloas */
  parent_execution_requests: ExecutionRequests;
}

/** `BeaconBlock` (phase0). */
export interface BeaconBlock {
  slot: Slot;
  proposer_index: ValidatorIndex;
  parent_root: Root;
  state_root: Root;
  body: BeaconBlockBody;
}

/** `SignedVoluntaryExit` (phase0). */
export interface SignedVoluntaryExit {
  message: VoluntaryExit;
  signature: BLSSignature;
}

/** `SignedBeaconBlock` (phase0). */
export interface SignedBeaconBlock {
  message: BeaconBlock;
  signature: BLSSignature;
}

/** `SignedBeaconBlockHeader` (phase0). */
export interface SignedBeaconBlockHeader {
  message: BeaconBlockHeader;
  signature: BLSSignature;
}

export type ExecutionAddress = Uint8Array;

/** `Eth1Block` (phase0). */
export interface Eth1Block {
  timestamp: Uint64;
  deposit_root: Root;
  deposit_count: Uint64;
}

/** `AggregateAndProof` (phase0). */
export interface AggregateAndProof {
  aggregator_index: ValidatorIndex;
  aggregate: Attestation;
  selection_proof: BLSSignature;
}

/** `SignedAggregateAndProof` (phase0). */
export interface SignedAggregateAndProof {
  message: AggregateAndProof;
  signature: BLSSignature;
}

export type Attnets = BitArray;
export type BeaconBlockRoots = Root[];
export type ErrorMessage = Uint8Array;
export type NodeID = bigint;
export type SignedBeaconBlocks = SignedBeaconBlock[];
export type SubnetID = Uint64;
export type Ether = Uint64;
export type EpochParticipation = ParticipationFlags[];
export type InactivityScores = Uint64[];
export type ParticipationFlags = number;
export type SyncCommitteeBits = BitArray;
export type SyncCommitteePubkeys = BLSPubkey[];

/** `SyncAggregate` (altair). */
export interface SyncAggregate {
  sync_committee_bits: SyncCommitteeBits;
  sync_committee_signature: BLSSignature;
}

/** `SyncCommittee` (altair). */
export interface SyncCommittee {
  pubkeys: SyncCommitteePubkeys;
  aggregate_pubkey: BLSPubkey;
}

export type CurrentSyncCommitteeBranch = Uint8Array[];
export type FinalityBranch = Uint8Array[];
export type NextSyncCommitteeBranch = Uint8Array[];

/** `LightClientHeader` (altair). */
export interface LightClientHeader {
  beacon: BeaconBlockHeader;
  /** capella */
  execution: ExecutionPayloadHeader;
  /** capella */
  execution_branch: ExecutionBranch;
  /** gloas */
  execution_block_hash: Hash32;
}

/** `LightClientBootstrap` (altair). */
export interface LightClientBootstrap {
  header: LightClientHeader;
  current_sync_committee: SyncCommittee;
  current_sync_committee_branch: CurrentSyncCommitteeBranch;
}

/** `LightClientUpdate` (altair). */
export interface LightClientUpdate {
  attested_header: LightClientHeader;
  next_sync_committee: SyncCommittee;
  next_sync_committee_branch: NextSyncCommitteeBranch;
  finalized_header: LightClientHeader;
  finality_branch: FinalityBranch;
  sync_aggregate: SyncAggregate;
  signature_slot: Slot;
}

/** `LightClientFinalityUpdate` (altair). */
export interface LightClientFinalityUpdate {
  attested_header: LightClientHeader;
  finalized_header: LightClientHeader;
  finality_branch: FinalityBranch;
  sync_aggregate: SyncAggregate;
  signature_slot: Slot;
}

/** `LightClientOptimisticUpdate` (altair). */
export interface LightClientOptimisticUpdate {
  attested_header: LightClientHeader;
  sync_aggregate: SyncAggregate;
  signature_slot: Slot;
}

export type SyncSubcommitteeBits = BitArray;

/** `SyncCommitteeMessage` (altair). */
export interface SyncCommitteeMessage {
  slot: Slot;
  beacon_block_root: Root;
  validator_index: ValidatorIndex;
  signature: BLSSignature;
}

/** `SyncCommitteeContribution` (altair). */
export interface SyncCommitteeContribution {
  slot: Slot;
  beacon_block_root: Root;
  subcommittee_index: Uint64;
  aggregation_bits: SyncSubcommitteeBits;
  signature: BLSSignature;
}

/** `ContributionAndProof` (altair). */
export interface ContributionAndProof {
  aggregator_index: ValidatorIndex;
  contribution: SyncCommitteeContribution;
  selection_proof: BLSSignature;
}

/** `SignedContributionAndProof` (altair). */
export interface SignedContributionAndProof {
  message: ContributionAndProof;
  signature: BLSSignature;
}

/** `SyncAggregatorSelectionData` (altair). */
export interface SyncAggregatorSelectionData {
  slot: Slot;
  subcommittee_index: Uint64;
}

export type Syncnets = BitArray;
export type LightClientUpdates = LightClientUpdate[];
export type ExtraData = Uint8Array;
export type LogsBloom = Uint8Array;
export type Transaction = Uint8Array;
export type Transactions = Transaction[];

/** `ExecutionPayload` (bellatrix). */
export interface ExecutionPayload {
  parent_hash: Hash32;
  fee_recipient: ExecutionAddress;
  state_root: Uint8Array;
  receipts_root: Uint8Array;
  logs_bloom: LogsBloom;
  prev_randao: Uint8Array;
  block_number: Uint64;
  gas_limit: Uint64;
  gas_used: Uint64;
  timestamp: Uint64;
  extra_data: ExtraData;
  base_fee_per_gas: bigint;
  block_hash: Hash32;
  transactions: Transactions;
  /** capella */
  withdrawals: Withdrawals;
  /** deneb */
  blob_gas_used: Uint64;
  /** deneb */
  excess_blob_gas: Uint64;
  /** gloas */
  block_access_list: BlockAccessList;
  /** gloas */
  slot_number: Uint64;
}

/** `ExecutionPayloadHeader` (bellatrix). */
export interface ExecutionPayloadHeader {
  parent_hash: Hash32;
  fee_recipient: ExecutionAddress;
  state_root: Uint8Array;
  receipts_root: Uint8Array;
  logs_bloom: LogsBloom;
  prev_randao: Uint8Array;
  block_number: Uint64;
  gas_limit: Uint64;
  gas_used: Uint64;
  timestamp: Uint64;
  extra_data: ExtraData;
  base_fee_per_gas: bigint;
  block_hash: Hash32;
  transactions_root: Root;
  /** capella */
  withdrawals_root: Root;
  /** deneb */
  blob_gas_used: Uint64;
  /** deneb */
  excess_blob_gas: Uint64;
}

/** `NewPayloadRequest` (bellatrix). */
export interface NewPayloadRequest {
  execution_payload: ExecutionPayload;
  /** deneb */
  versioned_hashes: VersionedHashes;
  /** deneb */
  parent_beacon_block_root: Root;
  /** electra */
  execution_requests: ExecutionRequests;
}

export type PayloadId = Uint8Array;

/** `PowBlock` (bellatrix). */
export interface PowBlock {
  block_hash: Hash32;
  parent_hash: Hash32;
  total_difficulty: bigint;
}

export type PayloadValidationStatus = number;
export type BLSToExecutionChanges = SignedBLSToExecutionChange[];
export type HistoricalSummaries = HistoricalSummary[];
export type WithdrawalIndex = Uint64;
export type Withdrawals = Withdrawal[];

/** `Withdrawal` (capella). */
export interface Withdrawal {
  index: WithdrawalIndex;
  validator_index: ValidatorIndex;
  address: ExecutionAddress;
  amount: Gwei;
}

/** `BLSToExecutionChange` (capella). */
export interface BLSToExecutionChange {
  validator_index: ValidatorIndex;
  from_bls_pubkey: BLSPubkey;
  to_execution_address: ExecutionAddress;
}

/** `SignedBLSToExecutionChange` (capella). */
export interface SignedBLSToExecutionChange {
  message: BLSToExecutionChange;
  signature: BLSSignature;
}

/** `HistoricalSummary` (capella). */
export interface HistoricalSummary {
  block_summary_root: Root;
  state_summary_root: Root;
}

export type ExecutionBranch = Uint8Array[];
export type Blob = Uint8Array;
export type BlobIndex = Uint64;
export type BlobKZGCommitments = KZGCommitment[];
export type KZGCommitment = Uint8Array;
export type KZGProof = Uint8Array;
export type VersionedHash = Uint8Array;
export type VersionedHashes = VersionedHash[];
export type Blobs = Blob[];
export type KZGProofs = KZGProof[];
export type BlobIdentifiers = BlobIdentifier[];
export type BlobSidecars = BlobSidecar[];
export type KZGCommitmentInclusionProof = Uint8Array[];

/** `BlobSidecar` (deneb). */
export interface BlobSidecar {
  index: BlobIndex;
  blob: Blob;
  kzg_commitment: KZGCommitment;
  kzg_proof: KZGProof;
  signed_block_header: SignedBeaconBlockHeader;
  kzg_commitment_inclusion_proof: KZGCommitmentInclusionProof;
}

/** `BlobIdentifier` (deneb). */
export interface BlobIdentifier {
  block_root: Root;
  index: BlobIndex;
}

export type CommitteeBits = BitArray;
export type ConsolidationRequests = ConsolidationRequest[];
export type DepositRequests = DepositRequest[];
export type PendingConsolidations = PendingConsolidation[];
export type PendingDeposits = PendingDeposit[];
export type PendingPartialWithdrawals = PendingPartialWithdrawal[];
export type WithdrawalRequests = WithdrawalRequest[];

/** `PendingDeposit` (electra). */
export interface PendingDeposit {
  pubkey: BLSPubkey;
  withdrawal_credentials: Uint8Array;
  amount: Gwei;
  signature: BLSSignature;
  slot: Slot;
}

/** `PendingPartialWithdrawal` (electra). */
export interface PendingPartialWithdrawal {
  validator_index: ValidatorIndex;
  amount: Gwei;
  withdrawable_epoch: Epoch;
}

/** `PendingConsolidation` (electra). */
export interface PendingConsolidation {
  source_index: ValidatorIndex;
  target_index: ValidatorIndex;
}

/** `DepositRequest` (electra). */
export interface DepositRequest {
  pubkey: BLSPubkey;
  withdrawal_credentials: Uint8Array;
  amount: Gwei;
  signature: BLSSignature;
  index: Uint64;
}

/** `WithdrawalRequest` (electra). */
export interface WithdrawalRequest {
  source_address: ExecutionAddress;
  validator_pubkey: BLSPubkey;
  amount: Gwei;
}

/** `ConsolidationRequest` (electra). */
export interface ConsolidationRequest {
  source_address: ExecutionAddress;
  source_pubkey: BLSPubkey;
  target_pubkey: BLSPubkey;
}

/** `ExecutionRequests` (electra). */
export interface ExecutionRequests {
  deposits: DepositRequests;
  withdrawals: WithdrawalRequests;
  consolidations: ConsolidationRequests;
  /** gloas */
  builder_deposits: BuilderDepositRequests;
  /** gloas */
  builder_exits: BuilderExitRequests;
}

/** `SingleAttestation` (electra). */
export interface SingleAttestation {
  committee_index: CommitteeIndex;
  attester_index: ValidatorIndex;
  data: AttestationData;
  signature: BLSSignature;
}

export type ProposerIndices = ValidatorIndex[];
export type ProposerLookahead = ValidatorIndex[];
export type Cell = Uint8Array;
export type CellIndex = Uint64;
export type Cells = Cell[];
export type ColumnIndex = Uint64;
export type CustodyIndex = Uint64;
export type DataColumn = Cell[];
export type KZGCommitmentsInclusionProof = Uint8Array[];
export type Proofs = KZGProof[];
export type RowIndex = Uint64;

/** `DataColumnSidecar` (fulu). */
export interface DataColumnSidecar {
  index: ColumnIndex;
  column: DataColumn;
  kzg_commitments: BlobKZGCommitments;
  kzg_proofs: KZGProofs;
  signed_block_header: SignedBeaconBlockHeader;
  kzg_commitments_inclusion_proof: KZGCommitmentsInclusionProof;
  /** gloas */
  slot: Slot;
  /** gloas */
  beacon_block_root: Root;
}

/** `MatrixEntry` (fulu). */
export interface MatrixEntry {
  cell: Cell;
  kzg_proof: KZGProof;
  column_index: ColumnIndex;
  row_index: RowIndex;
}

export type CellKZGProofs = KZGProof[];
export type DataColumnIndices = ColumnIndex[];
export type DataColumnsByRootIdentifiers = DataColumnsByRootIdentifier[];
export type DataColumnSidecars = DataColumnSidecar[];

/** `DataColumnsByRootIdentifier` (fulu). */
export interface DataColumnsByRootIdentifier {
  block_root: Root;
  columns: DataColumnIndices;
}

export type CellsBitList = BitArray;
export type OptionalPartialDataColumnHeader = PartialDataColumnHeader[];

/** `PartialDataColumnSidecar` (fulu). */
export interface PartialDataColumnSidecar {
  cells_present_bitmap: CellsBitList;
  partial_column: DataColumn;
  kzg_proofs: KZGProofs;
  header: OptionalPartialDataColumnHeader;
}

/** `PartialDataColumnPartsMetadata` (fulu). */
export interface PartialDataColumnPartsMetadata {
  available: CellsBitList;
  requests: CellsBitList;
}

/** `PartialDataColumnHeader` (fulu). */
export interface PartialDataColumnHeader {
  kzg_commitments: BlobKZGCommitments;
  signed_block_header: SignedBeaconBlockHeader;
  kzg_commitments_inclusion_proof: KZGCommitmentsInclusionProof;
}

/** `PartialDataColumnGroupID` (fulu). */
export interface PartialDataColumnGroupID {
  beacon_block_root: Root;
  /** gloas */
  slot: Slot;
}

export type BlockAccessList = Uint8Array;
export type BuilderDepositRequests = BuilderDepositRequest[];
export type BuilderExitRequests = BuilderExitRequest[];
export type BuilderIndex = Uint64;
export type BuilderPendingPayments = BuilderPendingPayment[];
export type BuilderPendingWithdrawals = BuilderPendingWithdrawal[];
export type Builders = Builder[];
export type ExecutionPayloadAvailability = BitArray;
export type PayloadAttestations = PayloadAttestation[];
export type PayloadTimelinessCommittee = ValidatorIndex[];
export type PayloadTimelinessCommitteeIndices = ValidatorIndex[];
export type PayloadTimelinessCommitteeBits = BitArray;
export type PayloadTimelinessCommitteeWindow = PayloadTimelinessCommittee[];

/** `Builder` (gloas). */
export interface Builder {
  pubkey: BLSPubkey;
  version: number;
  execution_address: ExecutionAddress;
  balance: Gwei;
  deposit_epoch: Epoch;
  withdrawable_epoch: Epoch;
}

/** `BuilderPendingPayment` (gloas). */
export interface BuilderPendingPayment {
  weight: Gwei;
  withdrawal: BuilderPendingWithdrawal;
  proposer_index: ValidatorIndex;
}

/** `BuilderPendingWithdrawal` (gloas). */
export interface BuilderPendingWithdrawal {
  fee_recipient: ExecutionAddress;
  amount: Gwei;
  builder_index: BuilderIndex;
}

/** `BuilderDepositRequest` (gloas). */
export interface BuilderDepositRequest {
  pubkey: BLSPubkey;
  withdrawal_credentials: Uint8Array;
  amount: Gwei;
  signature: BLSSignature;
}

/** `BuilderExitRequest` (gloas). */
export interface BuilderExitRequest {
  source_address: ExecutionAddress;
  pubkey: BLSPubkey;
}

/** `PayloadAttestationData` (gloas). */
export interface PayloadAttestationData {
  beacon_block_root: Root;
  slot: Slot;
  payload_present: boolean;
  blob_data_available: boolean;
}

/** `PayloadAttestation` (gloas). */
export interface PayloadAttestation {
  aggregation_bits: PayloadTimelinessCommitteeBits;
  data: PayloadAttestationData;
  signature: BLSSignature;
}

/** `PayloadAttestationMessage` (gloas). */
export interface PayloadAttestationMessage {
  validator_index: ValidatorIndex;
  data: PayloadAttestationData;
  signature: BLSSignature;
}

/** `IndexedPayloadAttestation` (gloas). */
export interface IndexedPayloadAttestation {
  attesting_indices: PayloadTimelinessCommitteeIndices;
  data: PayloadAttestationData;
  signature: BLSSignature;
}

/** `ExecutionPayloadBid` (gloas). */
export interface ExecutionPayloadBid {
  parent_block_hash: Hash32;
  parent_block_root: Root;
  block_hash: Hash32;
  prev_randao: Uint8Array;
  fee_recipient: ExecutionAddress;
  gas_limit: Uint64;
  builder_index: BuilderIndex;
  slot: Slot;
  value: Gwei;
  execution_payment: Gwei;
  blob_kzg_commitments: BlobKZGCommitments;
  execution_requests_root: Root;
  /** heze */
  inclusion_list_bits: InclusionListBits;
}

/** `SignedExecutionPayloadBid` (gloas). */
export interface SignedExecutionPayloadBid {
  message: ExecutionPayloadBid;
  signature: BLSSignature;
}

/** `ExecutionPayloadEnvelope` (gloas). */
export interface ExecutionPayloadEnvelope {
  payload: ExecutionPayload;
  execution_requests: ExecutionRequests;
  builder_index: BuilderIndex;
  beacon_block_root: Root;
  parent_beacon_block_root: Root;
}

/** `SignedExecutionPayloadEnvelope` (gloas). */
export interface SignedExecutionPayloadEnvelope {
  message: ExecutionPayloadEnvelope;
  signature: BLSSignature;
}

export type PayloadStatus = number;
export type CustodyColumnBits = BitArray;
export type ExecutionPayloadEnvelopeRoots = Root[];
export type SignedExecutionPayloadEnvelopes = SignedExecutionPayloadEnvelope[];

/** `ProposerPreferences` (gloas). */
export interface ProposerPreferences {
  dependent_root: Root;
  proposal_slot: Slot;
  validator_index: ValidatorIndex;
  fee_recipient: ExecutionAddress;
  target_gas_limit: Uint64;
}

/** `SignedProposerPreferences` (gloas). */
export interface SignedProposerPreferences {
  message: ProposerPreferences;
  signature: BLSSignature;
}

export type InclusionListBits = BitArray;
export type InclusionListCommittee = ValidatorIndex[];

/** `InclusionList` (heze). */
export interface InclusionList {
  slot: Slot;
  validator_index: ValidatorIndex;
  dependent_root: Root;
  transactions: Transactions;
}

/** `SignedInclusionList` (heze). */
export interface SignedInclusionList {
  message: InclusionList;
  signature: BLSSignature;
}

export type SignedInclusionLists = SignedInclusionList[];

/** Every value type by its name. */
export interface ValueTypes {
  AggregationBits: AggregationBits;
  Attestations: Attestations;
  AttesterSlashings: AttesterSlashings;
  AttestingIndices: AttestingIndices;
  Balances: Balances;
  BlockRoots: BlockRoots;
  BLSPubkey: BLSPubkey;
  BLSSignature: BLSSignature;
  CommitteeIndex: CommitteeIndex;
  DepositDataList: DepositDataList;
  DepositProof: DepositProof;
  Deposits: Deposits;
  Domain: Domain;
  DomainType: DomainType;
  Epoch: Epoch;
  Eth1DataVotes: Eth1DataVotes;
  ForkDigest: ForkDigest;
  Gwei: Gwei;
  Hash32: Hash32;
  HistoricalRoots: HistoricalRoots;
  JustificationBits: JustificationBits;
  PendingAttestations: PendingAttestations;
  ProposerSlashings: ProposerSlashings;
  RandaoMixes: RandaoMixes;
  Root: Root;
  Slashings: Slashings;
  Slot: Slot;
  StateRoots: StateRoots;
  ValidatorIndex: ValidatorIndex;
  Validators: Validators;
  Version: Version;
  VoluntaryExits: VoluntaryExits;
  Fork: Fork;
  ForkData: ForkData;
  Checkpoint: Checkpoint;
  Validator: Validator;
  AttestationData: AttestationData;
  IndexedAttestation: IndexedAttestation;
  PendingAttestation: PendingAttestation;
  Eth1Data: Eth1Data;
  HistoricalBatch: HistoricalBatch;
  DepositMessage: DepositMessage;
  DepositData: DepositData;
  BeaconBlockHeader: BeaconBlockHeader;
  SigningData: SigningData;
  ProposerSlashing: ProposerSlashing;
  AttesterSlashing: AttesterSlashing;
  Attestation: Attestation;
  Deposit: Deposit;
  VoluntaryExit: VoluntaryExit;
  BeaconBlockBody: BeaconBlockBody;
  BeaconBlock: BeaconBlock;
  SignedVoluntaryExit: SignedVoluntaryExit;
  SignedBeaconBlock: SignedBeaconBlock;
  SignedBeaconBlockHeader: SignedBeaconBlockHeader;
  ExecutionAddress: ExecutionAddress;
  Eth1Block: Eth1Block;
  AggregateAndProof: AggregateAndProof;
  SignedAggregateAndProof: SignedAggregateAndProof;
  Attnets: Attnets;
  BeaconBlockRoots: BeaconBlockRoots;
  ErrorMessage: ErrorMessage;
  NodeID: NodeID;
  SignedBeaconBlocks: SignedBeaconBlocks;
  SubnetID: SubnetID;
  Ether: Ether;
  EpochParticipation: EpochParticipation;
  InactivityScores: InactivityScores;
  ParticipationFlags: ParticipationFlags;
  SyncCommitteeBits: SyncCommitteeBits;
  SyncCommitteePubkeys: SyncCommitteePubkeys;
  SyncAggregate: SyncAggregate;
  SyncCommittee: SyncCommittee;
  CurrentSyncCommitteeBranch: CurrentSyncCommitteeBranch;
  FinalityBranch: FinalityBranch;
  NextSyncCommitteeBranch: NextSyncCommitteeBranch;
  LightClientHeader: LightClientHeader;
  LightClientBootstrap: LightClientBootstrap;
  LightClientUpdate: LightClientUpdate;
  LightClientFinalityUpdate: LightClientFinalityUpdate;
  LightClientOptimisticUpdate: LightClientOptimisticUpdate;
  SyncSubcommitteeBits: SyncSubcommitteeBits;
  SyncCommitteeMessage: SyncCommitteeMessage;
  SyncCommitteeContribution: SyncCommitteeContribution;
  ContributionAndProof: ContributionAndProof;
  SignedContributionAndProof: SignedContributionAndProof;
  SyncAggregatorSelectionData: SyncAggregatorSelectionData;
  Syncnets: Syncnets;
  LightClientUpdates: LightClientUpdates;
  ExtraData: ExtraData;
  LogsBloom: LogsBloom;
  Transaction: Transaction;
  Transactions: Transactions;
  ExecutionPayload: ExecutionPayload;
  ExecutionPayloadHeader: ExecutionPayloadHeader;
  NewPayloadRequest: NewPayloadRequest;
  PayloadId: PayloadId;
  PowBlock: PowBlock;
  PayloadValidationStatus: PayloadValidationStatus;
  BLSToExecutionChanges: BLSToExecutionChanges;
  HistoricalSummaries: HistoricalSummaries;
  WithdrawalIndex: WithdrawalIndex;
  Withdrawals: Withdrawals;
  Withdrawal: Withdrawal;
  BLSToExecutionChange: BLSToExecutionChange;
  SignedBLSToExecutionChange: SignedBLSToExecutionChange;
  HistoricalSummary: HistoricalSummary;
  ExecutionBranch: ExecutionBranch;
  Blob: Blob;
  BlobIndex: BlobIndex;
  BlobKZGCommitments: BlobKZGCommitments;
  KZGCommitment: KZGCommitment;
  KZGProof: KZGProof;
  VersionedHash: VersionedHash;
  VersionedHashes: VersionedHashes;
  Blobs: Blobs;
  KZGProofs: KZGProofs;
  BlobIdentifiers: BlobIdentifiers;
  BlobSidecars: BlobSidecars;
  KZGCommitmentInclusionProof: KZGCommitmentInclusionProof;
  BlobSidecar: BlobSidecar;
  BlobIdentifier: BlobIdentifier;
  CommitteeBits: CommitteeBits;
  ConsolidationRequests: ConsolidationRequests;
  DepositRequests: DepositRequests;
  PendingConsolidations: PendingConsolidations;
  PendingDeposits: PendingDeposits;
  PendingPartialWithdrawals: PendingPartialWithdrawals;
  WithdrawalRequests: WithdrawalRequests;
  PendingDeposit: PendingDeposit;
  PendingPartialWithdrawal: PendingPartialWithdrawal;
  PendingConsolidation: PendingConsolidation;
  DepositRequest: DepositRequest;
  WithdrawalRequest: WithdrawalRequest;
  ConsolidationRequest: ConsolidationRequest;
  ExecutionRequests: ExecutionRequests;
  SingleAttestation: SingleAttestation;
  ProposerIndices: ProposerIndices;
  ProposerLookahead: ProposerLookahead;
  Cell: Cell;
  CellIndex: CellIndex;
  Cells: Cells;
  ColumnIndex: ColumnIndex;
  CustodyIndex: CustodyIndex;
  DataColumn: DataColumn;
  KZGCommitmentsInclusionProof: KZGCommitmentsInclusionProof;
  Proofs: Proofs;
  RowIndex: RowIndex;
  DataColumnSidecar: DataColumnSidecar;
  MatrixEntry: MatrixEntry;
  CellKZGProofs: CellKZGProofs;
  DataColumnIndices: DataColumnIndices;
  DataColumnsByRootIdentifiers: DataColumnsByRootIdentifiers;
  DataColumnSidecars: DataColumnSidecars;
  DataColumnsByRootIdentifier: DataColumnsByRootIdentifier;
  CellsBitList: CellsBitList;
  OptionalPartialDataColumnHeader: OptionalPartialDataColumnHeader;
  PartialDataColumnSidecar: PartialDataColumnSidecar;
  PartialDataColumnPartsMetadata: PartialDataColumnPartsMetadata;
  PartialDataColumnHeader: PartialDataColumnHeader;
  PartialDataColumnGroupID: PartialDataColumnGroupID;
  BlockAccessList: BlockAccessList;
  BuilderDepositRequests: BuilderDepositRequests;
  BuilderExitRequests: BuilderExitRequests;
  BuilderIndex: BuilderIndex;
  BuilderPendingPayments: BuilderPendingPayments;
  BuilderPendingWithdrawals: BuilderPendingWithdrawals;
  Builders: Builders;
  ExecutionPayloadAvailability: ExecutionPayloadAvailability;
  PayloadAttestations: PayloadAttestations;
  PayloadTimelinessCommittee: PayloadTimelinessCommittee;
  PayloadTimelinessCommitteeIndices: PayloadTimelinessCommitteeIndices;
  PayloadTimelinessCommitteeBits: PayloadTimelinessCommitteeBits;
  PayloadTimelinessCommitteeWindow: PayloadTimelinessCommitteeWindow;
  Builder: Builder;
  BuilderPendingPayment: BuilderPendingPayment;
  BuilderPendingWithdrawal: BuilderPendingWithdrawal;
  BuilderDepositRequest: BuilderDepositRequest;
  BuilderExitRequest: BuilderExitRequest;
  PayloadAttestationData: PayloadAttestationData;
  PayloadAttestation: PayloadAttestation;
  PayloadAttestationMessage: PayloadAttestationMessage;
  IndexedPayloadAttestation: IndexedPayloadAttestation;
  ExecutionPayloadBid: ExecutionPayloadBid;
  SignedExecutionPayloadBid: SignedExecutionPayloadBid;
  ExecutionPayloadEnvelope: ExecutionPayloadEnvelope;
  SignedExecutionPayloadEnvelope: SignedExecutionPayloadEnvelope;
  PayloadStatus: PayloadStatus;
  CustodyColumnBits: CustodyColumnBits;
  ExecutionPayloadEnvelopeRoots: ExecutionPayloadEnvelopeRoots;
  SignedExecutionPayloadEnvelopes: SignedExecutionPayloadEnvelopes;
  ProposerPreferences: ProposerPreferences;
  SignedProposerPreferences: SignedProposerPreferences;
  InclusionListBits: InclusionListBits;
  InclusionListCommittee: InclusionListCommittee;
  InclusionList: InclusionList;
  SignedInclusionList: SignedInclusionList;
  SignedInclusionLists: SignedInclusionLists;
}
