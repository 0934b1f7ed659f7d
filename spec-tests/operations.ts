import { ACCEPTING_ENGINE, type ExecutionEngine } from "../src/spec/execution-engine.ts";
import type { Spec } from "../src/spec/index.ts";
import type { BeaconState } from "../src/spec/state.ts";
import type { ExecutionPayload } from "../src/spec/values.ts";
import type { SszType } from "../src/ssz/types.ts";
import type { Runner, TestCase } from "./runner.ts";
import { expectPost, readState, readValue, specFor } from "./support.ts";

/** One operation applied to a state. */
export const runner: Runner = {
  name: "operations",
  handlers: {
    attestation: (testCase) =>
      check(testCase, (spec, state) => {
        const attestation = readValue(testCase, "attestation", spec.types.Attestation);
        // Before Gloas there is no parent slot, and none is read.
        return () => spec.process_attestation(state, attestation, Number(testCase.meta.parent_slot));
      }),
    attester_slashing: operation("attester_slashing", "AttesterSlashing", "process_attester_slashing"),
    block_header: operation("block", "BeaconBlock", "process_block_header"),
    bls_to_execution_change: operation(
      "address_change",
      "SignedBLSToExecutionChange",
      "process_bls_to_execution_change",
    ),
    builder_deposit_request: operation(
      "builder_deposit_request",
      "BuilderDepositRequest",
      "process_builder_deposit_request",
    ),
    builder_exit_request: operation("builder_exit_request", "BuilderExitRequest", "process_builder_exit_request"),
    consolidation_request: operation("consolidation_request", "ConsolidationRequest", "process_consolidation_request"),
    deposit: operation("deposit", "Deposit", "process_deposit"),
    deposit_request: operation("deposit_request", "DepositRequest", "process_deposit_request"),
    execution_payload: (testCase) =>
      check(testCase, (spec, state) => {
        const body = readValue(testCase, "body", spec.types.BeaconBlockBody);
        const { execution_valid } = testCase.yaml("execution.yaml") as { execution_valid: string };
        const engine: ExecutionEngine = {
          ...ACCEPTING_ENGINE,
          verify_and_notify_new_payload: () => execution_valid === "true",
        };
        return () => spec.process_execution_payload(state, body, engine);
      }),
    execution_payload_bid: operation(
      "execution_payload_bid",
      "SignedExecutionPayloadBid",
      "process_execution_payload_bid",
    ),
    parent_execution_payload: operation("block", "BeaconBlock", "process_parent_execution_payload"),
    payload_attestation: operation("payload_attestation", "PayloadAttestation", "process_payload_attestation"),
    proposer_slashing: operation("proposer_slashing", "ProposerSlashing", "process_proposer_slashing"),
    sync_aggregate: operation("sync_aggregate", "SyncAggregate", "process_sync_aggregate"),
    voluntary_exit: operation("voluntary_exit", "SignedVoluntaryExit", "process_voluntary_exit"),
    voluntary_exit_churn: operation("voluntary_exit", "SignedVoluntaryExit", "process_voluntary_exit"),
    withdrawal_request: operation("withdrawal_request", "WithdrawalRequest", "process_withdrawal_request"),
    withdrawals: (testCase) =>
      check(testCase, (spec, state) => {
        // From Gloas on, withdrawals are processed ahead of the payload.
        const payload = testCase.has("execution_payload.ssz_snappy")
          ? readValue(testCase, "execution_payload", spec.types.ExecutionPayload)
          : undefined;
        const process: (state: BeaconState, payload?: ExecutionPayload) => void = spec.process_withdrawals;
        return () => process.call(spec, state, payload);
      }),
  },
};

/** Prepares an operation, which may throw only as a bug does, and gives what may reject it. */
type Prepare = (spec: Spec, state: BeaconState) => () => void;

function check(testCase: TestCase, prepare: Prepare): void {
  const spec = specFor(testCase);
  const state = readState(testCase, spec);
  const run = prepare(spec, state);
  expectPost(testCase, () => {
    run();
    return state;
  });
}

/** A handler that gives the value of one file to one function of the specification. */
function operation(file: string, type: keyof Spec["types"], method: keyof Spec): (testCase: TestCase) => void {
  return (testCase) =>
    check(testCase, (spec, state) => {
      const value = readValue(testCase, file, spec.types[type] as SszType<unknown>);
      const process = spec[method] as (state: BeaconState, value: unknown) => void;
      return () => process.call(spec, state, value);
    });
}
