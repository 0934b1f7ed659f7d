import type { BellatrixSpec } from "../spec/bellatrix/spec.ts";
import type { PayloadAttributes } from "../spec/execution-engine.ts";
import { isAtLeast } from "../spec/forks.ts";
import type { Spec } from "../spec/index.ts";
import type { ForkChoiceNode } from "../spec/phase0/fork-choice/store.ts";
import type { BeaconState } from "../spec/state.ts";
import type { ExecutionAddress, Hash32, PayloadId, Slot } from "../spec/values.ts";
import { bytesEqual, ZERO_ROOT } from "../ssz/bytes.ts";
import type { Chain, SlotHead } from "./chain.ts";
import type { BuiltPayload, ExecutionEngineClient } from "./engine.ts";

/** What a payload is asked for with. */
export interface PayloadWish {
  readonly slot: Slot;
  readonly feeRecipient: ExecutionAddress;
  /** Gas that the proposer wants a block to hold (gloas). */
  readonly targetGasLimit: number;
}

/** A payload that the engine builds, and what it stands on. */
export interface PayloadJob {
  readonly wish: PayloadWish;
  readonly spec: Spec;
  /** The head it builds on. */
  readonly node: ForkChoiceNode;
  readonly parentHash: Hash32;
  readonly payloadId: PayloadId;
  readonly attributes: PayloadAttributes;
  /** When the engine began, in milliseconds since the Unix epoch. */
  readonly startedAt: number;
}

/** Raised where the engine starts no payload: it does not know the head, or refuses the attributes. */
export class PayloadBuildError extends Error {
  override name = "PayloadBuildError";
}

/** What `prepare_execution_payload` would tell an engine: the same arguments, before anything is sent. */
interface Preparation {
  readonly headBlockHash: Hash32;
  readonly attributes: PayloadAttributes;
}

/** Asks the engine for payloads on the head: ahead of a slot, so that transactions have time to enter. */
export class PayloadBuilding {
  private readonly chain: Chain;
  private readonly engine: ExecutionEngineClient;
  private readonly jobs = new Map<string, PayloadJob>();

  constructor(chain: Chain, engine: ExecutionEngineClient) {
    this.chain = chain;
    this.engine = engine;
  }

  /**
   * Starts a payload on the head as it is now, or answers the job that already builds just that; null before the merge.
   * Throws `PayloadBuildError`, `EngineError`.
   */
  async start(wish: PayloadWish): Promise<PayloadJob | null> {
    const { spec, head, state } = this.chain.headFor(wish.slot);
    if (!isAtLeast(spec.fork, "bellatrix")) return null;
    const prepared = this.prepare(spec, head.node, state, wish);
    if (prepared === null) return null;
    const key = [wish.slot, wish.feeRecipient.toHex(), head.root.toHex(), prepared.headBlockHash.toHex()].join(":");
    const running = this.jobs.get(key);
    if (running !== undefined) return running;
    const finalized = this.chain.finalizedBlockHash();
    const { payloadId, payloadStatus } = await this.engine.forkchoiceUpdated(
      spec.fork,
      {
        headBlockHash: prepared.headBlockHash,
        safeBlockHash: this.chain.safeBlockHash(),
        finalizedBlockHash: finalized,
      },
      prepared.attributes,
    );
    if (payloadId === null)
      throw new PayloadBuildError(
        `engine builds nothing on ${prepared.headBlockHash.toHex()}: ${payloadStatus.status}` +
          (payloadStatus.validationError === null ? "" : ` (${payloadStatus.validationError})`),
      );
    const job: PayloadJob = {
      wish,
      spec,
      node: head.node,
      parentHash: prepared.headBlockHash,
      payloadId,
      attributes: prepared.attributes,
      startedAt: this.chain.clock.now(),
    };
    this.jobs.set(key, job);
    for (const [other, { wish: old }] of this.jobs) if (old.slot < wish.slot - 1) this.jobs.delete(other);
    this.chain.events.emit("payload_attributes", {
      fork: spec.fork,
      slot: wish.slot,
      proposerIndex: spec.get_beacon_proposer_index(state),
      parentRoot: head.root,
      parentHash: prepared.headBlockHash,
      attributes: prepared.attributes,
    });
    return job;
  }

  /** Whether a block on this head would build on just the payload that the job does. */
  standsOn(job: PayloadJob, { spec, head, state }: SlotHead): boolean {
    if (!bytesEqual(job.node.root, head.root)) return false;
    const prepared = this.prepare(spec, head.node, state, job.wish);
    return prepared !== null && bytesEqual(prepared.headBlockHash, job.parentHash);
  }

  /** What the engine has built by now. Throws `EngineError`. */
  collect(job: PayloadJob): Promise<BuiltPayload> {
    return this.engine.getPayload(job.spec.fork, job.payloadId);
  }

  /** Lets the specification's own function choose head and attributes, and takes them instead of an engine. */
  private prepare(spec: Spec, node: ForkChoiceNode, state: BeaconState, wish: PayloadWish): Preparation | null {
    let prepared: Preparation | null = null;
    const recorder = {
      notify_forkchoice_updated(
        head_block_hash: Hash32,
        _safe: Hash32,
        _finalized: Hash32,
        attributes: PayloadAttributes | null,
      ): PayloadId | null {
        if (attributes !== null) prepared = { headBlockHash: head_block_hash, attributes };
        return null;
      },
    };
    if (isAtLeast(spec.fork, "gloas")) {
      const store = this.chain.store;
      spec.prepare_execution_payload(
        store,
        node,
        state,
        ZERO_ROOT,
        ZERO_ROOT,
        wish.feeRecipient,
        wish.targetGasLimit,
        recorder,
      );
    } else {
      const before = spec as unknown as BellatrixSpec;
      before.prepare_execution_payload(
        state,
        ZERO_ROOT,
        ZERO_ROOT,
        wish.feeRecipient,
        recorder,
        this.chain.environment.powBlocks,
      );
    }
    return prepared;
  }
}
