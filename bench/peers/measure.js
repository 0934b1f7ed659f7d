// Runs one state through Lodestar's packages; prints the same JSON as ../measure.ts.
import { readFileSync } from "node:fs";
import { PublicKey, Signature, verifyMultipleAggregateSignatures } from "@chainsafe/lodestar-z/blst";
import { pubkeyCache } from "@chainsafe/lodestar-z/pubkeys";
import { setHasher } from "@chainsafe/persistent-merkle-tree";
import { hasher } from "@chainsafe/persistent-merkle-tree/hasher/hashtree";
import { createBeaconConfig } from "@lodestar/config";
import { chainConfig } from "@lodestar/config/default";
import * as transition from "@lodestar/state-transition";
import { ssz } from "@lodestar/types";

// Without the native hasher roots would take many times as long.
setHasher(hasher);

const [fork, count, repetitions, stateFile, blockFile] = process.argv.slice(2);
const types = ssz[fork];
const config = {
  ...chainConfig,
  ALTAIR_FORK_EPOCH: 0,
  BELLATRIX_FORK_EPOCH: 0,
  CAPELLA_FORK_EPOCH: 0,
  DENEB_FORK_EPOCH: 0,
  ELECTRA_FORK_EPOCH: 0,
  FULU_FORK_EPOCH: 0,
  GLOAS_FORK_EPOCH: fork === "gloas" ? 0 : Infinity,
  HEZE_FORK_EPOCH: Infinity,
};
const options = {
  executionPayloadStatus: transition.ExecutionPayloadStatus.valid,
  dataAvailabilityStatus: transition.DataAvailabilityStatus.Available,
  verifyStateRoot: false,
  verifyProposer: false,
  verifySignatures: false,
};
const milliseconds = {};
const cpu = {};
const bytes = {};
const roots = {};

function time(name, run) {
  const used = process.cpuUsage();
  const start = performance.now();
  const result = run();
  const passed = performance.now() - start;
  const { user, system } = process.cpuUsage(used);
  milliseconds[name] = Math.min(milliseconds[name] ?? Infinity, passed);
  cpu[name] = Math.min(cpu[name] ?? Infinity, (user + system) / 1000);
  return result;
}

function root(name, state) {
  const found = time(name, () => state.hashTreeRoot());
  roots[name] = `0x${Buffer.from(found).toString("hex")}`;
}

function rss() {
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage.rss();
}

function decode() {
  const data = readFileSync(stateFile);
  return time("decode", () => types.BeaconState.deserializeToViewDU(data));
}

bytes["resident, nothing loaded"] = rss();
let kept;
for (let i = 0; i < Number(repetitions); i++) {
  kept = undefined;
  globalThis.gc();
  const view = decode();
  root("root, cold", view);
  const beaconConfig = createBeaconConfig(config, view.genesisValidatorsRoot);
  if (i === 0) time("pubkey cache, once", () => pubkeyCache.syncPubkeys(view.validators.getAllReadonlyValues()));
  const state = time("epoch caches", () =>
    transition.createCachedBeaconState(view, { config: beaconConfig, pubkeyCache }, { skipSyncPubkeys: true }),
  );
  if (i === 0) bytes["resident, state loaded"] = rss();
  time("encode", () => state.serialize());
  time("clone", () => state.clone());
  const post = time("epoch transition", () => transition.processSlots(state, state.slot + 1));
  root("root after epoch", post);
  const signed = types.SignedBeaconBlock.deserialize(readFileSync(blockFile));
  const next = time("block, no signatures", () => transition.stateTransition(post, signed, options));
  root("root after block", next);
  if (Number(count) <= 131072) measureSigned(beaconConfig, post, signed);
  kept = state;
}
bytes["resident, three states"] = rss();
bytes["resident, most"] = process.resourceUsage().maxRSS * 1024;
if (kept === undefined) throw new RangeError("no repetitions");
console.log(
  JSON.stringify({ implementation: "Lodestar", fork, validators: Number(count), milliseconds, cpu, bytes, roots }),
);

// As a Lodestar node does it: the transition without signatures, and all signatures as one batch.
function measureSigned(beaconConfig, post, signed) {
  time("block, signatures, root", () => {
    const next = transition.stateTransition(post, signed, { ...options, verifyStateRoot: true });
    next.hashTreeRoot();
    const { epochCtx } = post;
    const indexed = signed.message.body.attestations.map((attestation) =>
      epochCtx.getIndexedAttestation(beaconConfig.getForkSeq(signed.message.slot), attestation),
    );
    const sets = transition.getBlockSignatureSets(
      beaconConfig,
      epochCtx.currentSyncCommitteeIndexed,
      new transition.BeaconStateView(post),
      signed,
      indexed,
    );
    if (!verifyBatch(sets)) throw new Error("a signature of the block is invalid");
  });
}

function verifyBatch(sets) {
  return verifyMultipleAggregateSignatures(
    sets.map((set) => ({
      msg: set.signingRoot,
      pk:
        set.type === transition.SignatureSetType.aggregate
          ? pubkeyCache.aggregate(set.indices)
          : set.type === transition.SignatureSetType.indexed
            ? pubkeyCache.getOrThrow(set.index)
            : PublicKey.fromBytes(set.pubkey),
      sig: Signature.fromBytes(set.signature, true),
    })),
  );
}
