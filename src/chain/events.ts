import type { PayloadAttributes } from "../spec/execution-engine.ts";
import type { ForkName } from "../spec/forks.ts";
import type {
  Attestation,
  Checkpoint,
  PayloadAttestationMessage,
  Root,
  SignedExecutionPayloadBid,
  SignedProposerPreferences,
  SingleAttestation,
} from "../spec/values.ts";

/** What the chain tells, by event; roots are bytes, the API's forms are the API's matter. */
export interface ChainEventMap {
  /** The head changed. */
  head: {
    slot: number;
    root: Root;
    stateRoot: Root;
    epochTransition: boolean;
    previousDutyDependentRoot: Root;
    currentDutyDependentRoot: Root;
    executionOptimistic: boolean;
    /** Of the head node in fork choice: `empty`, `full` or `pending` from Gloas on, `full` before. */
    payloadStatus: "empty" | "full" | "pending";
  };
  /** A block entered fork choice. */
  block: { slot: number; root: Root; executionOptimistic: boolean };
  finalized_checkpoint: { checkpoint: Checkpoint; stateRoot: Root; executionOptimistic: boolean };
  chain_reorg: {
    slot: number;
    depth: number;
    oldHead: Root;
    newHead: Root;
    oldHeadState: Root;
    newHeadState: Root;
    epoch: number;
    executionOptimistic: boolean;
  };
  attestation: { attestation: Attestation };
  single_attestation: { attestation: SingleAttestation };
  /** A payload envelope entered fork choice: the block's full node exists. */
  execution_payload: {
    slot: number;
    builderIndex: number;
    blockHash: Root;
    blockRoot: Root;
    executionOptimistic: boolean;
  };
  execution_payload_available: { slot: number; blockRoot: Root };
  execution_payload_bid: { bid: SignedExecutionPayloadBid };
  payload_attestation_message: { message: PayloadAttestationMessage };
  proposer_preferences: { preferences: SignedProposerPreferences };
  /** The engine was asked for a payload on this parent. */
  payload_attributes: {
    fork: ForkName;
    slot: number;
    proposerIndex: number;
    parentRoot: Root;
    parentHash: Root;
    attributes: PayloadAttributes;
  };
}

export type ChainEventName = keyof ChainEventMap;

type Listener<E extends ChainEventName> = (event: ChainEventMap[E]) => void;

/** Tells chain events to whoever listens, in the order of subscribing; a listener's error reaches `onError`. */
export class ChainEvents {
  private readonly listeners = new Map<ChainEventName, Set<Listener<ChainEventName>>>();
  private readonly onError: (event: ChainEventName, error: unknown) => void;

  constructor(onError: (event: ChainEventName, error: unknown) => void) {
    this.onError = onError;
  }

  /** Returns the function that unsubscribes. */
  on<E extends ChainEventName>(event: E, listener: Listener<E>): () => void {
    let set = this.listeners.get(event);
    if (set === undefined) {
      set = new Set();
      this.listeners.set(event, set);
    }
    set.add(listener as Listener<ChainEventName>);
    return () => set.delete(listener as Listener<ChainEventName>);
  }

  emit<E extends ChainEventName>(event: E, data: ChainEventMap[E]): void {
    for (const listener of this.listeners.get(event) ?? []) {
      try {
        listener(data);
      } catch (error) {
        this.onError(event, error);
      }
    }
  }
}
