import { toHex } from "../../ssz/bytes.ts";
import { GossipIgnore, GossipReject } from "../gossip-outcome.ts";
import type { Store } from "../phase0/fork-choice/store.ts";
import { BLOCK } from "../phase0/p2p-interface/blocks.ts";
import type { Seen } from "../phase0/p2p-interface/seen.ts";
import type { BeaconState } from "../state.ts";
import type {
  BeaconBlock,
  Epoch,
  PayloadValidationStatus,
  Root,
  SignedBeaconBlock,
  Uint64,
  Version,
} from "../values.ts";
import { PAYLOAD_STATUS_INVALIDATED, PAYLOAD_STATUS_NOT_VALIDATED } from "./constants.ts";
import { BellatrixValidator } from "./validator.ts";

/** What the execution engine said of blocks' payloads, by the block's root in hex; an unknown one is not validated. */
export type BlockPayloadStatuses = ReadonlyMap<string, PayloadValidationStatus>;

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/bellatrix/p2p-interface.md */
export abstract class BellatrixP2pInterface extends BellatrixValidator {
  override compute_fork_version(epoch: Epoch): Version {
    if (epoch >= this.config.BELLATRIX_FORK_EPOCH) return this.config.BELLATRIX_FORK_VERSION;
    return super.compute_fork_version(epoch);
  }

  // @ts-expect-error Bellatrix adds block_payload_statuses
  override validate_beacon_block_gossip(
    seen: Seen,
    store: Store,
    signed_beacon_block: SignedBeaconBlock,
    current_time_ms: Uint64,
    block_payload_statuses: BlockPayloadStatuses,
  ): void {
    const block = signed_beacon_block.message;
    this.checkFirstProposal(seen, block);
    this.checkProposalTime(store, block, current_time_ms, BLOCK);
    this.checkParentSeen(store, block, BLOCK);
    const parent_payload_status = payloadStatusOf(block_payload_statuses, block.parent_root);
    this.checkParentImported(store, block, parent_payload_status);
    const state = this.headState(store);
    this.checkBlockSignature(state, signed_beacon_block);
    if (this.is_execution_enabled(state, block.body)) {
      this.checkPayloadTimestamp(state, block);
      this.checkParentPayload(parent_payload_status);
    }
    this.checkProposalAncestry(store, block, BLOCK);
    this.checkExpectedProposer(store, block, BLOCK);
    seen.proposer_slots.add(block.slot, block.proposer_index);
  }

  /**
   * Refuses a block whose parent has no post-state: rejects it unless the parent may have failed only for its payload.
   */
  protected checkParentImported(store: Store, block: BeaconBlock, status: PayloadValidationStatus): void {
    if (this.isImported(store, block.parent_root)) return;
    // Without the parent's state, the justified one tells: once the merge is complete it stays so.
    const justified = this.knownState(store, store.justified_checkpoint.root);
    if (justified === undefined || !this.is_execution_enabled(justified, block.body))
      throw new GossipReject("block's parent is invalid and execution is not enabled");
    this.refuseInvalidParent(status);
  }

  /** Refuses the child of a block that failed: without blame where the parent's payload was already processed. */
  protected refuseInvalidParent(status: PayloadValidationStatus): never {
    if (status === PAYLOAD_STATUS_NOT_VALIDATED)
      throw new GossipReject("block's parent is invalid and its payload is optimistic");
    throw new GossipIgnore("block's parent is invalid and its payload is processed");
  }

  /** Rejects a payload of another time than its slot's. */
  protected checkPayloadTimestamp(state: BeaconState, block: BeaconBlock): void {
    if (block.body.execution_payload.timestamp !== this.compute_time_at_slot(state.genesis_time, block.slot))
      throw new GossipReject("incorrect execution payload timestamp");
  }

  /** Ignores the child of a block whose payload the engine found invalid. */
  protected checkParentPayload(status: PayloadValidationStatus): void {
    if (status === PAYLOAD_STATUS_INVALIDATED)
      throw new GossipIgnore("block's parent is valid and its payload is invalid");
  }
}

/** Status of a block's payload, "not validated" where nothing is known. */
export const payloadStatusOf = (statuses: BlockPayloadStatuses, root: Root): PayloadValidationStatus =>
  statuses.get(toHex(root)) ?? PAYLOAD_STATUS_NOT_VALIDATED;
