import { bytesEqual, concatBytes } from "../../ssz/bytes.ts";
import { assert } from "../errors.ts";
import type { ExecutionEngine } from "../execution-engine.ts";
import { div } from "../math.ts";
import { BLS_WITHDRAWAL_PREFIX, ETH1_ADDRESS_WITHDRAWAL_PREFIX } from "../phase0/constants.ts";
import type { BeaconState } from "../state.ts";
import type {
  BeaconBlock,
  BeaconBlockBody,
  ExecutionPayload,
  ExecutionPayloadHeader,
  NewPayloadRequest,
  SignedBLSToExecutionChange,
} from "../values.ts";
import { CapellaWithdrawals } from "./beacon-chain/withdrawals.ts";
import { DOMAIN_BLS_TO_EXECUTION_CHANGE } from "./constants.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/capella/beacon-chain.md */
export abstract class CapellaBeaconChain extends CapellaWithdrawals {
  override process_epoch(state: BeaconState): void {
    this.process_justification_and_finalization(state);
    this.process_inactivity_updates(state);
    this.process_rewards_and_penalties(state);
    this.process_registry_updates(state);
    this.process_slashings(state);
    this.process_eth1_data_reset(state);
    this.process_effective_balance_updates(state);
    this.process_slashings_reset(state);
    this.process_randao_mixes_reset(state);
    this.process_historical_summaries_update(state);
    this.process_participation_flag_updates(state);
    this.process_sync_committee_updates(state);
  }

  /** Appends the roots of a full period of block and state roots. */
  process_historical_summaries_update(state: BeaconState): void {
    const next_epoch = this.get_current_epoch(state) + 1;
    if (next_epoch % div(this.preset.SLOTS_PER_HISTORICAL_ROOT, this.preset.SLOTS_PER_EPOCH) !== 0) return;
    state.historical_summaries.push({
      block_summary_root: state.fieldRoot("block_roots"),
      state_summary_root: state.fieldRoot("state_roots"),
    });
  }

  override process_block(state: BeaconState, block: BeaconBlock): void {
    this.process_block_header(state, block);
    this.process_withdrawals(state, block.body.execution_payload);
    this.process_execution_payload(state, block.body, this.EXECUTION_ENGINE);
    this.process_randao(state, block.body);
    this.process_eth1_data(state, block.body);
    this.process_operations(state, block.body);
    this.process_sync_aggregate(state, block.body.sync_aggregate);
  }

  override process_execution_payload(
    state: BeaconState,
    body: BeaconBlockBody,
    execution_engine: ExecutionEngine,
  ): void {
    const payload = body.execution_payload;
    this.checkPayloadParent(state, payload);
    this.checkPayloadRandaoAndTime(state, payload);
    // A request of this fork has the payload alone.
    const request = { execution_payload: payload } as NewPayloadRequest;
    assert(
      execution_engine.verify_and_notify_new_payload(request),
      "process_execution_payload",
      "execution_engine.verify_and_notify_new_payload(...)",
      () => ({ block_hash: payload.block_hash }),
    );
    state.latest_execution_payload_header = this.payloadHeader(payload);
  }

  protected override payloadHeader(payload: ExecutionPayload): ExecutionPayloadHeader {
    return {
      ...super.payloadHeader(payload),
      withdrawals_root: this.types.Withdrawals.hashTreeRoot(payload.withdrawals),
    };
  }

  override process_operations(state: BeaconState, body: BeaconBlockBody): void {
    super.process_operations(state, body);
    for (const operation of body.bls_to_execution_changes) this.process_bls_to_execution_change(state, operation);
  }

  /** Turns a BLS withdrawal credential into an execution address, by the withdrawal key's signature. */
  process_bls_to_execution_change(state: BeaconState, signed_address_change: SignedBLSToExecutionChange): void {
    const here = "process_bls_to_execution_change";
    const address_change = signed_address_change.message;
    const { validator_index, from_bls_pubkey, to_execution_address } = address_change;
    assert(
      validator_index < state.validators.length,
      here,
      "address_change.validator_index < len(state.validators)",
      () => ({ validator_index }),
    );
    const validator = state.validators.get(validator_index);
    const { withdrawal_credentials } = validator;
    assert(
      withdrawal_credentials[0] === BLS_WITHDRAWAL_PREFIX[0],
      here,
      "validator.withdrawal_credentials[:1] == BLS_WITHDRAWAL_PREFIX",
      () => ({ validator_index, withdrawal_credentials }),
    );
    assert(
      bytesEqual(withdrawal_credentials.subarray(1), this.sha256(from_bls_pubkey).subarray(1)),
      here,
      "validator.withdrawal_credentials[1:] == sha256(address_change.from_bls_pubkey)[1:]",
      () => ({ validator_index, from_bls_pubkey }),
    );
    // Address changes are valid across forks.
    const domain = this.compute_domain(DOMAIN_BLS_TO_EXECUTION_CHANGE, undefined, state.genesis_validators_root);
    const signing_root = this.compute_signing_root(this.types.BLSToExecutionChange, address_change, domain);
    assert(
      this.bls.Verify(from_bls_pubkey, signing_root, signed_address_change.signature),
      here,
      "bls.Verify(address_change.from_bls_pubkey, signing_root, signed_address_change.signature)",
      () => ({ validator_index }),
    );
    validator.withdrawal_credentials = concatBytes(
      ETH1_ADDRESS_WITHDRAWAL_PREFIX,
      new Uint8Array(11),
      to_execution_address,
    );
  }
}
