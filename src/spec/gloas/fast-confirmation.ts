import type { FastConfirmationStore } from "../phase0/fast-confirmation/store.ts";
import type { ForkChoiceNode, Store } from "../phase0/fork-choice/store.ts";
import type { Hash32, ValidatorIndex } from "../values.ts";
import { GloasForkChoice } from "./fork-choice.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/gloas/fast-confirmation.md */
export abstract class GloasFastConfirmation extends GloasForkChoice {
  /** Hash of the payload that the confirmed block builds on: its own is not safe yet. */
  override get_safe_execution_block_hash(fcr_store: FastConfirmationStore): Hash32 {
    const { body } = fcr_store.store.block(fcr_store.confirmed_root);
    // A block from before Gloas carries its payload.
    if (body.signed_execution_payload_bid === undefined) return body.execution_payload.block_hash;
    return body.signed_execution_payload_bid.message.parent_block_hash;
  }

  protected override isVoteFor(store: Store, validator: ValidatorIndex, node: ForkChoiceNode): boolean {
    return store.votes.supported(validator) === store.numberOf(node);
  }
}
