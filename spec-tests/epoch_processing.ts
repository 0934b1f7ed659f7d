import type { Spec } from "../src/spec/index.ts";
import type { BeaconState } from "../src/spec/state.ts";
import type { Runner, TestCase } from "./runner.ts";
import { expectPost, readState, specFor } from "./support.ts";

/** Handlers whose names are not that of their function without `process_`. */
const FUNCTIONS: Readonly<Record<string, string>> = { pending_deposits_churn: "pending_deposits" };

const HANDLERS = [
  "builder_pending_payments",
  "effective_balance_updates",
  "eth1_data_reset",
  "historical_roots_update",
  "historical_summaries_update",
  "inactivity_updates",
  "justification_and_finalization",
  "participation_flag_updates",
  "participation_record_updates",
  "pending_consolidations",
  "pending_deposits",
  "pending_deposits_churn",
  "proposer_lookahead",
  "ptc_window",
  "randao_mixes_reset",
  "registry_updates",
  "rewards_and_penalties",
  "slashings",
  "slashings_reset",
  "sync_committee_updates",
];

/** One step of epoch processing, and, where the case has the states around it, the whole. */
export const runner: Runner = {
  name: "epoch_processing",
  handlers: Object.fromEntries(HANDLERS.map((handler) => [handler, (testCase) => check(testCase, handler)])),
};

function check(testCase: TestCase, handler: string): void {
  const spec = specFor(testCase);
  const method = `process_${FUNCTIONS[handler] ?? handler}` as keyof Spec;
  const process = spec[method] as (state: BeaconState) => void;
  const state = readState(testCase, spec);
  expectPost(testCase, () => {
    process.call(spec, state);
    return state;
  });
  if (!testCase.has("pre_epoch.ssz_snappy")) return;
  const whole = readState(testCase, spec, "pre_epoch");
  expectPost(
    testCase,
    () => {
      spec.process_epoch(whole);
      return whole;
    },
    "post_epoch",
  );
}
