import { bytesEqual, toHex, ZERO_ROOT } from "../../ssz/bytes.ts";
import { assert } from "../errors.ts";
import type { ForkchoiceEngine, PayloadAttributes, ProposerEngine } from "../execution-engine.ts";
import type { BeaconState } from "../state.ts";
import type { ExecutionAddress, ExecutionPayload, Hash32, PayloadId, PowBlock } from "../values.ts";
import { EMPTY_BLOCK_HASH } from "./constants.ts";
import { BellatrixFastConfirmation } from "./fast-confirmation.ts";

/** Blocks of the proof-of-work chain by their hash in hex, `0x` in front. */
export type PowChain = ReadonlyMap<string, PowBlock>;

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/bellatrix/validator.md */
export abstract class BellatrixValidator extends BellatrixFastConfirmation {
  /** The first block that reaches the terminal total difficulty, its parent not doing so. */
  get_pow_block_at_terminal_total_difficulty(pow_chain: PowChain): PowBlock | undefined {
    const { TERMINAL_TOTAL_DIFFICULTY } = this.config;
    for (const block of pow_chain.values()) {
      if (block.total_difficulty < TERMINAL_TOTAL_DIFFICULTY) continue;
      if (bytesEqual(block.parent_hash, ZERO_ROOT)) return block;
      const parent = pow_chain.get(toHex(block.parent_hash));
      assert(
        parent !== undefined,
        "get_pow_block_at_terminal_total_difficulty",
        "pow_chain[block.parent_hash]",
        () => ({
          parent_hash: block.parent_hash,
        }),
      );
      if (parent.total_difficulty < TERMINAL_TOTAL_DIFFICULTY) return block;
    }
    return undefined;
  }

  /** The last block before the merge: the one that the config names, else by total difficulty. */
  get_terminal_pow_block(pow_chain: PowChain): PowBlock | undefined {
    const { TERMINAL_BLOCK_HASH } = this.config;
    if (!bytesEqual(TERMINAL_BLOCK_HASH, EMPTY_BLOCK_HASH)) return pow_chain.get(toHex(TERMINAL_BLOCK_HASH));
    return this.get_pow_block_at_terminal_total_difficulty(pow_chain);
  }

  /**
   * Makes the engine build a payload for the state's slot. The id of what it builds; null before the merge, when there
   * is nothing to build on.
   */
  prepare_execution_payload(
    state: BeaconState,
    safe_block_hash: Hash32,
    finalized_block_hash: Hash32,
    suggested_fee_recipient: ExecutionAddress,
    execution_engine: ForkchoiceEngine,
    pow_chain?: PowChain,
  ): PayloadId | null {
    let parent_hash: Hash32;
    if (this.is_merge_transition_complete(state)) {
      parent_hash = state.latest_execution_payload_header.block_hash;
    } else {
      assert(pow_chain !== undefined, "prepare_execution_payload", "pow_chain is not None");
      const is_terminal_block_hash_set = !bytesEqual(this.config.TERMINAL_BLOCK_HASH, EMPTY_BLOCK_HASH);
      const is_activation_epoch_reached =
        this.get_current_epoch(state) >= this.config.TERMINAL_BLOCK_HASH_ACTIVATION_EPOCH;
      if (is_terminal_block_hash_set && !is_activation_epoch_reached) return null;
      const terminal_pow_block = this.get_terminal_pow_block(pow_chain);
      if (terminal_pow_block === undefined) return null;
      parent_hash = terminal_pow_block.block_hash;
    }
    return execution_engine.notify_forkchoice_updated(
      parent_hash,
      safe_block_hash,
      finalized_block_hash,
      this.payloadAttributes(state, suggested_fee_recipient),
    );
  }

  /** What the engine has built; an empty payload where there is no id, before the merge. */
  get_execution_payload(payload_id: PayloadId | null, execution_engine: ProposerEngine): ExecutionPayload {
    if (payload_id === null) return this.types.ExecutionPayload.defaultValue();
    return execution_engine.get_payload(payload_id).execution_payload;
  }

  /** Attributes of a payload in the state's slot that every fork has. */
  protected payloadAttributes(state: BeaconState, suggested_fee_recipient: ExecutionAddress): PayloadAttributes {
    return {
      timestamp: this.compute_time_at_slot(state.genesis_time, state.slot),
      prev_randao: this.get_randao_mix(state, this.get_current_epoch(state)),
      suggested_fee_recipient,
    };
  }
}
