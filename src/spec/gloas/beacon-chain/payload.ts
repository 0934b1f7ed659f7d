import { bytesEqual, concatBytes } from "../../../ssz/bytes.ts";
import { G2_POINT_AT_INFINITY } from "../../altair/constants.ts";
import { assert } from "../../errors.ts";
import { GENESIS_SLOT } from "../../phase0/constants.ts";
import type { BeaconState } from "../../state.ts";
import type {
  BeaconBlock,
  ExecutionRequests,
  SignedExecutionPayloadBid,
  SignedExecutionPayloadEnvelope,
} from "../../values.ts";
import {
  BUILDER_DEPOSIT_REQUEST_TYPE,
  BUILDER_EXIT_REQUEST_TYPE,
  BUILDER_INDEX_SELF_BUILD,
  DOMAIN_BEACON_BUILDER,
  PAYLOAD_BUILDER_VERSION,
} from "../constants.ts";
import { GloasWithdrawals } from "./withdrawals.ts";

/**
 * The parent's payload, applied by its child block, and the bid for the block's own.
 * https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/gloas/beacon-chain.md#parent-execution-payload
 */
export abstract class GloasPayload extends GloasWithdrawals {
  /** Pays the parent's builder, carries out the requests of the parent's payload, and makes it the latest payload. */
  apply_parent_execution_payload(state: BeaconState, requests: ExecutionRequests): void {
    const { SLOTS_PER_EPOCH, SLOTS_PER_HISTORICAL_ROOT } = this.preset;
    const parent_bid = state.latest_execution_payload_bid;
    const parent_slot = state.latest_block_header.slot;
    const parent_epoch = this.compute_epoch_at_slot(parent_slot);

    const { withdrawals, consolidations, builder_deposits, builder_exits } = requests;
    this.assertRequestLimit("withdrawals", withdrawals, "MAX_WITHDRAWAL_REQUESTS_PER_PAYLOAD");
    this.assertRequestLimit("consolidations", consolidations, "MAX_CONSOLIDATION_REQUESTS_PER_PAYLOAD");
    this.assertRequestLimit("builder_deposits", builder_deposits, "MAX_BUILDER_DEPOSIT_REQUESTS_PER_PAYLOAD");
    this.assertRequestLimit("builder_exits", builder_exits, "MAX_BUILDER_EXIT_REQUESTS_PER_PAYLOAD");

    // Before the requests, so that a builder's exit is refused while its payment is pending.
    if (parent_epoch === this.get_current_epoch(state)) {
      this.settle_builder_payment(state, SLOTS_PER_EPOCH + (parent_slot % SLOTS_PER_EPOCH));
    } else if (parent_epoch === this.get_previous_epoch(state)) {
      this.settle_builder_payment(state, parent_slot % SLOTS_PER_EPOCH);
    } else if (parent_bid.value > 0) {
      // The pending payment has left the two epochs' window by now.
      const { fee_recipient, value, builder_index } = parent_bid;
      state.builder_pending_withdrawals.push({ fee_recipient, amount: value, builder_index });
    }

    for (const request of requests.deposits) this.process_deposit_request(state, request);
    for (const request of withdrawals) this.process_withdrawal_request(state, request);
    for (const request of consolidations) this.process_consolidation_request(state, request);
    for (const request of builder_deposits) this.process_builder_deposit_request(state, request);
    for (const request of builder_exits) this.process_builder_exit_request(state, request);

    this.setPayloadAvailability(state, parent_slot % SLOTS_PER_HISTORICAL_ROOT, true);
    state.latest_block_hash = parent_bid.block_hash;
  }

  /** Applies the parent's payload where the block builds on it; where it does not, the block must bring no requests. */
  process_parent_execution_payload(state: BeaconState, block: BeaconBlock): void {
    const name = "process_parent_execution_payload";
    const bid = block.body.signed_execution_payload_bid.message;
    const parent_bid = state.latest_execution_payload_bid;
    const requests = block.body.parent_execution_requests;

    if (!bytesEqual(bid.parent_block_hash, parent_bid.block_hash)) {
      const isEmpty = this.get_execution_requests_list(requests).length === 0;
      assert(isEmpty, name, "requests == ExecutionRequests.empty()", () => ({
        parent_block_hash: bid.parent_block_hash,
        parent_bid_block_hash: parent_bid.block_hash,
        requests: Object.fromEntries(Object.entries(requests).map(([list, { length }]) => [list, length])),
      }));
      return;
    }
    const requests_root = this.types.ExecutionRequests.hashTreeRoot(requests);
    assert(
      bytesEqual(requests_root, parent_bid.execution_requests_root),
      name,
      "hash_tree_root(requests) == parent_bid.execution_requests_root",
      () => ({ requests_root, execution_requests_root: parent_bid.execution_requests_root }),
    );
    this.apply_parent_execution_payload(state, requests);
  }

  /** Whether the builder (the block's proposer, where it built the payload itself) signed the envelope. */
  verify_execution_payload_envelope_signature(
    state: BeaconState,
    signed_envelope: SignedExecutionPayloadEnvelope,
  ): boolean {
    const { builder_index } = signed_envelope.message;
    const pubkey =
      builder_index === BUILDER_INDEX_SELF_BUILD
        ? state.validators.get(state.latest_block_header.proposer_index).pubkey
        : state.builders.get(builder_index).pubkey;
    const signing_root = this.compute_signing_root(
      this.types.ExecutionPayloadEnvelope,
      signed_envelope.message,
      this.get_domain(state, DOMAIN_BEACON_BUILDER),
    );
    return this.bls.Verify(pubkey, signing_root, signed_envelope.signature);
  }

  /** The requests as the execution layer has them (EIP-7685): type byte and SSZ list, empty lists left out. */
  override get_execution_requests_list(execution_requests: ExecutionRequests): Uint8Array[] {
    const list = super.get_execution_requests_list(execution_requests);
    const { builder_deposits, builder_exits } = execution_requests;
    if (builder_deposits.length > 0)
      list.push(
        concatBytes(BUILDER_DEPOSIT_REQUEST_TYPE, this.types.BuilderDepositRequests.serialize(builder_deposits)),
      );
    if (builder_exits.length > 0)
      list.push(concatBytes(BUILDER_EXIT_REQUEST_TYPE, this.types.BuilderExitRequests.serialize(builder_exits)));
    return list;
  }

  /** Whether the bid's builder signed it. */
  verify_execution_payload_bid_signature(state: BeaconState, signed_bid: SignedExecutionPayloadBid): boolean {
    const builder = state.builders.get(signed_bid.message.builder_index);
    const signing_root = this.compute_signing_root(
      this.types.ExecutionPayloadBid,
      signed_bid.message,
      this.get_domain(state, DOMAIN_BEACON_BUILDER),
    );
    return this.bls.Verify(builder.pubkey, signing_root, signed_bid.signature);
  }

  /** Checks the bid that the block's proposer accepted, and notes it and the payment that it promises. */
  process_execution_payload_bid(state: BeaconState, signed_bid: SignedExecutionPayloadBid): void {
    const name = "process_execution_payload_bid";
    const bid = signed_bid.message;
    const builder_index = bid.builder_index;
    const amount = bid.value;

    if (builder_index === BUILDER_INDEX_SELF_BUILD) {
      assert(amount === 0, name, "amount == 0", () => ({ amount }));
      const { signature } = signed_bid;
      assert(
        bytesEqual(signature, G2_POINT_AT_INFINITY),
        name,
        "signed_bid.signature == bls.G2_POINT_AT_INFINITY",
        () => ({ signature }),
      );
    } else {
      const builder = () => ({
        builder_index,
        amount,
        ...state.builders.value(builder_index),
        finalized_epoch: state.finalized_checkpoint.epoch,
      });
      assert(this.is_active_builder(state, builder_index), name, "is_active_builder(state, builder_index)", builder);
      assert(
        state.builders.get(builder_index).version === PAYLOAD_BUILDER_VERSION,
        name,
        "state.builders[builder_index].version == PAYLOAD_BUILDER_VERSION",
        builder,
      );
      assert(
        this.can_builder_cover_bid(state, builder_index, amount),
        name,
        "can_builder_cover_bid(state, builder_index, amount)",
        () => ({ ...builder(), pending: this.get_pending_balance_to_withdraw_for_builder(state, builder_index) }),
      );
      assert(
        this.verify_execution_payload_bid_signature(state, signed_bid),
        name,
        "verify_execution_payload_bid_signature(state, signed_bid)",
        builder,
      );
    }

    const { max_blobs_per_block } = this.get_blob_parameters(this.get_current_epoch(state));
    const commitments = bid.blob_kzg_commitments.length;
    assert(
      commitments <= max_blobs_per_block,
      name,
      "len(bid.blob_kzg_commitments) <= get_blob_parameters(get_current_epoch(state)).max_blobs_per_block",
      () => ({ commitments, max_blobs_per_block }),
    );
    const slots = () => ({ bid_slot: bid.slot, state_slot: state.slot });
    assert(bid.slot === state.slot, name, "bid.slot == state.slot", slots);
    assert(state.slot > GENESIS_SLOT, name, "state.slot > GENESIS_SLOT", slots);
    assert(
      bytesEqual(bid.parent_block_hash, state.latest_block_hash),
      name,
      "bid.parent_block_hash == state.latest_block_hash",
      () => ({ parent_block_hash: bid.parent_block_hash, latest_block_hash: state.latest_block_hash }),
    );
    assert(!bytesEqual(bid.block_hash, bid.parent_block_hash), name, "bid.block_hash != bid.parent_block_hash", () => ({
      block_hash: bid.block_hash,
    }));
    const parent_block_root = this.get_block_root_at_slot(state, state.slot - 1);
    assert(
      bytesEqual(bid.parent_block_root, parent_block_root),
      name,
      "bid.parent_block_root == get_block_root_at_slot(state, state.slot - 1)",
      () => ({ bid_parent_block_root: bid.parent_block_root, parent_block_root }),
    );
    const randao_mix = this.get_randao_mix(state, this.get_current_epoch(state));
    assert(
      bytesEqual(bid.prev_randao, randao_mix),
      name,
      "bid.prev_randao == get_randao_mix(state, get_current_epoch(state))",
      () => ({ prev_randao: bid.prev_randao, randao_mix }),
    );

    if (amount > 0) {
      const { SLOTS_PER_EPOCH } = this.preset;
      state.builder_pending_payments.set(SLOTS_PER_EPOCH + (bid.slot % SLOTS_PER_EPOCH), {
        weight: 0,
        withdrawal: { fee_recipient: bid.fee_recipient, amount, builder_index },
        proposer_index: this.get_beacon_proposer_index(state),
      });
    }
    state.latest_execution_payload_bid = bid;
  }

  private assertRequestLimit(
    list: string,
    requests: readonly unknown[],
    limit:
      | "MAX_WITHDRAWAL_REQUESTS_PER_PAYLOAD"
      | "MAX_CONSOLIDATION_REQUESTS_PER_PAYLOAD"
      | "MAX_BUILDER_DEPOSIT_REQUESTS_PER_PAYLOAD"
      | "MAX_BUILDER_EXIT_REQUESTS_PER_PAYLOAD",
  ): void {
    assert(
      requests.length <= this.preset[limit],
      "apply_parent_execution_payload",
      `len(requests.${list}) <= ${limit}`,
      () => ({ [list]: requests.length, [limit]: this.preset[limit] }),
    );
  }
}
