import type { Uint64 } from "../values.ts";
import { AltairFork } from "./fork.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/altair/fork-choice.md */
export abstract class AltairForkChoice extends AltairFork {
  get_sync_message_due_ms(): Uint64 {
    return this.get_slot_component_duration_ms(this.config.SYNC_MESSAGE_DUE_BPS);
  }

  get_contribution_due_ms(): Uint64 {
    return this.get_slot_component_duration_ms(this.config.CONTRIBUTION_DUE_BPS);
  }
}
