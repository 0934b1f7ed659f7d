import { Elysia } from "elysia";
import { NotFoundError } from "../chain/errors.ts";
import { InvalidIdError } from "../chain/lookup.ts";
import type { ForkName } from "../spec/forks.ts";
import type { Checkpoint } from "../spec/values.ts";
import { toHex } from "../ssz/bytes.ts";
import type { ApiContext } from "./context.ts";
import { ApiError, jsonData, queryList, sszOrJson, wholeNumber } from "./response.ts";
import { validatorEntries } from "./validators.ts";

/** https://ethereum.github.io/beacon-APIs/#/Beacon */
export function beaconRoutes({ chain }: ApiContext) {
  const { lookup } = chain;

  const stateMeta = (finalized: boolean) => ({
    execution_optimistic: chain.isOptimistic(chain.head.root),
    finalized,
  });

  return new Elysia()
    .get("/eth/v1/beacon/genesis", () => {
      const state = chain.headState();
      return jsonData({
        genesis_time: String(state.genesis_time),
        genesis_validators_root: toHex(state.genesis_validators_root),
        genesis_fork_version: toHex(chain.specs.config.GENESIS_FORK_VERSION),
      });
    })
    .get("/eth/v1/beacon/states/:state_id/root", ({ params }) => {
      const { state, finalized } = lookup.state(params.state_id);
      return jsonData({ root: toHex(state.hashTreeRoot()) }, stateMeta(finalized));
    })
    .get("/eth/v1/beacon/states/:state_id/fork", ({ params }) => {
      const { state, finalized } = lookup.state(params.state_id);
      return jsonData(chain.spec.types.Fork.toJson(state.fork), stateMeta(finalized));
    })
    .get("/eth/v1/beacon/states/:state_id/finality_checkpoints", ({ params }) => {
      const { state, finalized } = lookup.state(params.state_id);
      const shown = (checkpoint: Checkpoint) => chain.spec.types.Checkpoint.toJson(checkpoint);
      return jsonData(
        {
          previous_justified: shown(state.previous_justified_checkpoint),
          current_justified: shown(state.current_justified_checkpoint),
          finalized: shown(state.finalized_checkpoint),
        },
        stateMeta(finalized),
      );
    })
    .get("/eth/v1/beacon/states/:state_id/randao", ({ params, query }) => {
      const { state, finalized } = lookup.state(params.state_id);
      const spec = chain.specOf(state);
      const current = spec.get_current_epoch(state);
      const epoch = query.epoch === undefined ? current : wholeNumber(query.epoch, "epoch");
      if (epoch > current || epoch + spec.preset.EPOCHS_PER_HISTORICAL_VECTOR <= current)
        throw new ApiError(400, `epoch ${epoch} is out of the state's range of randao mixes`);
      return jsonData({ randao: toHex(spec.get_randao_mix(state, epoch)) }, stateMeta(finalized));
    })
    .get("/eth/v1/beacon/states/:state_id/validators", ({ params, request }) => {
      const { state, finalized } = lookup.state(params.state_id);
      const entries = validatorEntries(
        chain.specOf(state),
        state,
        queryList(request.url, "id"),
        queryList(request.url, "status"),
      );
      return jsonData(entries, stateMeta(finalized));
    })
    .post("/eth/v1/beacon/states/:state_id/validators", async ({ params, body }) => {
      const { state, finalized } = lookup.state(params.state_id);
      const { ids = [], statuses = [] } = (body ?? {}) as { ids?: string[] | null; statuses?: string[] | null };
      return jsonData(validatorEntries(chain.specOf(state), state, ids ?? [], statuses ?? []), stateMeta(finalized));
    })
    .get("/eth/v1/beacon/states/:state_id/validators/:validator_id", ({ params }) => {
      const { state, finalized } = lookup.state(params.state_id);
      const [entry] = validatorEntries(chain.specOf(state), state, [params.validator_id], []);
      if (entry === undefined) throw new ApiError(404, `validator ${params.validator_id} is not in the registry`);
      return jsonData(entry, stateMeta(finalized));
    })
    .get("/eth/v1/beacon/states/:state_id/committees", ({ params, query }) => {
      const { state, finalized } = lookup.state(params.state_id);
      const spec = chain.specOf(state);
      const current = spec.get_current_epoch(state);
      const epoch = query.epoch === undefined ? current : wholeNumber(query.epoch, "epoch");
      if (epoch > current + 1 || epoch + spec.preset.EPOCHS_PER_HISTORICAL_VECTOR <= current + 1)
        throw new ApiError(400, `epoch ${epoch} is out of the state's range of committees`);
      const start = spec.compute_start_slot_at_epoch(epoch);
      const count = spec.get_committee_count_per_slot(state, epoch);
      const data: unknown[] = [];
      for (let slot = start; slot < start + spec.preset.SLOTS_PER_EPOCH; slot++) {
        if (query.slot !== undefined && wholeNumber(query.slot, "slot") !== slot) continue;
        for (let index = 0; index < count; index++) {
          if (query.index !== undefined && wholeNumber(query.index, "index") !== index) continue;
          const validators = Array.from(spec.get_beacon_committee(state, slot, index), String);
          data.push({ index: String(index), slot: String(slot), validators });
        }
      }
      return jsonData(data, stateMeta(finalized));
    })
    .get("/eth/v1/beacon/headers", ({ query }) => {
      const { slot, parent_root: parent } = query;
      let ids = ["head"];
      if (slot !== undefined) ids = chain.blockRootsAt(wholeNumber(slot, "slot")).map(toHex);
      else if (parent !== undefined) ids = chain.childrenOf(lookup.blockRoot(parent)).map(toHex);
      const found = ids.map((id) => lookup.block(id));
      const wanted =
        parent === undefined
          ? found
          : found.filter(({ block }) => toHex(block.message.parent_root) === parent.toLowerCase());
      return jsonData(wanted.map(header), stateMeta(wanted.length > 0 && wanted.every((block) => block.finalized)));
    })
    .get("/eth/v1/beacon/headers/:block_id", ({ params }) => {
      const found = lookup.block(params.block_id);
      return jsonData(header(found), blockMeta(found));
    })
    .get("/eth/v2/beacon/blocks/:block_id", ({ params, request }) => {
      const found = lookup.block(params.block_id);
      const fork = found.fork as ForkName;
      return sszOrJson(request, chain.specs.get(fork).types.SignedBeaconBlock, found.block, {
        version: fork,
        ...blockMeta(found),
      });
    })
    .get("/eth/v1/beacon/blocks/:block_id/root", ({ params }) => {
      const found = lookup.block(params.block_id);
      return jsonData({ root: toHex(found.root) }, blockMeta(found));
    })
    .get("/eth/v2/beacon/blocks/:block_id/attestations", ({ params }) => {
      const found = lookup.block(params.block_id);
      const fork = found.fork as ForkName;
      const { Attestation } = chain.specs.get(fork).types;
      const attestations = found.block.message.body.attestations.map((attestation) => Attestation.toJson(attestation));
      return jsonData(attestations, { version: fork, ...blockMeta(found) });
    })
    .get("/eth/v1/beacon/execution_payload_envelopes/:block_id", ({ params, request }) =>
      envelope(params.block_id, request),
    )
    .get("/eth/v1/beacon/execution_payload_envelope/:block_id", ({ params, request }) =>
      envelope(params.block_id, request),
    );

  function envelope(blockId: string, request: Request): Response {
    const found = lookup.block(blockId);
    const stored = chain.envelopeOf(found.root);
    if (stored === null) throw new ApiError(404, `no payload of block ${blockId} is known`);
    return sszOrJson(request, chain.specs.get(stored.fork).types.SignedExecutionPayloadEnvelope, stored.envelope, {
      version: stored.fork,
      ...blockMeta(found),
    });
  }

  function blockMeta(found: { readonly root: Uint8Array; readonly finalized: boolean }) {
    return { execution_optimistic: chain.isOptimistic(found.root), finalized: found.finalized };
  }

  function header(found: ReturnType<typeof lookup.block>) {
    const fork = found.fork as ForkName;
    const { types } = chain.specs.get(fork);
    const { message, signature } = found.block;
    return {
      root: toHex(found.root),
      canonical: found.canonical,
      header: {
        message: types.BeaconBlockHeader.toJson({
          slot: message.slot,
          proposer_index: message.proposer_index,
          parent_root: message.parent_root,
          state_root: message.state_root,
          body_root: types.BeaconBlockBody.hashTreeRoot(message.body),
        }),
        signature: toHex(signature),
      },
    };
  }
}

/** The HTTP status of an error that the chain's lookups throw, or null for another error. */
export function statusOf(error: unknown): number | null {
  if (error instanceof InvalidIdError) return 400;
  if (error instanceof NotFoundError) return 404;
  return null;
}
