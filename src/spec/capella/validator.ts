import type { ForkchoiceEngine, PayloadAttributes } from "../execution-engine.ts";
import type { BeaconState } from "../state.ts";
import type { ExecutionAddress, Hash32, PayloadId } from "../values.ts";
import { CapellaForkChoice } from "./fork-choice.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/capella/validator.md */
export abstract class CapellaValidator extends CapellaForkChoice {
  /** Makes the engine build a payload, with the withdrawals that are due, for the state's slot. */
  override prepare_execution_payload(
    state: BeaconState,
    safe_block_hash: Hash32,
    finalized_block_hash: Hash32,
    suggested_fee_recipient: ExecutionAddress,
    execution_engine: ForkchoiceEngine,
  ): PayloadId | null {
    return execution_engine.notify_forkchoice_updated(
      state.latest_execution_payload_header.block_hash,
      safe_block_hash,
      finalized_block_hash,
      this.payloadAttributes(state, suggested_fee_recipient),
    );
  }

  protected override payloadAttributes(
    state: BeaconState,
    suggested_fee_recipient: ExecutionAddress,
  ): PayloadAttributes {
    const { withdrawals } = this.get_expected_withdrawals(state);
    return { ...super.payloadAttributes(state, suggested_fee_recipient), withdrawals };
  }
}
