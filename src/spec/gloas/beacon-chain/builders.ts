import { bytesEqual } from "../../../ssz/bytes.ts";
import { builderIndexOf, registerBuilder } from "../../derived/builder-index.ts";
import { FAR_FUTURE_EPOCH } from "../../phase0/constants.ts";
import type { BeaconState } from "../../state.ts";
import type {
  BLSPubkey,
  BuilderDepositRequest,
  BuilderExitRequest,
  BuilderIndex,
  ExecutionAddress,
  Gwei,
  Slot,
} from "../../values.ts";
import { DOMAIN_BUILDER_DEPOSIT, PAYLOAD_BUILDER_VERSION } from "../constants.ts";
import { GloasEpochProcessing } from "./epoch-processing.ts";

/**
 * Builder deposit and exit requests.
 * https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/gloas/beacon-chain.md#builder-deposit-requests
 */
export abstract class GloasBuilders extends GloasEpochProcessing {
  /** Whether the request is signed with its key for builder deposits. */
  is_valid_builder_deposit_signature(request: BuilderDepositRequest): boolean {
    const { pubkey, withdrawal_credentials, amount } = request;
    const domain = this.compute_domain(DOMAIN_BUILDER_DEPOSIT);
    const deposit_message = { pubkey, withdrawal_credentials, amount };
    const signing_root = this.compute_signing_root(this.types.DepositMessage, deposit_message, domain);
    return this.bls.VerifyNow(pubkey, signing_root, request.signature);
  }

  /** The first place in the registry whose builder has left with all its balance, otherwise the place behind all. */
  get_index_for_new_builder(state: BeaconState): BuilderIndex {
    const epoch = this.get_current_epoch(state);
    const { balance, withdrawable_epoch } = state.builders.columns;
    for (let index = 0; index < state.builders.length; index++)
      if (withdrawable_epoch.get(index) <= epoch && balance.get(index) === 0) return index;
    return state.builders.length;
  }

  add_builder_to_registry(
    state: BeaconState,
    pubkey: BLSPubkey,
    version: number,
    execution_address: ExecutionAddress,
    amount: Gwei,
    slot: Slot,
  ): void {
    const index = this.get_index_for_new_builder(state);
    const deposit_epoch = this.compute_epoch_at_slot(slot);
    const builder = {
      pubkey,
      version,
      execution_address,
      balance: amount,
      deposit_epoch,
      withdrawable_epoch: FAR_FUTURE_EPOCH,
    };
    registerBuilder(state, index, pubkey, () => this.set_or_append_list(state.builders, index, builder));
  }

  /** Registers a builder or adds to a builder's balance; anything improper in the request makes it do nothing. */
  process_builder_deposit_request(state: BeaconState, request: BuilderDepositRequest): void {
    if (!this.is_builder_withdrawal_credential(request.withdrawal_credentials)) return;
    const builder_index = builderIndexOf(state, request.pubkey);
    if (builder_index === undefined) {
      if (!this.is_valid_builder_deposit_signature(request)) return;
      const execution_address = request.withdrawal_credentials.slice(12);
      const { pubkey, amount } = request;
      this.add_builder_to_registry(state, pubkey, PAYLOAD_BUILDER_VERSION, execution_address, amount, state.slot);
      return;
    }
    const builder = state.builders.get(builder_index);
    if (builder.withdrawable_epoch !== FAR_FUTURE_EPOCH && builder.balance === 0)
      builder.withdrawable_epoch = this.get_current_epoch(state) + this.config.MIN_BUILDER_WITHDRAWABILITY_DELAY;
    builder.balance += request.amount;
  }

  /** Begins a builder's exit where it is asked for by its own address and owes nothing; otherwise does nothing. */
  process_builder_exit_request(state: BeaconState, request: BuilderExitRequest): void {
    const builder_index = builderIndexOf(state, request.pubkey);
    if (builder_index === undefined) return;
    if (!this.is_active_builder(state, builder_index)) return;
    if (!bytesEqual(state.builders.get(builder_index).execution_address, request.source_address)) return;
    if (this.get_pending_balance_to_withdraw_for_builder(state, builder_index) !== 0) return;
    this.initiate_builder_exit(state, builder_index);
  }
}
