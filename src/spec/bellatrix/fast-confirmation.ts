import type { FastConfirmationStore } from "../phase0/fast-confirmation/store.ts";
import type { Hash32 } from "../values.ts";
import { BellatrixForkChoice } from "./fork-choice.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/bellatrix/fast-confirmation.md */
export abstract class BellatrixFastConfirmation extends BellatrixForkChoice {
  /** Hash of the newest payload that is confirmed. */
  get_safe_execution_block_hash(fcr_store: FastConfirmationStore): Hash32 {
    return fcr_store.store.block(fcr_store.confirmed_root).body.execution_payload.block_hash;
  }
}
