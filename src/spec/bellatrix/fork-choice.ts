import { bytesEqual } from "../../ssz/bytes.ts";
import { assert } from "../errors.ts";
import type { Store } from "../phase0/fork-choice/store.ts";
import type { BeaconBlock, Hash32, PowBlock, SignedBeaconBlock } from "../values.ts";
import { EMPTY_BLOCK_HASH } from "./constants.ts";
import { BellatrixOptimisticSync } from "./optimistic-sync.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/bellatrix/fork-choice.md */
export abstract class BellatrixForkChoice extends BellatrixOptimisticSync {
  /** A block of the proof-of-work chain; null where it is not available. */
  get_pow_block(block_hash: Hash32): PowBlock | null {
    return this.environment.get_pow_block(block_hash);
  }

  /** Whether the proof-of-work block is the first to reach the terminal total difficulty. */
  is_valid_terminal_pow_block(block: PowBlock, parent: PowBlock): boolean {
    const { TERMINAL_TOTAL_DIFFICULTY } = this.config;
    return block.total_difficulty >= TERMINAL_TOTAL_DIFFICULTY && parent.total_difficulty < TERMINAL_TOTAL_DIFFICULTY;
  }

  /** Throws where the first execution payload does not build on a valid terminal proof-of-work block. */
  validate_merge_block(block: BeaconBlock): void {
    const here = "validate_merge_block";
    const { TERMINAL_BLOCK_HASH, TERMINAL_BLOCK_HASH_ACTIVATION_EPOCH } = this.config;
    const { parent_hash } = block.body.execution_payload;
    if (!bytesEqual(TERMINAL_BLOCK_HASH, EMPTY_BLOCK_HASH)) {
      assert(
        this.compute_epoch_at_slot(block.slot) >= TERMINAL_BLOCK_HASH_ACTIVATION_EPOCH,
        here,
        "compute_epoch_at_slot(block.slot) >= TERMINAL_BLOCK_HASH_ACTIVATION_EPOCH",
        () => ({ slot: block.slot }),
      );
      assert(
        bytesEqual(parent_hash, TERMINAL_BLOCK_HASH),
        here,
        "block.body.execution_payload.parent_hash == TERMINAL_BLOCK_HASH",
        () => ({ parent_hash, TERMINAL_BLOCK_HASH }),
      );
      return;
    }
    const pow_block = this.get_pow_block(parent_hash);
    assert(pow_block !== null, here, "pow_block is not None", () => ({ parent_hash }));
    const pow_parent = this.get_pow_block(pow_block.parent_hash);
    assert(pow_parent !== null, here, "pow_parent is not None", () => ({ parent_hash: pow_block.parent_hash }));
    assert(
      this.is_valid_terminal_pow_block(pow_block, pow_parent),
      here,
      "is_valid_terminal_pow_block(pow_block, pow_parent)",
      () => ({
        "pow_block.total_difficulty": pow_block.total_difficulty,
        "pow_parent.total_difficulty": pow_parent.total_difficulty,
      }),
    );
  }

  override on_block(store: Store, signed_block: SignedBeaconBlock): void {
    this.takeBlock(store, signed_block, {
      after: (pre_state, block) => {
        // The state of an earlier fork has no payload header, and has seen no payload.
        const isFirstPayload =
          pre_state.type === this.stateType
            ? this.is_merge_transition_block(pre_state, block.body)
            : this.is_execution_block(block);
        if (isFirstPayload) this.validate_merge_block(block);
      },
    });
  }
}
