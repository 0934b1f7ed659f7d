import { toHex } from "../../ssz/bytes.ts";
import { assert } from "../errors.ts";
import type { ForkChoiceNode, Store } from "../phase0/fork-choice/store.ts";
import type { BeaconState } from "../state.ts";
import type { Attestation, BeaconBlock, Root, SignedBeaconBlock, Slot, Uint64, ValidatorIndex } from "../values.ts";
import { PAYLOAD_STATUS_EMPTY, PAYLOAD_STATUS_FULL } from "./constants.ts";
import { GloasForkChoicePayloads } from "./fork-choice/payloads.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/gloas/fork-choice.md */
export abstract class GloasForkChoice extends GloasForkChoicePayloads {
  override get_attestation_due_ms(): Uint64 {
    return this.get_slot_component_duration_ms(this.config.ATTESTATION_DUE_BPS_GLOAS);
  }

  override get_aggregate_due_ms(): Uint64 {
    return this.get_slot_component_duration_ms(this.config.AGGREGATE_DUE_BPS_GLOAS);
  }

  override get_sync_message_due_ms(): Uint64 {
    return this.get_slot_component_duration_ms(this.config.SYNC_MESSAGE_DUE_BPS_GLOAS);
  }

  override get_contribution_due_ms(): Uint64 {
    return this.get_slot_component_duration_ms(this.config.CONTRIBUTION_DUE_BPS_GLOAS);
  }

  get_payload_due_ms(): Uint64 {
    return this.get_slot_component_duration_ms(this.config.PAYLOAD_DUE_BPS);
  }

  get_payload_attestation_due_ms(): Uint64 {
    return this.get_slot_component_duration_ms(this.config.PAYLOAD_ATTESTATION_DUE_BPS);
  }

  override get_proposer_head(store: Store, head_node: ForkChoiceNode, slot: Slot): ForkChoiceNode {
    const head_block = store.block(head_node.root);
    const { parent_root } = head_block;
    if (store.tree.indexOf(parent_root) < 0 || !this.isReorgWise(store, head_node, slot, true)) return head_node;
    return { root: parent_root, payload_status: this.get_parent_payload_status(store, head_block) };
  }

  override validate_on_attestation(store: Store, attestation: Attestation, is_from_block: boolean): void {
    const here = "validate_on_attestation";
    if (!is_from_block) this.validate_target_epoch_against_current_time(store, attestation);
    this.checkVotedBlocks(store, attestation);
    const { slot, index, beacon_block_root } = attestation.data;
    assert(index === 0 || index === 1, here, "attestation.data.index in [0, 1]", () => ({ index }));
    if (store.block(beacon_block_root).slot === slot)
      assert(index === 0, here, "attestation.data.index == 0", () => ({ slot, index }));
    if (index === 1)
      assert(
        this.is_payload_verified(store, beacon_block_root),
        here,
        "is_payload_verified(store, attestation.data.beacon_block_root)",
        () => ({ beacon_block_root }),
      );
    this.checkVoteCounts(store, attestation);
  }

  override update_latest_messages(
    store: Store,
    attesting_indices: readonly ValidatorIndex[],
    attestation: Attestation,
  ): void {
    const { slot, index, beacon_block_root } = attestation.data;
    const block = store.indexOf(beacon_block_root);
    for (const validator of attesting_indices)
      if (!store.equivocating_indices.has(validator) && slot > store.votes.slot(validator))
        store.votes.record(validator, block, slot, index === 1);
  }

  override record_block_timeliness(store: Store, root: Root): void {
    const is_current_slot = this.get_current_slot(store) === store.block(root).slot;
    const time_into_slot_ms = this.get_time_into_slot_ms(store);
    store.block_timeliness.set(toHex(root), [
      is_current_slot && time_into_slot_ms < this.get_attestation_due_ms(),
      is_current_slot && time_into_slot_ms < this.get_payload_attestation_due_ms(),
    ]);
  }

  override on_block(store: Store, signed_block: SignedBeaconBlock): void {
    this.takeBlock(store, signed_block, {
      before: (block_root, block) => {
        if (!this.is_parent_node_full(store, block)) return;
        assert(
          this.is_payload_verified(store, block.parent_root),
          "on_block",
          "is_payload_verified(store, block.parent_root)",
          () => ({ block_root, slot: block.slot, parent_root: block.parent_root }),
        );
      },
    });
  }

  protected override addBlock(store: Store, block_root: Root, block: BeaconBlock, state: BeaconState): void {
    this.notify_ptc_messages(store, state, block.body.payload_attestations);
    const parentStatus = this.is_parent_node_full(store, block) ? PAYLOAD_STATUS_FULL : PAYLOAD_STATUS_EMPTY;
    store.addBlock(block_root, block, state, parentStatus);
    this.openPtcVotes(store, block_root);
  }
}
