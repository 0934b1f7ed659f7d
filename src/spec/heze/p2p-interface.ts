import { rejectMoreThan } from "../gloas/p2p-interface/helpers.ts";
import { GossipIgnore, GossipReject } from "../gossip-outcome.ts";
import type { Store } from "../phase0/fork-choice/store.ts";
import type { BeaconState } from "../state.ts";
import type {
  BeaconBlockBody,
  Epoch,
  ExecutionPayloadBid,
  SignedExecutionPayloadBid,
  SignedInclusionList,
  Uint64,
  Version,
} from "../values.ts";
import type { Seen } from "./p2p-interface/seen.ts";
import { HezeValidator } from "./validator.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/heze/p2p-interface.md */
export abstract class HezeP2pInterface extends HezeValidator {
  override compute_fork_version(epoch: Epoch): Version {
    if (epoch >= this.config.HEZE_FORK_EPOCH) return this.config.HEZE_FORK_VERSION;
    return super.compute_fork_version(epoch);
  }

  override verify_block_body_operation_limits(body: BeaconBlockBody): void {
    const { preset } = this;
    rejectMoreThan(body.proposer_slashings, preset.MAX_PROPOSER_SLASHINGS, "proposer slashings");
    rejectMoreThan(body.attester_slashings, preset.MAX_ATTESTER_SLASHINGS_ELECTRA, "attester slashings");
    rejectMoreThan(body.attestations, preset.MAX_ATTESTATIONS_ELECTRA, "attestations");
    rejectMoreThan(body.voluntary_exits, preset.MAX_VOLUNTARY_EXITS, "voluntary exits");
    rejectMoreThan(body.bls_to_execution_changes, preset.MAX_BLS_TO_EXECUTION_CHANGES, "bls to execution changes");
    rejectMoreThan(body.payload_attestations, preset.MAX_PAYLOAD_ATTESTATIONS, "payload attestations");
  }

  override validate_execution_payload_bid_gossip(
    seen: Seen,
    store: Store,
    signed_execution_payload_bid: SignedExecutionPayloadBid,
    current_time_ms: Uint64,
  ): void {
    const bid = signed_execution_payload_bid.message;
    this.checkBidItself(seen, store, bid, current_time_ms);
    const state = this.checkBidOnChain(seen, store, bid);
    this.checkBidder(store, state, bid);
    this.checkInclusionListBits(store, state, bid);
    this.checkBidSignature(state, signed_execution_payload_bid);
    this.noteBid(seen, bid);
  }

  /** Topic `inclusion_list`. Throws `GossipIgnore` or `GossipReject`; else the list is counted as seen. */
  validate_inclusion_list_gossip(
    seen: Seen,
    store: Store,
    signed_inclusion_list: SignedInclusionList,
    current_time_ms: Uint64,
  ): void {
    const { slot, dependent_root, validator_index, transactions } = signed_inclusion_list.message;
    const count = seen.inclusion_list_counts.get(slot, dependent_root, validator_index) ?? 0;
    if (count >= 2) throw new GossipIgnore("already seen two valid inclusion lists from this validator");
    if (!this.is_current_slot(store, slot, current_time_ms))
      throw new GossipIgnore("inclusion list is not for the current slot");
    this.checkInclusionListSize(transactions);
    const epoch = this.compute_epoch_at_slot(slot);
    const dependent_slot = this.compute_shuffling_dependent_slot(epoch);
    const lookahead_start_slot = this.compute_shuffling_lookahead_start_slot(epoch);
    const state = this.dependentState(store, dependent_root, dependent_slot, lookahead_start_slot);
    if (!this.get_inclusion_list_committee(state, slot).includes(validator_index))
      throw new GossipReject("includer is not a member of the committee");
    if (!this.is_valid_inclusion_list_signature(state, signed_inclusion_list))
      throw new GossipReject("invalid inclusion list signature");
    seen.inclusion_list_counts.update([slot, dependent_root, validator_index], (known = 0) => known + 1, slot);
  }

  /** Ignores an empty list, rejects one that is too large or has an empty transaction. */
  protected checkInclusionListSize(transactions: readonly Uint8Array[]): void {
    const transactions_size = transactions.reduce((size, transaction) => size + transaction.length, 0);
    if (transactions_size === 0) throw new GossipIgnore("inclusion list contains no transactions");
    if (transactions_size > this.config.MAX_TRANSACTIONS_BYTES_PER_INCLUSION_LIST)
      throw new GossipReject("inclusion list transactions exceed the maximum size");
    if (transactions.some((transaction) => transaction.length === 0))
      throw new GossipReject("inclusion list contains an empty transaction");
  }

  /** Ignores a bid that leaves out a timely inclusion list of the slot before. */
  protected checkInclusionListBits(store: Store, state: BeaconState, bid: ExecutionPayloadBid): void {
    const inclusion_list_slot = bid.slot - 1;
    const inclusion_list_epoch = this.compute_epoch_at_slot(inclusion_list_slot);
    const inclusive = this.is_inclusion_list_bits_inclusive(
      this.get_inclusion_list_store(),
      this.get_inclusion_list_committee(state, inclusion_list_slot),
      inclusion_list_slot,
      this.get_shuffling_dependent_root(store, bid.parent_block_root, inclusion_list_epoch),
      bid.inclusion_list_bits,
      true,
    );
    if (!inclusive) throw new GossipIgnore("bid's inclusion list bits is not inclusive");
  }
}
