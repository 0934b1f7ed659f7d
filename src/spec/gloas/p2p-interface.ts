import { bytesEqual } from "../../ssz/bytes.ts";
import { checkCommitmentCount } from "../deneb/p2p-interface.ts";
import { GossipIgnore, GossipReject } from "../gossip-outcome.ts";
import type { Store } from "../phase0/fork-choice/store.ts";
import { isReachable } from "../phase0/p2p-interface/helpers.ts";
import type { BeaconState } from "../state.ts";
import type {
  Builder,
  ExecutionPayloadBid,
  Hash32,
  Root,
  SignedExecutionPayloadBid,
  SignedProposerPreferences,
  Slot,
  Uint64,
} from "../values.ts";
import { DOMAIN_PROPOSER_PREFERENCES, PAYLOAD_BUILDER_VERSION } from "./constants.ts";
import { GloasPayloadGossip } from "./p2p-interface/payloads.ts";
import type { Seen } from "./p2p-interface/seen.ts";

/**
 * Bids and proposers' preferences, on the document's other classes: helpers, blocks and votes, payloads.
 * https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/gloas/p2p-interface.md
 */
export abstract class GloasP2pInterface extends GloasPayloadGossip {
  /** Topic `execution_payload_bid`. Throws `GossipIgnore` or `GossipReject`; else the bid is noted as seen. */
  validate_execution_payload_bid_gossip(
    seen: Seen,
    store: Store,
    signed_execution_payload_bid: SignedExecutionPayloadBid,
    current_time_ms: Uint64,
  ): void {
    const bid = signed_execution_payload_bid.message;
    this.checkBidItself(seen, store, bid, current_time_ms);
    const state = this.checkBidOnChain(seen, store, bid);
    this.checkBidder(store, state, bid);
    this.checkBidSignature(state, signed_execution_payload_bid);
    this.noteBid(seen, bid);
  }

  /** Topic `proposer_preferences`. Throws `GossipIgnore` or `GossipReject`; else the preferences are kept for bids. */
  validate_proposer_preferences_gossip(
    seen: Seen,
    store: Store,
    signed_proposer_preferences: SignedProposerPreferences,
    current_time_ms: Uint64,
  ): void {
    const preferences = signed_proposer_preferences.message;
    const { proposal_slot, dependent_root, validator_index } = preferences;
    if (seen.proposer_preferences.has(proposal_slot, dependent_root))
      throw new GossipIgnore("already seen preferences for this dependent root and proposal slot");
    if (!isReachable(proposal_slot)) throw new GossipIgnore("proposer for the proposal slot is not yet known");
    const proposal_epoch = this.compute_epoch_at_slot(proposal_slot);
    if (proposal_epoch < this.config.GLOAS_FORK_EPOCH) throw new GossipIgnore("proposal epoch is pre-gloas");
    if (this.is_past_slot(store, proposal_slot, current_time_ms))
      throw new GossipIgnore("proposal slot has already started");
    const lookahead_start_slot = this.compute_shuffling_lookahead_start_slot(proposal_epoch);
    if (this.is_future_slot(store, lookahead_start_slot, current_time_ms))
      throw new GossipIgnore("proposer for the proposal slot is not yet known");
    const dependent_slot = this.compute_shuffling_dependent_slot(proposal_epoch);
    const state = this.dependentState(store, dependent_root, dependent_slot, lookahead_start_slot);
    const lookahead_index = proposal_slot - lookahead_start_slot;
    if (state.proposer_lookahead.get(lookahead_index) !== validator_index)
      throw new GossipReject("validator is not the proposer for the given slot");
    const domain = this.compute_domain(
      DOMAIN_PROPOSER_PREFERENCES,
      this.compute_fork_version(proposal_epoch),
      state.genesis_validators_root,
    );
    const signing_root = this.compute_signing_root(this.types.ProposerPreferences, preferences, domain);
    const { pubkey } = state.validators.get(validator_index);
    if (!this.bls.Verify(pubkey, signing_root, signed_proposer_preferences.signature))
      throw new GossipReject("invalid proposer preferences signature");
    seen.proposer_preferences.set([proposal_slot, dependent_root], preferences, proposal_slot);
  }

  /** State that fixes an epoch's shuffling: the dependent block's, carried on to where the lookahead begins. */
  protected dependentState(
    store: Store,
    root: Uint8Array,
    dependent_slot: Slot,
    lookahead_start_slot: Slot,
  ): BeaconState {
    const block = this.knownBlock(store, root);
    if (block === undefined) throw new GossipIgnore("dependent block has not been seen", { kind: "block", root });
    const state = this.knownState(store, root);
    if (state === undefined) throw new GossipIgnore("dependent block failed validation");
    if (block.slot > dependent_slot) throw new GossipReject("dependent block is after the shuffling dependent slot");
    if (!this.is_valid_dependent_root(store, root, dependent_slot))
      throw new GossipIgnore("dependent block is not a possible dependent block");
    return this.advancedState(root, state, lookahead_start_slot);
  }

  /** What a bid can be judged by without the chain: its like, its slot, its own fields. */
  protected checkBidItself(seen: Seen, store: Store, bid: ExecutionPayloadBid, current_time_ms: Uint64): void {
    const { slot, parent_block_hash, parent_block_root, builder_index } = bid;
    if (seen.execution_payload_bids.has(slot, parent_block_hash, parent_block_root, builder_index))
      throw new GossipIgnore("already seen valid bid for this slot, parent, and builder");
    const best = seen.best_execution_payload_bid.get(slot, parent_block_hash, parent_block_root);
    if (best !== undefined && bid.value <= best)
      throw new GossipIgnore("bid is not the highest value bid seen for this slot and parent");
    if (!this.is_current_or_next_slot(store, slot, current_time_ms))
      throw new GossipIgnore("bid's slot is not the current or next slot");
    if (bid.execution_payment !== 0) throw new GossipReject("bid's execution payment must be zero");
    if (bytesEqual(bid.block_hash, parent_block_hash))
      throw new GossipReject("bid's block hash equals its parent block hash");
    const { max_blobs_per_block } = this.get_blob_parameters(this.compute_epoch_at_slot(slot));
    checkCommitmentCount(bid.blob_kzg_commitments, max_blobs_per_block);
  }

  /** Judges a bid by its parent, the proposer's preferences and the head. Gives the parent's state at the bid's slot. */
  protected checkBidOnChain(seen: Seen, store: Store, bid: ExecutionPayloadBid): BeaconState {
    const { slot, parent_block_root: root, parent_block_hash } = bid;
    const parent = this.knownBlock(store, root);
    if (parent === undefined)
      throw new GossipIgnore("bid's parent block root is not a known beacon block", { kind: "block", root });
    if (slot <= parent.slot) throw new GossipReject("bid's slot is not higher than its parent's slot");
    const state = this.knownState(store, root);
    if (state === undefined)
      throw new GossipIgnore("bid's parent block post-state is unavailable", { kind: "block", root });
    const proposal_epoch = this.compute_epoch_at_slot(slot);
    const current_epoch = this.get_current_epoch(state);
    if (proposal_epoch > current_epoch + this.preset.MIN_SEED_LOOKAHEAD)
      throw new GossipIgnore("bid's slot is past the parent's proposer lookahead");
    const dependent_root = this.get_shuffling_dependent_root(store, root, proposal_epoch);
    const preferences = seen.proposer_preferences.get(slot, dependent_root);
    if (preferences === undefined) throw new GossipIgnore("matching proposer preferences have not been seen");
    if (!bytesEqual(bid.fee_recipient, preferences.fee_recipient))
      throw new GossipIgnore("bid's fee recipient does not match the proposer's preference");
    const parent_payload = seen.execution_payloads.get(parent_block_hash);
    if (parent_payload === undefined)
      throw new GossipIgnore("bid's parent block hash is not a known execution payload");
    const { target_gas_limit } = preferences;
    if (!this.is_gas_limit_target_compatible(parent_payload.gas_limit, bid.gas_limit, target_gas_limit))
      throw new GossipIgnore("bid's gas limit is not compatible with the proposer's target");
    if (!this.is_bid_compatible_with_head(store, bid))
      throw new GossipIgnore("bid is not compatible with the current head branch");
    if (!bytesEqual(bid.prev_randao, this.get_randao_mix(state, current_epoch)))
      throw new GossipReject("bid's previous randao is incorrect");
    return this.advancedState(root, state, slot);
  }

  /** Judges who bids: a builder that is active, can pay, and is not leaving with the parent's payload. */
  protected checkBidder(store: Store, state: BeaconState, bid: ExecutionPayloadBid): void {
    if (bid.builder_index >= state.builders.length) throw new GossipReject("builder index out of range");
    const builder = state.builders.get(bid.builder_index);
    if (builder.version !== PAYLOAD_BUILDER_VERSION) throw new GossipReject("builder is not a payload builder");
    if (!this.is_active_builder(state, bid.builder_index)) throw new GossipReject("builder is not active");
    if (!this.can_builder_cover_bid(state, bid.builder_index, bid.value))
      throw new GossipIgnore("builder cannot cover bid value");
    if (bytesEqual(bid.parent_block_hash, state.latest_execution_payload_bid.block_hash))
      this.checkBuilderStays(store, bid, builder);
  }

  /** Rejects a bid that its builder did not sign. */
  protected checkBidSignature(state: BeaconState, signed_bid: SignedExecutionPayloadBid): void {
    if (!this.verify_execution_payload_bid_signature(state, signed_bid))
      throw new GossipReject("invalid bid signature");
  }

  /** Notes a bid as seen, and as the best for its slot and parent. */
  protected noteBid(
    seen: Seen,
    { slot, parent_block_hash, parent_block_root, builder_index, value }: ExecutionPayloadBid,
  ): void {
    seen.execution_payload_bids.add(slot, parent_block_hash, parent_block_root, builder_index);
    const key: [Slot, Hash32, Root] = [slot, parent_block_hash, parent_block_root];
    seen.best_execution_payload_bid.update(key, (best) => (best === undefined || value > best ? value : best), slot);
  }

  private checkBuilderStays(store: Store, bid: ExecutionPayloadBid, builder: Builder): void {
    const envelope = this.knownEnvelope(store, bid.parent_block_root);
    if (envelope === undefined) throw new GossipIgnore("bid's parent payload is not there");
    const { builder_exits } = envelope.execution_requests;
    for (const { pubkey, source_address } of builder_exits)
      if (bytesEqual(pubkey, builder.pubkey) && bytesEqual(source_address, builder.execution_address))
        throw new GossipIgnore("builder may exit");
  }
}
