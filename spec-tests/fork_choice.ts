import { ForkChoiceCase } from "./fork-choice-case.ts";
import type { Runner, TestCase } from "./runner.ts";

const play = (testCase: TestCase): void => new ForkChoiceCase(testCase).run();

/** Handlers are named after the function that their cases are about: all play the same steps. */
export const runner: Runner = {
  name: "fork_choice",
  handlers: Object.fromEntries(
    [
      "deposit_with_reorg",
      "ex_ante",
      "filter_node_tree_variants",
      "get_head",
      "get_parent_payload_status",
      "get_proposer_head",
      "on_attestation",
      "on_block",
      "on_execution_payload_envelope",
      "on_merge_block",
      "on_payload_attestation_message",
      "payload_data_availability",
      "payload_timeliness",
      "reorg",
      "should_apply_proposer_boost",
      "should_override_forkchoice_update",
      "withholding",
    ].map((handler) => [handler, play]),
  ),
};
