import { ACCEPTING_ENGINE } from "../src/spec/execution-engine.ts";
import { EMPTY_ENVIRONMENT, type ForkChoiceEnvironment } from "../src/spec/fork-choice/environment.ts";
import type { PtcVotes } from "../src/spec/fork-choice/ptc-votes.ts";
import { isAtLeast } from "../src/spec/forks.ts";
import { InclusionListStore } from "../src/spec/heze/inclusion-list/store.ts";
import type { Spec } from "../src/spec/index.ts";
import type { ForkChoiceNode, Store } from "../src/spec/phase0/fork-choice/store.ts";
import type { ExecutionPayload, PowBlock, SignedBeaconBlock } from "../src/spec/values.ts";
import { fromHex, toHex } from "../src/ssz/bytes.ts";
import { sameTree } from "./compare.ts";
import { Mismatch, type TestCase } from "./runner.ts";
import { expectRejection, readState, readValue, specFor } from "./support.ts";

/** A step of `steps.yaml`. */
export interface Step {
  readonly valid?: string;
  readonly tick?: string;
  readonly block?: string;
  readonly blobs?: string;
  readonly proofs?: readonly string[];
  readonly columns?: readonly string[];
  readonly attestation?: string;
  readonly attester_slashing?: string;
  readonly pow_block?: string;
  readonly execution_payload?: string;
  readonly payload_attestation_message?: string;
  readonly block_hash?: string;
  readonly payload_status?: { readonly status: string; readonly latest_valid_hash: string };
  readonly checks?: Checks;
}

/** What the store is to be like, by name. */
export type Checks = Readonly<Record<string, unknown>>;

/** A case that is played on a fork choice store, step by step. */
export class ForkChoiceCase {
  readonly testCase: TestCase;
  readonly spec: Spec;
  readonly store: Store;
  /** What the engine says of a payload, by its block hash. */
  readonly payloadStatuses = new Map<string, { readonly status: string; readonly latest_valid_hash: string }>();
  readonly #powBlocks = new Map<string, PowBlock>();
  #step: Step = {};

  constructor(testCase: TestCase) {
    this.testCase = testCase;
    this.spec = specFor(testCase).withEnvironment(this.#environment(), {
      ...ACCEPTING_ENGINE,
      verify_and_notify_new_payload: ({ execution_payload }) => this.#isPayloadTaken(execution_payload),
    });
    const { types } = this.spec;
    const state = readState(testCase, this.spec, "anchor_state");
    this.store = this.spec.get_forkchoice_store(state, readValue(testCase, "anchor_block", types.BeaconBlock));
  }

  /** Plays all steps. Throws `Mismatch`, or what a step threw that is to be valid. */
  run(): void {
    const steps = this.testCase.yaml("steps.yaml") as Step[];
    steps.forEach((step, index) => {
      this.#step = step;
      try {
        this.play(step);
      } catch (error) {
        if (!(error instanceof Mismatch)) throw error;
        throw new Mismatch(`steps[${index}].${error.path}`, error.expected, error.actual);
      }
    });
  }

  /** Plays one step, which leaves the store as it was where it is to be invalid. */
  protected play(step: Step): void {
    if (step.checks !== undefined) {
      this.check(step.checks);
    } else if (step.pow_block !== undefined) {
      const block = readValue(this.testCase, step.pow_block, this.spec.types.PowBlock);
      this.#powBlocks.set(toHex(block.block_hash), block);
    } else if (step.block_hash !== undefined && step.payload_status !== undefined) {
      this.payloadStatuses.set(step.block_hash, step.payload_status);
    } else {
      const [what, run] = this.#handler(step);
      if (step.valid !== "false") {
        run();
        return;
      }
      const before = snapshotOf(this.store);
      expectRejection(what, run);
      sameTree("store after an invalid step", before, snapshotOf(this.store));
    }
  }

  /** Compares what the checks name. Throws `Mismatch`. */
  protected check(checks: Checks): void {
    const { store, spec } = this;
    for (const [name, expected] of Object.entries(checks)) sameTree(name, expected, this.actual(name, expected));
    sameTree("heads", nodeToJson(spec, spec.get_head(store)), nodeToJson(spec, spec.get_head(store)));
  }

  /** What the store has under a check's name, in the form of the check. */
  protected actual(name: string, expected: unknown): unknown {
    const { store, spec } = this;
    switch (name) {
      case "time":
        return String(spec.milliseconds_to_seconds(store.time_ms));
      case "genesis_time":
        return String(spec.milliseconds_to_seconds(store.genesis_time_ms));
      case "head": {
        const head = spec.get_head(store);
        return { slot: String(store.block(head.root).slot), ...nodeToJson(spec, head) };
      }
      case "justified_checkpoint":
      case "finalized_checkpoint":
        return spec.types.Checkpoint.toJson(store[name]);
      case "proposer_boost_root":
        return toHex(store.proposer_boost_root);
      case "get_proposer_head":
        return toHex(spec.get_proposer_head(store, spec.get_head(store), spec.get_current_slot(store)).root);
      case "viable_for_head_roots_and_weights":
        return this.#viableLeaves(expected as readonly { readonly root: string }[]);
      case "payload_timeliness_vote":
      case "payload_data_availability_vote": {
        const { block_root } = expected as { readonly block_root: string };
        return { block_root, votes: store[name].get(block_root)?.toArray().map(String) };
      }
      default:
        throw new Error(`unknown check ${name}`);
    }
  }

  /** Takes a block in with all it brings: votes, evidence, votes about payloads. */
  protected takeBlock(name: string): void {
    const { spec, store } = this;
    const signed: SignedBeaconBlock = readValue(this.testCase, name, spec.types.SignedBeaconBlock);
    const { body } = signed.message;
    spec.on_block(store, signed);
    for (const attestation of body.attestations) spec.on_attestation(store, attestation, true);
    for (const slashing of body.attester_slashings) spec.on_attester_slashing(store, slashing);
    if (!isAtLeast(spec.fork, "gloas")) return;
    const state = store.blockState(spec.types.BeaconBlock.hashTreeRoot(signed.message));
    spec.notify_ptc_messages(store, state, body.payload_attestations);
  }

  #handler(step: Step): [string, () => void] {
    const { spec, store, testCase } = this;
    const { types } = spec;
    if (step.tick !== undefined) return ["on_tick", () => spec.on_tick(store, Number(step.tick) * 1000)];
    const { block, attestation, attester_slashing, execution_payload, payload_attestation_message } = step;
    if (block !== undefined) return ["on_block", () => this.takeBlock(block)];
    if (attestation !== undefined) {
      const value = readValue(testCase, attestation, types.Attestation);
      return ["on_attestation", () => spec.on_attestation(store, value)];
    }
    if (attester_slashing !== undefined) {
      const value = readValue(testCase, attester_slashing, types.AttesterSlashing);
      return ["on_attester_slashing", () => spec.on_attester_slashing(store, value)];
    }
    if (execution_payload !== undefined) {
      const value = readValue(testCase, execution_payload, types.SignedExecutionPayloadEnvelope);
      return ["on_execution_payload_envelope", () => spec.on_execution_payload_envelope(store, value)];
    }
    if (payload_attestation_message !== undefined) {
      const value = readValue(testCase, payload_attestation_message, types.PayloadAttestationMessage);
      return ["on_payload_attestation_message", () => spec.on_payload_attestation_message(store, value)];
    }
    throw new Error(`unknown step ${Object.keys(step).join(", ")}`);
  }

  /** What the case's current step gives, and nothing where it gives nothing. */
  #environment(): ForkChoiceEnvironment {
    const inclusionLists = new InclusionListStore();
    const columns = () => {
      const names = this.#step.columns;
      if (names?.length === 0) throw new RangeError("not all columns have been sampled");
      return (names ?? []).map((name) => readValue(this.testCase, name, this.spec.types.DataColumnSidecar));
    };
    return {
      ...EMPTY_ENVIRONMENT,
      get_pow_block: (block_hash) => this.#powBlocks.get(toHex(block_hash)) ?? null,
      retrieve_blobs_and_proofs: () => {
        const { blobs, proofs = [] } = this.#step;
        const value = blobs === undefined ? [] : readValue(this.testCase, blobs, this.spec.types.Blobs);
        return [value, proofs.map(fromHex)];
      },
      retrieve_column_sidecars: columns,
      retrieve_column_sidecars_and_kzg_commitments: () => [columns(), []],
      cached_or_new_inclusion_list_store: () => inclusionLists,
    };
  }

  #isPayloadTaken({ block_hash }: ExecutionPayload): boolean {
    const status = this.payloadStatuses.get(toHex(block_hash))?.status;
    return status !== "INVALID" && status !== "INVALID_BLOCK_HASH";
  }

  /** Viable nodes without viable children, in the order of the check, which follows no rule. */
  #viableLeaves(expected: readonly { readonly root: string }[]): unknown[] {
    const { spec, store } = this;
    const viable = new Set(spec.get_filtered_node_tree(store).map((node) => JSON.stringify(nodeToJson(spec, node))));
    const isViable = (node: ForkChoiceNode) => viable.has(JSON.stringify(nodeToJson(spec, node)));
    const leaves = spec
      .get_filtered_node_tree(store)
      .filter((node) => !spec.get_node_children(store, node).some(isViable))
      .map((node) => ({ ...nodeToJson(spec, node), weight: String(spec.get_weight(store, node)) }));
    const place = (leaf: { readonly root: string }) => {
      const at = expected.findIndex(({ root }) => root === leaf.root);
      return at < 0 ? Infinity : at;
    };
    return leaves.sort((a, b) => place(a) - place(b));
  }
}

function nodeToJson(spec: Spec, node: ForkChoiceNode): { root: string; payload_status?: string } {
  const root = toHex(node.root);
  return isAtLeast(spec.fork, "gloas") ? { root, payload_status: String(node.payload_status) } : { root };
}

const votesOf = (votes: ReadonlyMap<string, PtcVotes>) => [...votes].map(([key, value]) => [key, value.toArray()]);

/** What of a store must not change by an invalid step. */
function snapshotOf(store: Store): unknown {
  const checkpoint = ({ epoch, root }: { epoch: number; root: Uint8Array }) => `${epoch}:${toHex(root)}`;
  return {
    time_ms: store.time_ms,
    justified_checkpoint: checkpoint(store.justified_checkpoint),
    finalized_checkpoint: checkpoint(store.finalized_checkpoint),
    unrealized_justified_checkpoint: checkpoint(store.unrealized_justified_checkpoint),
    unrealized_finalized_checkpoint: checkpoint(store.unrealized_finalized_checkpoint),
    proposer_boost_root: toHex(store.proposer_boost_root),
    equivocating_indices: [...store.equivocating_indices],
    blocks: [...store.blocks.keys()],
    tree: store.tree.size,
    block_states: [...store.block_states.keys()],
    block_timeliness: [...store.block_timeliness],
    checkpoint_states: [...store.checkpoint_states.keys()],
    latest_messages: [...store.latest_messages.keys()].map((index) => {
      const { root, slot, payload_present } = store.latest_messages.get(index)!;
      return [index, toHex(root), slot, payload_present];
    }),
    unrealized_justifications: [...store.unrealized_justifications].map(([key, value]) => [key, checkpoint(value)]),
    payloads: [...store.payloads.keys()],
    payload_timeliness_vote: votesOf(store.payload_timeliness_vote),
    payload_data_availability_vote: votesOf(store.payload_data_availability_vote),
    payload_inclusion_list_satisfaction: [...store.payload_inclusion_list_satisfaction],
  };
}
