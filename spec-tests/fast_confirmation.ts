import type { FastConfirmationStore } from "../src/spec/phase0/fast-confirmation/store.ts";
import { toHex } from "../src/ssz/bytes.ts";
import { type Checks, ForkChoiceCase } from "./fork-choice-case.ts";
import type { Runner, TestCase } from "./runner.ts";

/** A case that runs the fast confirmation rule wherever it checks what the rule has confirmed. */
class FastConfirmationCase extends ForkChoiceCase {
  readonly #fastConfirmation: FastConfirmationStore = this.spec.get_fast_confirmation_store(this.store);

  protected override check(checks: Checks): void {
    if (checks.confirmed_root !== undefined) this.spec.on_fast_confirmation(this.#fastConfirmation);
    super.check(checks);
  }

  protected override actual(name: string, expected: unknown): unknown {
    const fcr_store = this.#fastConfirmation;
    switch (name) {
      case "previous_epoch_observed_justified_checkpoint":
      case "current_epoch_observed_justified_checkpoint":
      case "previous_epoch_greatest_unrealized_checkpoint":
        return this.spec.types.Checkpoint.toJson(fcr_store[name]);
      case "previous_slot_head":
      case "current_slot_head":
      case "confirmed_root":
        return toHex(fcr_store[name]);
      case "safe_execution_block_hash":
        return toHex(this.spec.get_safe_execution_block_hash(fcr_store));
      default:
        return super.actual(name, expected);
    }
  }
}

const play = (testCase: TestCase): void => new FastConfirmationCase(testCase).run();

/** Handlers are named after the part of the rule that their cases are about: all play the same steps. */
export const runner: Runner = {
  name: "fast_confirmation",
  handlers: Object.fromEntries(
    [
      "basic",
      "current_epoch",
      "empty_slots",
      "ffg",
      "is_one_confirmed",
      "previous_epoch",
      "reconfirmation",
      "restart_gu",
      "revert_finality",
      "variables",
    ].map((handler) => [handler, play]),
  ),
};
