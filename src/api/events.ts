import { Elysia } from "elysia";
import type { ChainEventMap, ChainEventName } from "../chain/events.ts";
import type { PayloadAttributes } from "../spec/execution-engine.ts";
import type { SpecTypes } from "../spec/type-definitions.ts";
import { toHex } from "../ssz/bytes.ts";
import type { ApiContext } from "./context.ts";
import { ApiError, decimal, queryList } from "./response.ts";

/** Events a client may fall behind by before it is cut off. */
const MAX_QUEUED_BYTES = 4 * 1024 * 1024;

type Serializers = { [E in ChainEventName]?: (event: ChainEventMap[E]) => unknown };

/** https://ethereum.github.io/beacon-APIs/#/Events/eventstream */
export function eventRoutes(context: ApiContext) {
  const serializers = serializersOf(context);
  const topics = Object.keys(serializers) as ChainEventName[];
  return new Elysia().get("/eth/v1/events", ({ request }) => {
    const asked = queryList(request.url, "topics");
    if (asked.length === 0) throw new ApiError(400, "topics are missing");
    for (const topic of asked)
      if (!topics.some((known) => known === topic))
        throw new ApiError(400, `unknown topic ${JSON.stringify(topic)}: known are ${topics.join(", ")}`);
    return stream(context, asked as ChainEventName[], serializers, request.signal);
  });
}

function stream(
  context: ApiContext,
  topics: ChainEventName[],
  serializers: Serializers,
  signal: AbortSignal,
): Response {
  const encoder = new TextEncoder();
  const unsubscribe: (() => void)[] = [];
  const stop = () => {
    for (const end of unsubscribe.splice(0)) end();
  };
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        controller.enqueue(encoder.encode(":\n\n"));
        for (const topic of new Set(topics)) {
          const serialize = serializers[topic] as (event: unknown) => unknown;
          unsubscribe.push(
            context.chain.events.on(topic, (event) => {
              if ((controller.desiredSize ?? 0) < 0) {
                context.log.warn("event stream cut off", { topic, reason: "client reads too slowly" });
                stop();
                controller.close();
                return;
              }
              controller.enqueue(encoder.encode(`event: ${topic}\ndata: ${JSON.stringify(serialize(event))}\n\n`));
            }),
          );
        }
        signal.addEventListener("abort", stop);
      },
      cancel: stop,
    },
    new ByteLengthQueuingStrategy({ highWaterMark: MAX_QUEUED_BYTES }),
  );
  return new Response(body, { headers: { "content-type": "text/event-stream", "cache-control": "no-cache" } });
}

function serializersOf({ chain }: ApiContext): Serializers {
  return {
    head: (event) => ({
      slot: String(event.slot),
      block: toHex(event.root),
      state: toHex(event.stateRoot),
      epoch_transition: event.epochTransition,
      previous_duty_dependent_root: toHex(event.previousDutyDependentRoot),
      current_duty_dependent_root: toHex(event.currentDutyDependentRoot),
      execution_optimistic: event.executionOptimistic,
    }),
    block: (event) => ({
      slot: String(event.slot),
      block: toHex(event.root),
      execution_optimistic: event.executionOptimistic,
    }),
    finalized_checkpoint: (event) => ({
      block: toHex(event.checkpoint.root),
      state: toHex(event.stateRoot),
      epoch: String(event.checkpoint.epoch),
      execution_optimistic: event.executionOptimistic,
    }),
    chain_reorg: (event) => ({
      slot: String(event.slot),
      depth: String(event.depth),
      old_head_block: toHex(event.oldHead),
      new_head_block: toHex(event.newHead),
      old_head_state: toHex(event.oldHeadState),
      new_head_state: toHex(event.newHeadState),
      epoch: String(event.epoch),
      execution_optimistic: event.executionOptimistic,
    }),
    attestation: (event) => chain.spec.types.Attestation.toJson(event.attestation),
    single_attestation: (event) => chain.spec.types.SingleAttestation.toJson(event.attestation),
    execution_payload: (event) => ({
      slot: String(event.slot),
      builder_index: decimal(event.builderIndex),
      block_hash: toHex(event.blockHash),
      block_root: toHex(event.blockRoot),
      execution_optimistic: event.executionOptimistic,
    }),
    execution_payload_available: (event) => ({ slot: String(event.slot), block_root: toHex(event.blockRoot) }),
    execution_payload_bid: (event) => ({
      version: chain.spec.fork,
      data: chain.spec.types.SignedExecutionPayloadBid.toJson(event.bid),
    }),
    payload_attestation_message: (event) => ({
      version: chain.spec.fork,
      data: chain.spec.types.PayloadAttestationMessage.toJson(event.message),
    }),
    payload_attributes: (event) => ({
      version: event.fork,
      data: {
        proposer_index: String(event.proposerIndex),
        proposal_slot: String(event.slot),
        parent_block_root: toHex(event.parentRoot),
        parent_block_hash: toHex(event.parentHash),
        payload_attributes: attributesJson(chain.specs.get(event.fork).types, event.attributes),
      },
    }),
    proposer_preferences: (event) => ({
      version: chain.spec.fork,
      data: chain.spec.types.SignedProposerPreferences.toJson(event.preferences),
    }),
  };
}

/** `PayloadAttributes` as the event has them: by the specification's names, numbers in decimal. */
function attributesJson(types: SpecTypes, attributes: PayloadAttributes): Record<string, unknown> {
  const { withdrawals, inclusion_list_transactions } = attributes;
  const out: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(attributes))
    if (value instanceof Uint8Array) out[name] = toHex(value);
    else if (typeof value === "number") out[name] = decimal(value);
  if (withdrawals !== undefined) out.withdrawals = withdrawals.map((withdrawal) => types.Withdrawal.toJson(withdrawal));
  if (inclusion_list_transactions !== undefined)
    out.inclusion_list_transactions = inclusion_list_transactions.map(toHex);
  return out;
}
