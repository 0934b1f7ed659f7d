import { concatBytes } from "../../../ssz/bytes.ts";
import { validatorIndexOf } from "../../derived/pubkey-index.ts";
import { assert } from "../../errors.ts";
import type { ExecutionEngine } from "../../execution-engine.ts";
import { minUint64 } from "../../math.ts";
import { DOMAIN_DEPOSIT, GENESIS_SLOT } from "../../phase0/constants.ts";
import type { BeaconState } from "../../state.ts";
import type {
  Attestation,
  BeaconBlockBody,
  BLSPubkey,
  BLSSignature,
  ExecutionRequests,
  Gwei,
  SignedVoluntaryExit,
  Uint64,
  Validator,
  ValidatorIndex,
} from "../../values.ts";
import { CONSOLIDATION_REQUEST_TYPE, DEPOSIT_REQUEST_TYPE, WITHDRAWAL_REQUEST_TYPE } from "../constants.ts";
import { pushMembers } from "./helpers.ts";
import { ElectraRequests } from "./requests.ts";

/**
 * The execution payload and the operations of a block, as electra modifies them.
 * https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/electra/beacon-chain.md#execution-payload
 */
export abstract class ElectraOperations extends ElectraRequests {
  /** The requests as EIP-7685 encodes them: a type byte and an SSZ list each, without empty lists. */
  get_execution_requests_list(execution_requests: ExecutionRequests): Uint8Array[] {
    const { deposits, withdrawals, consolidations } = execution_requests;
    const { DepositRequests, WithdrawalRequests, ConsolidationRequests } = this.types;
    const list: Uint8Array[] = [];
    if (deposits.length > 0) list.push(concatBytes(DEPOSIT_REQUEST_TYPE, DepositRequests.serialize(deposits)));
    if (withdrawals.length > 0)
      list.push(concatBytes(WITHDRAWAL_REQUEST_TYPE, WithdrawalRequests.serialize(withdrawals)));
    if (consolidations.length > 0)
      list.push(concatBytes(CONSOLIDATION_REQUEST_TYPE, ConsolidationRequests.serialize(consolidations)));
    return list;
  }

  /** Checks the payload with its blobs and requests against the state and the engine, and keeps its header. */
  override process_execution_payload(
    state: BeaconState,
    body: BeaconBlockBody,
    execution_engine: ExecutionEngine,
  ): void {
    const { execution_requests } = body;
    const { MAX_BLOBS_PER_BLOCK_ELECTRA } = this.config;
    this.importPayload(state, body, execution_engine, MAX_BLOBS_PER_BLOCK_ELECTRA, { execution_requests });
  }

  /** Applies the block's operations; deposits of the former bridge only until the first deposit request's. */
  override process_operations(state: BeaconState, body: BeaconBlockBody): void {
    const expected_deposits = this.bridgeDepositCount(state);
    assert(
      body.deposits.length === expected_deposits,
      "process_operations",
      "len(body.deposits) == min(MAX_DEPOSITS, eth1_deposit_index_limit - state.eth1_deposit_index)",
      () => ({ deposits: body.deposits.length, expected_deposits }),
    );
    for (const operation of body.proposer_slashings) this.process_proposer_slashing(state, operation);
    for (const operation of body.attester_slashings) this.process_attester_slashing(state, operation);
    for (const operation of body.attestations) this.process_attestation(state, operation);
    for (const operation of body.deposits) this.process_deposit(state, operation);
    for (const operation of body.voluntary_exits) this.process_voluntary_exit(state, operation);
    for (const operation of body.bls_to_execution_changes) this.process_bls_to_execution_change(state, operation);
    this.processExecutionRequests(state, body.execution_requests);
  }

  /** Counts the participation of votes of several committees. */
  override process_attestation(state: BeaconState, attestation: Attestation): void {
    const { data } = attestation;
    this.assertVoteEpoch(state, data);
    this.assertVoteDelay(state, data);
    assert(data.index === 0, "process_attestation", "data.index == 0", () => ({ "data.index": data.index }));
    this.assertCommitteeBits(state, attestation);
    this.countAttestation(state, attestation, this.earnedFlags(state, attestation));
  }

  /** The assertions of `process_attestation` on both of its bit fields. */
  protected assertCommitteeBits(state: BeaconState, { data, aggregation_bits, committee_bits }: Attestation): void {
    const committee_count = this.get_committee_count_per_slot(state, data.target.epoch);
    let committee_offset = 0;
    for (const committee_index of this.get_committee_indices(committee_bits)) {
      assert(
        committee_index < committee_count,
        "process_attestation",
        "committee_index < get_committee_count_per_slot(state, data.target.epoch)",
        () => ({ committee_index, committee_count }),
      );
      const committee = this.get_beacon_committee(state, data.slot, committee_index);
      const committee_attesters: ValidatorIndex[] = [];
      pushMembers(committee_attesters, committee, aggregation_bits, committee_offset);
      assert(committee_attesters.length > 0, "process_attestation", "len(committee_attesters) > 0", () => ({
        committee_index,
      }));
      committee_offset += committee.length;
    }
    assert(
      aggregation_bits.bitLen === committee_offset,
      "process_attestation",
      "len(attestation.aggregation_bits) == committee_offset",
      () => ({ bits: aggregation_bits.bitLen, committee_offset }),
    );
  }

  /** A new validator's record: its effective balance is capped by its kind of credentials. */
  override get_validator_from_deposit(pubkey: BLSPubkey, withdrawal_credentials: Uint8Array, amount: Gwei): Validator {
    const validator = super.get_validator_from_deposit(pubkey, withdrawal_credentials, amount);
    const max_effective_balance = this.get_max_effective_balance(validator);
    return { ...validator, effective_balance: Math.min(this.roundDownToIncrement(amount), max_effective_balance) };
  }

  /** Registers an unknown, properly signed key with no balance, and queues the deposit's amount. */
  override apply_deposit(
    state: BeaconState,
    pubkey: BLSPubkey,
    withdrawal_credentials: Uint8Array,
    amount: Gwei,
    signature: BLSSignature,
  ): void {
    if (validatorIndexOf(state, pubkey) === undefined) {
      if (!this.is_valid_deposit_signature(pubkey, withdrawal_credentials, amount, signature)) return;
      this.add_validator_to_registry(state, pubkey, withdrawal_credentials, 0);
    }
    // The slot of genesis marks what is no deposit request.
    state.pending_deposits.push({ pubkey, withdrawal_credentials, amount, signature, slot: GENESIS_SLOT });
  }

  /** Whether the deposit is signed by its key. Deposits are valid over forks, so that their domain names none. */
  override is_valid_deposit_signature(
    pubkey: BLSPubkey,
    withdrawal_credentials: Uint8Array,
    amount: Gwei,
    signature: BLSSignature,
  ): boolean {
    const deposit_message = { pubkey, withdrawal_credentials, amount };
    const domain = this.compute_domain(DOMAIN_DEPOSIT);
    const signing_root = this.compute_signing_root(this.types.DepositMessage, deposit_message, domain);
    return this.bls.VerifyNow(pubkey, signing_root, signature);
  }

  /** Starts the exit of a validator that has signed it and has no partial withdrawal in the queue. */
  override process_voluntary_exit(state: BeaconState, signed_voluntary_exit: SignedVoluntaryExit): void {
    const { validator_index } = signed_voluntary_exit.message;
    const pending_balance_to_withdraw = this.get_pending_balance_to_withdraw(state, validator_index);
    assert(
      pending_balance_to_withdraw === 0,
      "process_voluntary_exit",
      "get_pending_balance_to_withdraw(state, voluntary_exit.validator_index) == 0",
      () => ({ validator_index, pending_balance_to_withdraw }),
    );
    super.process_voluntary_exit(state, signed_voluntary_exit);
  }

  /** How many deposits of the former bridge a block has to have: none past the first deposit request's index. */
  protected bridgeDepositCount(state: BeaconState): Uint64 {
    const { eth1_deposit_index } = state;
    const { MAX_DEPOSITS } = this.preset;
    const limit = minUint64(state.eth1_data.deposit_count, state.deposit_requests_start_index);
    if (eth1_deposit_index >= limit) return 0;
    // The limit may be larger than a number can tell, so that it is subtracted from only where it is near.
    return eth1_deposit_index + MAX_DEPOSITS <= limit ? MAX_DEPOSITS : limit - eth1_deposit_index;
  }

  /** The part of `process_operations` for what the execution layer asks for. */
  protected processExecutionRequests(state: BeaconState, execution_requests: ExecutionRequests): void {
    for (const request of execution_requests.deposits) this.process_deposit_request(state, request);
    for (const request of execution_requests.withdrawals) this.process_withdrawal_request(state, request);
    for (const request of execution_requests.consolidations) this.process_consolidation_request(state, request);
  }
}
