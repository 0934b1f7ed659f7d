import { EMPTY_ENVIRONMENT } from "../src/spec/fork-choice/environment.ts";
import { GossipError } from "../src/spec/gossip-outcome.ts";
import { InclusionListStore } from "../src/spec/heze/inclusion-list/store.ts";
import { Seen } from "../src/spec/heze/p2p-interface/seen.ts";
import type { Spec } from "../src/spec/index.ts";
import type { Store } from "../src/spec/phase0/fork-choice/store.ts";
import type { BeaconState } from "../src/spec/state.ts";
import type {
  PayloadValidationStatus,
  SignedBeaconBlock,
  SignedInclusionList,
  ValueTypes,
} from "../src/spec/values.ts";
import { fromHex, toHex } from "../src/ssz/bytes.ts";
import type { SszType } from "../src/ssz/types.ts";
import { Mismatch, type Runner, type TestCase } from "./runner.ts";
import { readState, readValue, specFor } from "./support.ts";

/** Messages judged by the gossip rules, one after another, on a chain of blocks; and custody groups. */
export const runner: Runner = {
  name: "networking",
  handlers: {
    compute_columns_for_custody_group: (testCase) => {
      const { custody_group, result } = testCase.yaml("meta.yaml") as { custody_group: string; result: string[] };
      same("columns", result, specFor(testCase).compute_columns_for_custody_group(Number(custody_group)));
    },
    get_custody_groups: (testCase) => {
      const { node_id, custody_group_count, result } = testCase.yaml("meta.yaml") as Record<string, string> & {
        result: string[];
      };
      const groups = specFor(testCase).get_custody_groups(BigInt(node_id!), Number(custody_group_count));
      same("groups", result, groups);
    },
    gossip_attester_slashing: checkGossip,
    gossip_beacon_aggregate_and_proof: checkGossip,
    gossip_beacon_attestation: checkGossip,
    gossip_beacon_block: checkGossip,
    gossip_blob_sidecar: checkGossip,
    gossip_bls_to_execution_change: checkGossip,
    gossip_data_column_sidecar: checkGossip,
    gossip_execution_payload_bid: checkGossip,
    gossip_execution_payload_envelope: checkGossip,
    gossip_inclusion_list: checkGossip,
    gossip_partial_data_column_sidecar: checkGossip,
    gossip_payload_attestation_message: checkGossip,
    gossip_proposer_preferences: checkGossip,
    gossip_proposer_slashing: checkGossip,
    gossip_sync_committee_contribution_and_proof: checkGossip,
    gossip_sync_committee_message: checkGossip,
    gossip_voluntary_exit: checkGossip,
  },
};

interface BlockEntry {
  readonly block: string;
  readonly failed?: string;
  readonly pending?: string;
  readonly payload_status?: keyof typeof PAYLOAD_STATUSES;
  readonly payload?: string;
}

interface MessageEntry {
  readonly message: string;
  readonly expected: "valid" | "ignore" | "reject";
  readonly reason?: string;
  readonly current_time_ms?: string;
  readonly subnet_id?: string;
  readonly column_index?: string;
  readonly group_id?: string;
}

interface GossipMeta {
  readonly blocks?: readonly BlockEntry[];
  readonly finalized_checkpoint?: { readonly epoch: string; readonly root?: string; readonly block?: string };
  readonly seen_partial_data_column_headers?: readonly { readonly block_root: string; readonly header: string }[];
  readonly messages: readonly MessageEntry[];
}

const PAYLOAD_STATUSES = { VALID: 0, INVALIDATED: 1, NOT_VALIDATED: 2 } as const;

/** What a message is validated against. */
interface Scene {
  readonly spec: Spec;
  readonly store: Store;
  readonly seen: Seen;
  readonly payloadStatuses: Map<string, PayloadValidationStatus>;
}

/** Validates one kind of message; which parameters a fork's function has, its own declaration says. */
type Validate = (scene: Scene, testCase: TestCase, entry: MessageEntry) => void;

/** By the prefix of the message's file. */
const VALIDATORS: Readonly<Record<string, Validate>> = {
  block: message("SignedBeaconBlock", (scene, block, { now }) =>
    call(scene, "validate_beacon_block_gossip", [scene.seen, scene.store, block, now, scene.payloadStatuses]),
  ),
  aggregate: message("SignedAggregateAndProof", ({ spec, seen, store, payloadStatuses }, aggregate, { now }) =>
    spec.validate_beacon_aggregate_and_proof_gossip(seen, store, aggregate, now, payloadStatuses),
  ),
  attestation: message("Attestation", (scene, attestation, { now, subnet }) =>
    call(scene, "validate_beacon_attestation_gossip", [scene.seen, scene.store, attestation, now, subnet]),
  ),
  single_attestation: message(
    "SingleAttestation",
    ({ spec, seen, store, payloadStatuses }, attestation, { now, subnet }) =>
      spec.validate_beacon_attestation_gossip(seen, store, attestation, now, subnet, payloadStatuses),
  ),
  voluntary_exit: message("SignedVoluntaryExit", ({ spec, seen, store }, exit, { now }) =>
    spec.validate_voluntary_exit_gossip(seen, store, exit, now),
  ),
  proposer_slashing: message("ProposerSlashing", ({ spec, seen, store }, slashing) =>
    spec.validate_proposer_slashing_gossip(seen, store, slashing),
  ),
  attester_slashing: message("AttesterSlashing", ({ spec, seen, store }, slashing) =>
    spec.validate_attester_slashing_gossip(seen, store, slashing),
  ),
  contribution: message("SignedContributionAndProof", ({ spec, seen, store }, contribution, { now }) =>
    spec.validate_sync_committee_contribution_and_proof_gossip(seen, store, contribution, now),
  ),
  sync_committee_message: message("SyncCommitteeMessage", ({ spec, seen, store }, vote, { now, subnet }) =>
    spec.validate_sync_committee_message_gossip(seen, store, vote, now, subnet),
  ),
  bls_to_execution_change: message("SignedBLSToExecutionChange", ({ spec, seen, store }, change, { now }) =>
    spec.validate_bls_to_execution_change_gossip(seen, store, change, now),
  ),
  blob_sidecar: message("BlobSidecar", ({ spec, seen, store }, sidecar, { now, subnet }) =>
    spec.validate_blob_sidecar_gossip(seen, store, sidecar, now, subnet),
  ),
  data_column_sidecar: message("DataColumnSidecar", ({ spec, seen, store }, sidecar, { now, subnet }) =>
    spec.validate_data_column_sidecar_gossip(seen, store, sidecar, now, subnet),
  ),
  partial_data_column_sidecar: (scene, testCase, entry) => {
    const { spec, seen, store } = scene;
    const sidecar = readValue(testCase, entry.message, spec.types.PartialDataColumnSidecar);
    const group = readValue(testCase, entry.group_id!, spec.types.PartialDataColumnGroupID);
    const column = Number(entry.column_index);
    const now = Number(entry.current_time_ms);
    const args =
      testCase.fork === "fulu" ? [seen, store, sidecar, now, group, column] : [store, sidecar, group, column];
    call(scene, "validate_partial_data_column_sidecar_gossip", args);
  },
  payload_attestation_message: message("PayloadAttestationMessage", ({ spec, seen, store }, vote, { now }) =>
    spec.validate_payload_attestation_message_gossip(seen, store, vote, now),
  ),
  execution_payload_bid: message("SignedExecutionPayloadBid", ({ spec, seen, store }, bid, { now }) =>
    spec.validate_execution_payload_bid_gossip(seen, store, bid, now),
  ),
  execution_payload_envelope: message("SignedExecutionPayloadEnvelope", ({ spec, seen, store }, envelope) =>
    spec.validate_execution_payload_envelope_gossip(seen, store, envelope),
  ),
  proposer_preferences: message("SignedProposerPreferences", ({ spec, seen, store }, preferences, { now }) =>
    spec.validate_proposer_preferences_gossip(seen, store, preferences, now),
  ),
  inclusion_list: message("SignedInclusionList", (scene, list, { now }) => {
    scene.spec.validate_inclusion_list_gossip(scene.seen, scene.store, list, now);
    keepInclusionList(scene.spec, list);
  }),
};

function message<K extends keyof ValueTypes>(
  type: K,
  validate: (scene: Scene, value: ValueTypes[K], entry: { now: number; subnet: number }) => void,
): Validate {
  return (scene, testCase, { message: file, current_time_ms, subnet_id }) => {
    const value = readValue(testCase, file, scene.spec.types[type] as SszType<ValueTypes[K]>);
    validate(scene, value, { now: Number(current_time_ms), subnet: Number(subnet_id) });
  };
}

/** Calls a function whose parameters differ between forks. */
function call({ spec }: Scene, name: keyof Spec, args: unknown[]): void {
  (spec[name] as (...args: unknown[]) => void).apply(spec, args);
}

function checkGossip(testCase: TestCase): void {
  const meta = testCase.yaml("meta.yaml") as GossipMeta;
  const scene = setScene(testCase, meta);
  for (const [index, entry] of meta.messages.entries()) {
    const validate = VALIDATORS[entry.message.replace(/_0x.*$/, "")];
    if (validate === undefined) throw new Mismatch(`messages[${index}]`, "a known kind of message", entry.message);
    const { outcome, reason } = outcomeOf(() => validate(scene, testCase, entry));
    if (outcome !== entry.expected || reason !== entry.reason)
      throw new Mismatch(
        `messages[${index}]`,
        `${entry.expected} ${entry.reason ?? ""}`.trim(),
        `${outcome} ${reason ?? ""}`.trim(),
      );
  }
}

function outcomeOf(validate: () => void): { outcome: MessageEntry["expected"]; reason?: string } {
  try {
    validate();
    return { outcome: "valid" };
  } catch (error) {
    if (!(error instanceof GossipError)) throw error;
    return { outcome: error.outcome, reason: error.reason };
  }
}

function setScene(testCase: TestCase, meta: GossipMeta): Scene {
  const lists = new InclusionListStore();
  const spec = specFor(testCase).withEnvironment({
    ...EMPTY_ENVIRONMENT,
    cached_or_new_inclusion_list_store: () => lists,
  });
  const blocks = (meta.blocks ?? []).map((entry) => ({
    entry,
    signed: readValue(testCase, entry.block, spec.types.SignedBeaconBlock),
  }));
  const store = spec.get_forkchoice_store(readState(testCase, spec, "state"), blocks[0]!.signed.message);
  const payloadStatuses = new Map<string, PayloadValidationStatus>();
  for (const [index, { entry, signed }] of blocks.entries()) {
    const root = spec.types.BeaconBlock.hashTreeRoot(signed.message);
    if (entry.failed === "true" || entry.pending === "true") store.blocks.set(toHex(root), signed.message);
    else if (index > 0) importBlock(spec, store, root, signed);
    if (entry.payload_status !== undefined) payloadStatuses.set(toHex(root), PAYLOAD_STATUSES[entry.payload_status]);
    if (entry.payload !== undefined)
      store.addPayload(readValue(testCase, entry.payload, spec.types.SignedExecutionPayloadEnvelope).message);
  }
  if (meta.finalized_checkpoint !== undefined) finalize(testCase, spec, store, meta.finalized_checkpoint);
  const seen = new Seen();
  for (const { block_root, header } of meta.seen_partial_data_column_headers ?? [])
    seen.partial_data_column_headers.set(
      [fromHex(block_root)],
      readValue(testCase, header, spec.types.PartialDataColumnHeader),
      0,
    );
  return { spec, store, seen, payloadStatuses };
}

/** What fork choice does with a block once it is valid; it hands it to nobody else. */
interface BlockInsertion {
  addBlock(store: Store, root: Uint8Array, block: SignedBeaconBlock["message"], state: BeaconState): void;
}

/**
 * Imports a block without moving the clock, so that no boost and no deadline decides between heads.
 */
function importBlock(spec: Spec, store: Store, root: Uint8Array, signed: SignedBeaconBlock): void {
  const state = store.blockState(signed.message.parent_root).clone();
  spec.state_transition(state, signed);
  (spec as unknown as BlockInsertion).addBlock(store, root, signed.message, state);
}

/** Puts the case's finalized checkpoint in place of the store's, and of that in states late enough to have it. */
function finalize(
  testCase: TestCase,
  spec: Spec,
  store: Store,
  checkpoint: NonNullable<GossipMeta["finalized_checkpoint"]>,
): void {
  const epoch = Number(checkpoint.epoch);
  const root =
    checkpoint.block === undefined
      ? fromHex(checkpoint.root!)
      : spec.types.BeaconBlock.hashTreeRoot(
          readValue(testCase, checkpoint.block, spec.types.SignedBeaconBlock).message,
        );
  store.finalized_checkpoint = { epoch, root };
  for (const key of store.block_states.keys()) {
    const state = store.block_states.get(key)!;
    if (spec.get_current_epoch(state) > epoch) state.finalized_checkpoint = { epoch, root };
  }
}

/** An inclusion list that came in time; fork choice would take it in beside the gossip rules. */
function keepInclusionList(spec: Spec, list: SignedInclusionList): void {
  spec.process_inclusion_list(spec.get_inclusion_list_store(), list, true);
}

function same(what: string, expected: readonly string[], actual: readonly number[]): void {
  if (expected.join() !== actual.map(String).join()) throw new Mismatch(what, expected.join(), actual.join());
}
