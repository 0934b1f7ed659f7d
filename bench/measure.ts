import { readFileSync } from "node:fs";
import { applyAdvanced } from "../src/chain/transition.ts";
import { validatorIndexOf } from "../src/spec/derived/pubkey-index.ts";
import type { Spec } from "../src/spec/index.ts";
import type { BeaconState } from "../src/spec/state.ts";
import type { SignedBeaconBlock } from "../src/spec/values.ts";
import { toHex } from "../src/ssz/bytes.ts";
import { type BenchFork, benchSpecs, EPOCH } from "./network.ts";
import type { Result } from "./results.ts";
import { stateFiles } from "./states.ts";

/** Run as a process of its own for each state, so that memory is that state's: prints a `Result` as JSON. */
const [fork, count, repetitions, mode] = process.argv.slice(2) as [BenchFork, string, string, string | undefined];
const validators = Number(count);
const files = stateFiles(fork, validators);
if (mode !== "make") console.log(JSON.stringify(measure(Number(repetitions))));

function measure(repetitions: number): Result {
  const { specs, bls } = benchSpecs(fork);
  const spec = specs.get(fork);
  const milliseconds: Record<string, number> = {};
  const cpu: Record<string, number> = {};
  const bytes: Record<string, number> = {};
  const roots: Record<string, string> = {};
  const time = <T>(name: string, run: () => T): T => {
    const used = process.cpuUsage();
    const start = performance.now();
    const result = run();
    const passed = performance.now() - start;
    const { user, system } = process.cpuUsage(used);
    milliseconds[name] = Math.min(milliseconds[name] ?? Number.POSITIVE_INFINITY, passed);
    cpu[name] = Math.min(cpu[name] ?? Number.POSITIVE_INFINITY, (user + system) / 1000);
    return result;
  };
  const root = (name: string, state: BeaconState): void => {
    roots[name] = toHex(time(name, () => state.hashTreeRoot()));
  };
  const rss = (): number => {
    Bun.gc(true);
    Bun.gc(true);
    return process.memoryUsage.rss();
  };
  bytes["resident, nothing loaded"] = rss();

  let kept: BeaconState | undefined;
  for (let i = 0; i < repetitions; i++) {
    kept = undefined;
    Bun.gc(true);
    // The file's bytes are gone before memory is looked at.
    const state = decode();
    root("root, cold", state);
    time("pubkey cache, once", () => validatorIndexOf(state, state.validators.get(0).pubkey));
    time("epoch caches", () => primeCaches(spec, state));
    if (i === 0) bytes["resident, state loaded"] = rss();
    time("encode", () => state.serialize());
    const post = time("clone", () => state.clone());
    time("epoch transition", () => spec.process_slots(post, state.slot + 1));
    root("root after epoch", post);
    const signed = spec.types.SignedBeaconBlock.deserialize(readFileSync(files.block)) as SignedBeaconBlock;
    const next = post.clone();
    time("block, no signatures", () =>
      applyAdvanced(specs, next, signed, { verifySignatures: false, verifyStateRoot: false }),
    );
    root("root after block", next);
    if (validators <= 131_072) measureSigned(post, signed, i === 0);
    kept = state;
  }
  if (kept === undefined) throw new RangeError("no repetitions");
  bytes["resident, three states"] = rss();
  bytes["resident, most"] = process.resourceUsage().maxRSS * 1024;
  return { implementation: "consensoor", fork, validators, milliseconds, cpu, bytes, roots };

  function decode(): BeaconState {
    const data = readFileSync(files.state);
    return time("decode", () => spec.stateType.deserialize(data));
  }

  function measureSigned(post: BeaconState, signed: SignedBeaconBlock, isFirst: boolean): void {
    const run = (): void => {
      const next = post.clone();
      const { batch } = bls.collect(() => applyAdvanced(specs, next, signed));
      if (!batch.verifyAll()) throw new Error("a signature of the block is invalid");
    };
    // Keys are decoded once in a process's life, committees' keys summed once an epoch.
    time(isFirst ? "block, signatures, root; keys new" : "block, signatures, root", run);
    time("block, signatures, root; sums known", run);
  }
}

/** What a node has from the blocks before: committees of the state's and the previous epoch, and the total balance. */
function primeCaches(spec: Spec, state: BeaconState): void {
  for (const epoch of [EPOCH - 1, EPOCH]) spec.get_beacon_committee(state, spec.compute_start_slot_at_epoch(epoch), 0);
  spec.get_total_active_balance(state);
}
