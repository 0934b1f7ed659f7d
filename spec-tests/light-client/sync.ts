import { type Forked, upgradesBetween, upgradeUpdate } from "../../src/chain/light-client-data.ts";
import type { LightClientStore } from "../../src/spec/altair/light-client/sync-protocol.ts";
import { FORKS, type ForkName } from "../../src/spec/forks.ts";
import type { Spec, SpecTable } from "../../src/spec/index.ts";
import type { LightClientBootstrap, LightClientHeader } from "../../src/spec/values.ts";
import { fromHex, toHex } from "../../src/ssz/bytes.ts";
import { Mismatch, type TestCase } from "../runner.ts";
import { expectRejection, readValue, specsFor } from "../support.ts";
import { ForkDigests, forkByVersion } from "./fork-digests.ts";

interface HeaderCheck {
  readonly slot: string;
  readonly beacon_root: string;
  readonly execution_root?: string;
}

interface Checks {
  readonly finalized_header?: HeaderCheck;
  readonly optimistic_header?: HeaderCheck;
}

type Step =
  | {
      readonly process_update: {
        readonly update_fork_digest: string;
        readonly update: string;
        readonly current_slot: string;
        readonly valid?: string;
        readonly checks: Checks;
      };
    }
  | { readonly force_update: { readonly current_slot: string; readonly checks: Checks } }
  | { readonly upgrade_store: { readonly store_fork_version: string; readonly checks: Checks } };

/** A light client that is given updates in turn. */
export function checkSync(testCase: TestCase): void {
  const specs = specsFor(testCase);
  const { trusted_block_root, genesis_validators_root, bootstrap_fork_digest, store_fork_version } = testCase.meta;
  const genesis = fromHex(genesis_validators_root!);
  const digests = new ForkDigests(specs, genesis);
  let fork = forkByVersion(specs, store_fork_version!);
  let spec = specAlike(specs, fork);

  const from = digests.fork(bootstrap_fork_digest!);
  const bootstrap = readValue(testCase, "bootstrap", specs.get(from).types.LightClientBootstrap);
  let store = spec.initialize_light_client_store(
    fromHex(trusted_block_root!),
    upgradeBootstrap(specs, { fork: from, value: bootstrap }, fork),
  );

  (testCase.yaml("steps.yaml") as Step[]).forEach((step, i) => {
    const [name, { checks }] = Object.entries(step)[0] as [string, { checks: Checks }];
    if ("process_update" in step) {
      const { update_fork_digest, update: file, current_slot, valid } = step.process_update;
      const updateFork = digests.fork(update_fork_digest);
      const read = readValue(testCase, file, specs.get(updateFork).types.LightClientUpdate);
      const update = upgradeUpdate(specs, read, updateFork, fork);
      const process = () => spec.process_light_client_update(store, update, Number(current_slot), genesis);
      if (valid === "false") expectRejection(`steps[${i}]`, process);
      else process();
    } else if ("force_update" in step) {
      spec.process_light_client_store_force_update(store, Number(step.force_update.current_slot));
    } else {
      const next = forkByVersion(specs, step.upgrade_store.store_fork_version);
      store = upgradeStore(specs, store, fork, next);
      fork = next;
      spec = specAlike(specs, fork);
    }
    for (const key of ["finalized_header", "optimistic_header"] as const)
      if (checks[key] !== undefined) sameHeader(`steps[${i}] ${name}: ${key}`, checks[key], spec, store[key]);
  });
}

/** The newest specification with this fork's light client data: it knows the versions of later forks, too. */
function specAlike(specs: SpecTable, fork: ForkName): Spec {
  const newest = FORKS.findLast((later) => upgradesBetween(specs, fork, later).length === 0);
  return specs.get(newest ?? fork);
}

function sameHeader(path: string, expected: HeaderCheck, spec: Spec, header: LightClientHeader): void {
  const actual: HeaderCheck = {
    slot: String(header.beacon.slot),
    beacon_root: toHex(spec.types.BeaconBlockHeader.hashTreeRoot(header.beacon)),
    ...(expected.execution_root === undefined ? {} : { execution_root: toHex(spec.get_lc_execution_root(header)) }),
  };
  for (const key of Object.keys(expected) as (keyof HeaderCheck)[])
    if (expected[key] !== actual[key]) throw new Mismatch(`${path}.${key}`, expected[key]!, String(actual[key]));
}

function upgradeBootstrap(
  specs: SpecTable,
  { fork, value }: Forked<LightClientBootstrap>,
  to: ForkName,
): LightClientBootstrap {
  return upgradesBetween(specs, fork, to).reduce((pre, upgrade) => {
    const { spec } = upgrade;
    if (upgrade.fork === "capella") return spec.upgrade_lc_bootstrap_to_capella(pre);
    if (upgrade.fork === "deneb") return spec.upgrade_lc_bootstrap_to_deneb(pre);
    if (upgrade.fork === "electra") return spec.upgrade_lc_bootstrap_to_electra(pre);
    return spec.upgrade_lc_bootstrap_to_gloas(pre);
  }, value);
}

function upgradeStore(specs: SpecTable, store: LightClientStore, from: ForkName, to: ForkName): LightClientStore {
  return upgradesBetween(specs, from, to).reduce((pre, { fork, spec }) => {
    if (fork === "capella") return spec.upgrade_lc_store_to_capella(pre);
    if (fork === "deneb") return spec.upgrade_lc_store_to_deneb(pre);
    if (fork === "electra") return spec.upgrade_lc_store_to_electra(pre);
    return spec.upgrade_lc_store_to_gloas(pre);
  }, store);
}
