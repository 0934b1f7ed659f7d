import type { Config } from "../../../config/config.ts";
import { bytesEqual, toHex } from "../../../ssz/bytes.ts";
import { GossipIgnore, GossipReject } from "../../gossip-outcome.ts";
import type { BeaconState } from "../../state.ts";
import type { BLSSignature, Epoch, Root, Slot, Uint64, ValidatorIndex } from "../../values.ts";
import { DOMAIN_BEACON_PROPOSER, GENESIS_EPOCH } from "../constants.ts";
import type { Store, StoreBlock } from "../fork-choice/store.ts";
import { Phase0P2pHelpers } from "./helpers.ts";

/** What a block, its header, and messages that carry its header have in common. */
export interface Proposal {
  readonly slot: Slot;
  readonly proposer_index: ValidatorIndex;
  readonly parent_root: Root;
}

/** How reasons speak of the message that proposes. */
export interface ProposalWording {
  /** What is judged. */
  readonly subject: string;
  /** What descends from the finalized checkpoint: the subject, or the block it belongs to. */
  readonly descendant: string;
  readonly invalidParent: string;
  readonly invalidSignature: string;
}

/**
 * The conditions that gossip rules of several topics and forks share, each a step that throws `GossipIgnore` or
 * `GossipReject`. A fork's validation function lists its steps in the order of its document.
 */
export abstract class Phase0GossipChecks extends Phase0P2pHelpers {
  /** A block that was seen, with or without a post-state. */
  protected knownBlock(store: Store, root: Root): StoreBlock | undefined {
    return store.blocks.get(toHex(root));
  }

  /** Whether a block was imported, so that it has a post-state. */
  protected isImported(store: Store, root: Root): boolean {
    return store.block_states.has(toHex(root));
  }

  /** Post-state of a block that was imported. */
  protected knownState(store: Store, root: Root): BeaconState | undefined {
    return store.block_states.get(toHex(root));
  }

  /**
   * State of the head's block, by which most signatures are judged. Where the head is from before this fork, it is
   * carried on into it: signatures of the new fork's first slots have its domain.
   */
  protected headState(store: Store): BeaconState {
    const { root } = this.get_head(store);
    const state = store.blockState(root);
    if (state.type === this.stateType) return state;
    const forkEpoch = this.config[`${this.fork.toUpperCase()}_FORK_EPOCH` as keyof Config] as number | undefined;
    return this.advancedState(root, state, this.compute_start_slot_at_epoch(forkEpoch ?? GENESIS_EPOCH));
  }

  /** Slot that begins the finalized epoch. */
  protected finalizedSlot(store: Store): Slot {
    return this.compute_start_slot_at_epoch(store.finalized_checkpoint.epoch);
  }

  /** Whether `root` is the block that an epoch's checkpoint of `descendant`'s branch names. */
  protected isCheckpointOf(store: Store, descendant: Root, epoch: Epoch, root: Root): boolean {
    return bytesEqual(this.get_checkpoint_block(store, descendant, epoch), root);
  }

  /** Whether the branch of a block has the finalized checkpoint. */
  protected descendsFromFinalized(store: Store, root: Root): boolean {
    const { epoch, root: finalized } = store.finalized_checkpoint;
    return this.isCheckpointOf(store, root, epoch, finalized);
  }

  /** Ignores what is not later than the finalized slot or in the future. */
  protected checkProposalTime(
    store: Store,
    proposal: Proposal,
    current_time_ms: Uint64,
    { subject }: ProposalWording,
  ): void {
    const { slot } = proposal;
    if (this.is_future_slot(store, slot, current_time_ms))
      throw new GossipIgnore(`${subject} is from a future slot`, { kind: "slot", slot });
    if (slot <= this.finalizedSlot(store))
      throw new GossipIgnore(`${subject} is not from a slot greater than the latest finalized slot`);
  }

  /** Ignores what has an unknown parent. */
  protected checkParentSeen(store: Store, proposal: Proposal, { subject }: ProposalWording): void {
    if (this.knownBlock(store, proposal.parent_root) === undefined)
      throw new GossipIgnore(`${subject}'s parent has not been seen`, { kind: "block", root: proposal.parent_root });
  }

  /** Rejects what has an invalid parent. */
  protected checkParentValid(store: Store, proposal: Proposal, { invalidParent }: ProposalWording): void {
    if (!this.isImported(store, proposal.parent_root)) throw new GossipReject(invalidParent);
  }

  /** Rejects an unknown proposer, or one that did not sign the object of this root. */
  protected checkProposerSignature(
    state: BeaconState,
    proposal: Proposal,
    signature: BLSSignature,
    objectRoot: Root,
    { invalidSignature }: ProposalWording,
  ): void {
    if (proposal.proposer_index >= state.validators.length) throw new GossipReject("proposer index out of range");
    const proposer = state.validators.get(proposal.proposer_index);
    const domain = this.get_domain(state, DOMAIN_BEACON_PROPOSER, this.compute_epoch_at_slot(proposal.slot));
    const signing_root = this.types.SigningData.hashTreeRoot({ object_root: objectRoot, domain });
    if (!this.bls.Verify(proposer.pubkey, signing_root, signature)) throw new GossipReject(invalidSignature);
  }

  /** Rejects what is not later than its parent, or not on the finalized branch. */
  protected checkProposalAncestry(store: Store, proposal: Proposal, { subject, descendant }: ProposalWording): void {
    if (proposal.slot <= store.block(proposal.parent_root).slot)
      throw new GossipReject(`${subject} is not from a higher slot than its parent`);
    if (!this.descendsFromFinalized(store, proposal.parent_root))
      throw new GossipReject(`finalized checkpoint is not an ancestor of ${descendant}`);
  }

  /** Rejects another proposer than the parent's chain expects. Gives the parent's state at the proposal's slot. */
  protected checkExpectedProposer(store: Store, proposal: Proposal, { subject }: ProposalWording): BeaconState {
    const { parent_root, slot } = proposal;
    const parent_state = this.advancedState(parent_root, store.blockState(parent_root), slot);
    if (proposal.proposer_index !== this.get_beacon_proposer_index(parent_state))
      throw new GossipReject(`${subject} proposer_index does not match expected proposer`);
    return parent_state;
  }
}
