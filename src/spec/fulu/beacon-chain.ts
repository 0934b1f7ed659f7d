import { concatBytes } from "../../ssz/bytes.ts";
import { assert } from "../errors.ts";
import type { ExecutionEngine } from "../execution-engine.ts";
import { DOMAIN_BEACON_PROPOSER } from "../phase0/constants.ts";
import type { BeaconState } from "../state.ts";
import type {
  BeaconBlockBody,
  DepositRequest,
  Epoch,
  ForkDigest,
  ProposerIndices,
  Root,
  Uint64,
  ValidatorIndex,
} from "../values.ts";
import { FuluDasCore } from "./das-core.ts";

/** The most blobs a block may have, and the epoch from which that holds. */
export interface BlobParameters {
  readonly epoch: Epoch;
  readonly max_blobs_per_block: Uint64;
}

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/fulu/beacon-chain.md */
export abstract class FuluBeaconChain extends FuluDasCore {
  /** Checks the payload, as many blobs as the schedule allows in its epoch, and keeps its header. */
  override process_execution_payload(
    state: BeaconState,
    body: BeaconBlockBody,
    execution_engine: ExecutionEngine,
  ): void {
    const { execution_requests } = body;
    const { max_blobs_per_block } = this.get_blob_parameters(this.get_current_epoch(state));
    this.importPayload(state, body, execution_engine, max_blobs_per_block, { execution_requests });
  }

  /** Applies the block's operations; there are no deposits of the former bridge any more. */
  override process_operations(state: BeaconState, body: BeaconBlockBody): void {
    assert(body.deposits.length === 0, "process_operations", "len(body.deposits) == 0", () => ({
      deposits: body.deposits.length,
    }));
    for (const operation of body.proposer_slashings) this.process_proposer_slashing(state, operation);
    for (const operation of body.attester_slashings) this.process_attester_slashing(state, operation);
    for (const operation of body.attestations) this.process_attestation(state, operation);
    for (const operation of body.voluntary_exits) this.process_voluntary_exit(state, operation);
    for (const operation of body.bls_to_execution_changes) this.process_bls_to_execution_change(state, operation);
    this.processExecutionRequests(state, body.execution_requests);
  }

  /** Queues the deposit. */
  override process_deposit_request(state: BeaconState, deposit_request: DepositRequest): void {
    this.queueDepositRequest(state, deposit_request);
  }

  /** The blob limit in force at `epoch`, and since when. */
  get_blob_parameters(epoch: Epoch): BlobParameters {
    const { BLOB_SCHEDULE, ELECTRA_FORK_EPOCH, MAX_BLOBS_PER_BLOCK_ELECTRA } = this.config;
    let latest: BlobParameters | undefined;
    for (const entry of BLOB_SCHEDULE)
      if (epoch >= entry.EPOCH && (latest === undefined || entry.EPOCH > latest.epoch))
        latest = { epoch: entry.EPOCH, max_blobs_per_block: entry.MAX_BLOBS_PER_BLOCK };
    return latest ?? { epoch: ELECTRA_FORK_EPOCH, max_blobs_per_block: MAX_BLOBS_PER_BLOCK_ELECTRA };
  }

  /** The four bytes that tell networks, forks and, from fulu on, blob limits apart. */
  override compute_fork_digest(genesis_validators_root: Root, epoch: Epoch): ForkDigest {
    const fork_version = this.compute_fork_version(epoch);
    const base_digest = this.compute_fork_data_root(fork_version, genesis_validators_root);
    if (epoch < this.config.FULU_FORK_EPOCH) return base_digest.slice(0, 4);
    const blob_parameters = this.get_blob_parameters(epoch);
    const blob_hash = this.sha256(
      concatBytes(this.uint_to_bytes(blob_parameters.epoch), this.uint_to_bytes(blob_parameters.max_blobs_per_block)),
    );
    return this.xor(base_digest, blob_hash).slice(0, 4);
  }

  /** The proposers of the epoch's slots. */
  compute_proposer_indices(
    state: BeaconState,
    epoch: Epoch,
    seed: Uint8Array,
    indices: ArrayLike<ValidatorIndex>,
  ): ProposerIndices {
    const start_slot = this.compute_start_slot_at_epoch(epoch);
    return Array.from({ length: this.preset.SLOTS_PER_EPOCH }, (_, index) => {
      const slot_seed = this.sha256(concatBytes(seed, this.uint_to_bytes(start_slot + index)));
      return this.compute_proposer_index(state, indices, slot_seed);
    });
  }

  /** Proposer of the current slot, as computed an epoch before. */
  override get_beacon_proposer_index(state: BeaconState): ValidatorIndex {
    return state.proposer_lookahead.get(state.slot % this.preset.SLOTS_PER_EPOCH);
  }

  /** The proposers of the epoch's slots. */
  get_beacon_proposer_indices(state: BeaconState, epoch: Epoch): ProposerIndices {
    const indices = this.get_active_validator_indices(state, epoch);
    const seed = this.get_seed(state, epoch, DOMAIN_BEACON_PROPOSER);
    return this.compute_proposer_indices(state, epoch, seed, indices);
  }

  override process_epoch(state: BeaconState): void {
    super.process_epoch(state);
    this.process_proposer_lookahead(state);
  }

  /** Applies deposits from the front of the queue as finality, their number and the churn allow. */
  override process_pending_deposits(state: BeaconState): void {
    this.processPendingDeposits(state, this.get_activation_exit_churn_limit(state));
  }

  /** Drops the proposers of the epoch that ends and appends those of the first epoch not known so far. */
  process_proposer_lookahead(state: BeaconState): void {
    const { MIN_SEED_LOOKAHEAD, SLOTS_PER_EPOCH } = this.preset;
    const last_epoch = this.get_current_epoch(state) + MIN_SEED_LOOKAHEAD + 1;
    state.proposer_lookahead.replace([
      ...state.proposer_lookahead.slice(SLOTS_PER_EPOCH),
      ...this.get_beacon_proposer_indices(state, last_epoch),
    ]);
  }
}
