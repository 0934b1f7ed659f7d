import { isAtLeast } from "../spec/forks.ts";
import { BUILDER_INDEX_SELF_BUILD } from "../spec/gloas/constants.ts";
import type { Spec } from "../spec/index.ts";
import type { BeaconState } from "../spec/state.ts";
import type {
  Attestation,
  BeaconBlock,
  BeaconBlockBody,
  ExecutionPayload,
  ExecutionPayloadBid,
  ExecutionRequests,
  SignedExecutionPayloadBid,
  Slot,
} from "../spec/values.ts";
import { ZERO_ROOT } from "../ssz/bytes.ts";
import type { Chain, SlotHead } from "./chain.ts";
import type { BuiltPayload } from "./engine.ts";
import { PayloadBuildError, type PayloadWish } from "./payload-building.ts";
import { INFINITY_SIGNATURE } from "./pools/sync-committee-pool.ts";
import { trustingSpec } from "./transition.ts";

/** How many heads a proposer starts a payload on before it gives up. */
const MAX_HEADS = 4;

/** What a proposer brings to its block. */
export interface BlockWish extends PayloadWish {
  readonly randaoReveal: Uint8Array;
  /** 32 bytes. */
  readonly graffiti: Uint8Array;
  /** Least Gwei by which a builder's bid must pay more than nothing; below it the proposer builds itself (gloas). */
  readonly minBid?: number;
}

/** A block without its signature, and what its proposer must publish beside it. */
export interface ProducedBlock {
  readonly spec: Spec;
  readonly block: BeaconBlock;
  /** The engine's payload with blobs and requests: in the block before gloas, for the envelope of a self-build after. */
  readonly built: BuiltPayload | null;
  /** The bid taken from a builder; null where the proposer builds itself (gloas). */
  readonly bid: SignedExecutionPayloadBid | null;
}

/**
 * Builds a block on the head for this slot, with everything in the pools that fits; phase0 to heze validator.md "Block
 * proposal". Throws `EngineError`, `PayloadBuildError`, and what the state transition refuses.
 */
export async function produceBlock(chain: Chain, wish: BlockWish): Promise<ProducedBlock> {
  const { slot } = wish;
  const { slotHead, built } = await payloadOnHead(chain, wish);
  const { spec, head } = slotHead;
  const state = slotHead.state.clone();
  const isGloas = isAtLeast(spec.fork, "gloas");
  const chosen = isGloas ? chooseBid(chain, slotHead, state, wish, built) : null;
  const requests = isGloas ? parentRequests(chain, slotHead, slot) : null;

  const body = spec.types.BeaconBlockBody.defaultValue();
  body.randao_reveal = wish.randaoReveal;
  body.graffiti = wish.graffiti;
  if ("eth1_data" in body) body.eth1_data = state.eth1_data;
  if (chosen !== null) body.signed_execution_payload_bid = chosen.signedBid;
  if (requests !== null) body.parent_execution_requests = requests;
  if (built !== null && !isGloas) addPayload(spec, body, built);
  if ("sync_aggregate" in body) body.sync_aggregate = chain.pools.sync.aggregate(spec, slot - 1, head.root);

  const block: BeaconBlock = {
    slot,
    proposer_index: spec.get_beacon_proposer_index(state),
    parent_root: head.root,
    state_root: ZERO_ROOT,
    body,
  };
  addOperations(chain, spec, state, block);
  const post = slotHead.state.clone();
  trustingSpec(spec).process_block(post, block);
  block.state_root = post.hashTreeRoot();
  return { spec, block, built, bid: chosen === null || chosen.isOwn ? null : chosen.signedBid };
}

/** A payload on the head, and that head: where it changes while the engine is asked, the engine is asked again. */
async function payloadOnHead(
  chain: Chain,
  wish: BlockWish,
): Promise<{ slotHead: SlotHead; built: BuiltPayload | null }> {
  if (chain.payloads === null) return { slotHead: chain.headFor(wish.slot), built: null };
  for (let attempt = 0; attempt < MAX_HEADS; attempt++) {
    const job = await chain.payloads.start(wish);
    const built = job === null ? null : await chain.payloads.collect(job);
    const slotHead = chain.headFor(wish.slot);
    if (job === null || chain.payloads.standsOn(job, slotHead)) return { slotHead, built };
  }
  throw new PayloadBuildError(`the head of slot ${wish.slot} changed ${MAX_HEADS} times while a payload was built`);
}

/** Operations, each as the state has become when a block's operations are processed. */
function addOperations(chain: Chain, spec: Spec, state: BeaconState, block: BeaconBlock): void {
  const lenient = trustingSpec(spec);
  const { body } = block;
  const scratch = state.clone();
  // From gloas on the parent's payload takes effect before the operations and may make some of them invalid.
  const parentSlot = state.latest_block_header.slot;
  if (isAtLeast(spec.fork, "gloas")) lenient.process_parent_execution_payload(scratch, block);
  lenient.process_block_header(scratch, block);
  const operations = chain.pools.operations.pack(spec, scratch);
  body.proposer_slashings = operations.proposer_slashings;
  body.attester_slashings = operations.attester_slashings;
  body.voluntary_exits = operations.voluntary_exits;
  if ("bls_to_execution_changes" in body) body.bls_to_execution_changes = operations.bls_to_execution_changes;
  for (const slashing of body.proposer_slashings) lenient.process_proposer_slashing(scratch, slashing);
  for (const slashing of body.attester_slashings) lenient.process_attester_slashing(scratch, slashing);

  body.attestations = chain.pools.attestations.pack(spec, scratch, (attestation) =>
    votesGained(lenient, scratch, attestation, parentSlot),
  );
  const hadCommittee = isAtLeast(chain.specAt(parentSlot).fork, "gloas");
  if (hadCommittee && parentSlot + 1 === state.slot)
    body.payload_attestations = chain.pools.payloadAttestations.pack(spec, scratch, block.parent_root);
}

/** How many attesters an attestation gives a flag that they did not have; 0 for one that the state refuses. */
function votesGained(spec: Spec, state: BeaconState, attestation: Attestation, parentSlot: Slot): number {
  const trial = state.clone();
  try {
    spec.process_attestation(trial, attestation, parentSlot);
  } catch {
    return 0;
  }
  const attesters = spec.get_attesting_indices(trial, attestation);
  if (!isAtLeast(spec.fork, "altair")) return attesters.length;
  const isCurrent = attestation.data.target.epoch === spec.get_current_epoch(state);
  const before = isCurrent ? state.current_epoch_participation : state.previous_epoch_participation;
  const after = isCurrent ? trial.current_epoch_participation : trial.previous_epoch_participation;
  let gained = 0;
  for (const index of attesters) if (before.get(index) !== after.get(index)) gained++;
  return gained;
}

function addPayload(spec: Spec, body: BeaconBlockBody, built: BuiltPayload): void {
  body.execution_payload = built.payload;
  if ("blob_kzg_commitments" in body) body.blob_kzg_commitments = [...built.blobsBundle.commitments];
  if ("execution_requests" in body) body.execution_requests = spec.get_execution_requests(built.executionRequests);
}

/** The highest bid that the state takes, if it pays at least the wished minimum; else our own payload for nothing. */
function chooseBid(
  chain: Chain,
  slotHead: SlotHead,
  state: BeaconState,
  wish: BlockWish,
  built: BuiltPayload | null,
): { signedBid: SignedExecutionPayloadBid; isOwn: boolean } {
  const { spec, head } = slotHead;
  const parentHash = built === null ? null : built.payload.parent_hash;
  const least = Math.max(1, wish.minBid ?? 1);
  const onParent = state.clone();
  const store = chain.store;
  const isFull = spec.should_build_on_full(store, head.node, wish.slot);
  const expectedParent = isFull
    ? state.latest_execution_payload_bid.block_hash
    : state.latest_execution_payload_bid.parent_block_hash;
  if (isFull) spec.apply_parent_execution_payload(onParent, spec.parentExecutionRequests(store, head.node));
  for (const signedBid of chain.pools.bids.bidsFor(wish.slot, head.root, parentHash ?? expectedParent)) {
    if (signedBid.message.value < least) break;
    try {
      spec.process_execution_payload_bid(onParent.clone(), signedBid);
    } catch (error) {
      chain.log.debug("bid refused", { slot: wish.slot, builder: signedBid.message.builder_index, error });
      continue;
    }
    return { signedBid, isOwn: false };
  }
  if (built === null) throw new Error("no engine to build a payload, and no bid");
  const message = bidFor(spec, state, slotHead, built.payload, {
    builder_index: BUILDER_INDEX_SELF_BUILD,
    value: 0,
    fee_recipient: wish.feeRecipient,
    execution_requests: spec.get_execution_requests(built.executionRequests),
    blob_kzg_commitments: [...built.blobsBundle.commitments],
  });
  return { signedBid: { message, signature: INFINITY_SIGNATURE }, isOwn: true };
}

/** The bid that commits to this payload on this head (gloas builder.md "Constructing the `SignedExecutionPayloadBid`"). */
export function bidFor(
  spec: Spec,
  state: BeaconState,
  slotHead: SlotHead,
  payload: ExecutionPayload,
  terms: Pick<ExecutionPayloadBid, "builder_index" | "value" | "fee_recipient" | "blob_kzg_commitments"> & {
    readonly execution_requests: ExecutionRequests;
  },
): ExecutionPayloadBid {
  const { execution_requests, ...rest } = terms;
  return {
    ...spec.types.ExecutionPayloadBid.defaultValue(),
    parent_block_hash: payload.parent_hash,
    parent_block_root: slotHead.head.root,
    block_hash: payload.block_hash,
    prev_randao: payload.prev_randao,
    gas_limit: payload.gas_limit,
    slot: state.slot,
    execution_payment: 0,
    execution_requests_root: spec.types.ExecutionRequests.hashTreeRoot(execution_requests),
    ...rest,
  };
}

/** The requests of the parent's payload where the block builds on it, else none. */
function parentRequests(chain: Chain, { spec, head }: SlotHead, slot: Slot): ExecutionRequests {
  if (!spec.should_build_on_full(chain.store, head.node, slot)) return spec.types.ExecutionRequests.defaultValue();
  return spec.parentExecutionRequests(chain.store, head.node);
}
