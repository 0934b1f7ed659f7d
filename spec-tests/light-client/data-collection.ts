import { type Forked, LightClientData } from "../../src/chain/light-client-data.ts";
import { applyBlock } from "../../src/chain/transition.ts";
import type { Spec, SpecTable } from "../../src/spec/index.ts";
import type { BeaconState } from "../../src/spec/state.ts";
import type {
  Checkpoint,
  LightClientBootstrap,
  LightClientFinalityUpdate,
  SignedBeaconBlock,
} from "../../src/spec/values.ts";
import { fromHex, toHex } from "../../src/ssz/bytes.ts";
import type { SszType } from "../../src/ssz/types.ts";
import { sameBytes, sameTree } from "../compare.ts";
import { Mismatch, type TestCase } from "../runner.ts";
import { specsFor } from "../support.ts";
import { ForkDigests } from "./fork-digests.ts";

interface StoredObject {
  readonly fork_digest: string;
  readonly data: string;
}

interface Checks {
  readonly latest_finalized_checkpoint: { readonly epoch: string; readonly root: string };
  readonly bootstraps: readonly { readonly block_root: string; readonly bootstrap?: StoredObject }[];
  readonly best_updates: readonly { readonly period: string; readonly update?: StoredObject }[];
  readonly latest_finality_update?: StoredObject;
  readonly latest_optimistic_update?: StoredObject;
}

type Step =
  | { readonly new_block: StoredObject }
  | { readonly new_head: { readonly head_block_root: string; readonly checks: Checks } };

type LightClientType =
  | "LightClientBootstrap"
  | "LightClientUpdate"
  | "LightClientFinalityUpdate"
  | "LightClientOptimisticUpdate";

/** What a node has collected for light clients after blocks and changes of its head. */
export function checkDataCollection(testCase: TestCase): void {
  const specs = specsFor(testCase);
  const initial = specs.at(0).stateType.deserialize(testCase.ssz("initial_state"));
  const digests = new ForkDigests(specs, initial.genesis_validators_root);
  const data = new LightClientData(specs, initial);
  const imported = new Map<string, Imported>();
  let finalized: Readonly<Checkpoint> = initial.finalized_checkpoint;

  (testCase.yaml("steps.yaml") as Step[]).forEach((step, i) => {
    if ("new_block" in step) {
      const spec = specs.get(digests.fork(step.new_block.fork_digest));
      const block = spec.types.SignedBeaconBlock.deserialize(testCase.ssz(step.new_block.data));
      const parent = imported.get(toHex(block.message.parent_root))?.state ?? initial;
      const state = applyBlock(specs, parent.clone(), block);
      imported.set(toHex(spec.types.BeaconBlock.hashTreeRoot(block.message)), { spec, block, state });
      data.onBlock(block, state);
      return;
    }
    const { head_block_root, checks } = step.new_head;
    data.onHead(fromHex(head_block_root));
    const { finalized_checkpoint } = imported.get(head_block_root)!.state;
    if (finalized_checkpoint.epoch > finalized.epoch) finalized = finalized_checkpoint;
    const checkpoint = { epoch: String(finalized.epoch), root: toHex(finalized.root) };
    sameTree(`steps[${i}].latest_finalized_checkpoint`, checks.latest_finalized_checkpoint, checkpoint);
    const same = (what: string, type: LightClientType, stored: StoredObject | undefined, actual?: Forked<unknown>) =>
      sameObject(testCase, specs, digests, `steps[${i}].${what}`, type, stored, actual);
    for (const { block_root, bootstrap } of checks.bootstraps) {
      same(`bootstraps ${block_root}`, "LightClientBootstrap", bootstrap, data.bootstrap(fromHex(block_root)));
      const created = createBootstrap(imported.get(block_root));
      if (created !== undefined) same(`created bootstrap ${block_root}`, "LightClientBootstrap", bootstrap, created);
    }
    for (const { period, update } of checks.best_updates)
      same(`best_updates ${period}`, "LightClientUpdate", update, data.bestUpdate(Number(period)));
    same("latest_finality_update", "LightClientFinalityUpdate", checks.latest_finality_update, data.finalityUpdate());
    same(
      "latest_optimistic_update",
      "LightClientOptimisticUpdate",
      checks.latest_optimistic_update,
      data.optimisticUpdate(),
    );
    const created = createFinalityUpdate(imported, head_block_root);
    if (created !== undefined)
      same("created finality update", "LightClientFinalityUpdate", checks.latest_finality_update, created);
  });
}

/** A block with its post-state. */
interface Imported {
  readonly spec: Spec;
  readonly block: SignedBeaconBlock;
  readonly state: BeaconState;
}

/** What the specification's own function creates. */
function createBootstrap(from: Imported | undefined): Forked<LightClientBootstrap> | undefined {
  if (from === undefined) return undefined;
  return { fork: from.spec.fork, value: from.spec.create_light_client_bootstrap(from.state, from.block) };
}

/** What the specification's own function creates of a block that somebody signed, where all it takes is of one fork. */
function createFinalityUpdate(
  imported: ReadonlyMap<string, Imported>,
  root: string,
): Forked<LightClientFinalityUpdate> | undefined {
  const { spec, block, state } = imported.get(root)!;
  const attested = imported.get(toHex(block.message.parent_root));
  const finalized = attested && imported.get(toHex(attested.state.finalized_checkpoint.root));
  if (attested?.spec !== spec || finalized?.spec !== spec) return undefined;
  if (spec.get_set_bit_count(block.message.body.sync_aggregate.sync_committee_bits) === 0) return undefined;
  const update = spec.create_light_client_update(state, block, attested.state, attested.block, finalized.block);
  return { fork: spec.fork, value: spec.create_light_client_finality_update(update) };
}

function sameObject(
  testCase: TestCase,
  specs: SpecTable,
  digests: ForkDigests,
  path: string,
  name: LightClientType,
  stored: StoredObject | undefined,
  actual: Forked<unknown> | undefined,
): void {
  if (stored === undefined || actual === undefined) {
    if (stored === actual) return;
    throw new Mismatch(path, stored === undefined ? "nothing" : stored.data, actual === undefined ? "nothing" : name);
  }
  const fork = digests.fork(stored.fork_digest);
  const type = specs.get(fork).types[name] as SszType<unknown>;
  const bytes = testCase.ssz(stored.data);
  if (actual.fork !== fork) throw new Mismatch(`${path}: fork`, fork, actual.fork);
  sameTree(path, type.toJson(type.deserialize(bytes)), type.toJson(actual.value));
  sameBytes(path, bytes, type.serialize(actual.value));
}
