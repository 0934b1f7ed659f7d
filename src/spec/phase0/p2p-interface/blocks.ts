import { GossipIgnore } from "../../gossip-outcome.ts";
import type { BeaconState } from "../../state.ts";
import type { BeaconBlock, SignedBeaconBlock, Uint64 } from "../../values.ts";
import type { Store } from "../fork-choice/store.ts";
import { Phase0GossipChecks, type ProposalWording } from "./proposal-checks.ts";
import type { Seen } from "./seen.ts";

/** How reasons speak of a block. */
export const BLOCK: ProposalWording = {
  subject: "block",
  descendant: "block",
  invalidParent: "block's parent is invalid",
  invalidSignature: "invalid proposer signature",
};

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/phase0/p2p-interface.md#beacon_block */
export abstract class Phase0BlockGossip extends Phase0GossipChecks {
  /** Topic `beacon_block`. Throws `GossipIgnore` or `GossipReject`; else the block is noted as seen. */
  validate_beacon_block_gossip(
    seen: Seen,
    store: Store,
    signed_beacon_block: SignedBeaconBlock,
    current_time_ms: Uint64,
  ): void {
    const block = signed_beacon_block.message;
    this.checkFirstProposal(seen, block);
    this.checkProposalTime(store, block, current_time_ms, BLOCK);
    this.checkParentSeen(store, block, BLOCK);
    this.checkParentValid(store, block, BLOCK);
    this.checkBlockSignature(this.headState(store), signed_beacon_block);
    this.checkProposalAncestry(store, block, BLOCK);
    this.checkExpectedProposer(store, block, BLOCK);
    seen.proposer_slots.add(block.slot, block.proposer_index);
  }

  /** Ignores a proposer's second block of a slot. */
  protected checkFirstProposal(seen: Seen, block: BeaconBlock): void {
    if (seen.proposer_slots.has(block.slot, block.proposer_index))
      throw new GossipIgnore("block is not the first valid block for this slot and proposer");
  }

  /** Rejects a block that its proposer did not sign. */
  protected checkBlockSignature(state: BeaconState, { message, signature }: SignedBeaconBlock): void {
    this.checkProposerSignature(state, message, signature, this.types.BeaconBlock.hashTreeRoot(message), BLOCK);
  }
}
