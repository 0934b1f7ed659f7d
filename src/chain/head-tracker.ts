import { describeError } from "../log/logger.ts";
import { isAtLeast } from "../spec/forks.ts";
import { PAYLOAD_STATUS_FULL } from "../spec/gloas/constants.ts";
import type { Spec } from "../spec/index.ts";
import type { ForkChoiceNode } from "../spec/phase0/fork-choice/store.ts";
import type { Hash32, Slot } from "../spec/values.ts";
import { bytesEqual, toHex, ZERO_ROOT } from "../ssz/bytes.ts";
import type { Chain, Head } from "./chain.ts";
import { SerialQueue } from "./serial-queue.ts";

/** Keeps the head that fork choice gives, tells of its changes, and has the engine follow it. */
export class HeadTracker {
  private readonly chain: Chain;
  private readonly engineCalls = new SerialQueue();
  private current: Head;
  private foundBy: Spec;
  private finalizedEpoch: number;
  private lastEngineHead = "";
  private wantedEngineHead: { hash: Hash32; slot: Slot } | null = null;

  constructor(chain: Chain) {
    this.chain = chain;
    this.foundBy = chain.spec;
    this.current = this.headBy(this.foundBy);
    this.finalizedEpoch = chain.store.finalized_checkpoint.epoch;
  }

  get head(): Head {
    return this.current;
  }

  /** The head as this fork's functions find it; the known one where they have found it. */
  headFor(spec: Spec): Head {
    return spec === this.foundBy ? this.current : this.headBy(spec);
  }

  /** Asks fork choice again; events and the engine are told where the answer has changed. */
  update(): void {
    const before = this.current;
    this.foundBy = this.chain.spec;
    const after = this.headBy(this.foundBy);
    this.current = after;
    const moved = !bytesEqual(before.root, after.root);
    const { finalized_checkpoint } = this.chain.store;
    if (moved) this.announce(before, after);
    if (finalized_checkpoint.epoch !== this.finalizedEpoch) {
      this.finalizedEpoch = finalized_checkpoint.epoch;
      this.chain.events.emit("finalized_checkpoint", {
        checkpoint: finalized_checkpoint,
        stateRoot: this.chain.blockByRoot(finalized_checkpoint.root)?.block.message.state_root ?? ZERO_ROOT,
        executionOptimistic: this.chain.isOptimistic(finalized_checkpoint.root),
      });
    }
    this.tellEngine();
  }

  /** What a node is differs from fork to fork. */
  private headBy(spec: Spec): Head {
    const { store } = this.chain;
    const node = spec.get_head(store);
    const block = store.blocks.get(toHex(node.root))!;
    return { root: node.root, slot: block.slot, stateRoot: block.state_root, node };
  }

  private announce(before: Head, after: Head): void {
    const { chain } = this;
    const { spec, store } = chain;
    const state = chain.headState();
    const epoch = spec.compute_epoch_at_slot(after.slot);
    const isReorg = store.blocks.has(toHex(before.root)) && !this.descends(after.node, before);
    if (isReorg) {
      const depth = before.slot - this.commonSlot(before, after);
      chain.metrics.reorgs.inc();
      chain.events.emit("chain_reorg", {
        slot: after.slot,
        depth,
        oldHead: before.root,
        newHead: after.root,
        oldHeadState: before.stateRoot,
        newHeadState: after.stateRoot,
        epoch,
        executionOptimistic: chain.isOptimistic(after.root),
      });
    }
    chain.events.emit("head", {
      slot: after.slot,
      root: after.root,
      stateRoot: after.stateRoot,
      epochTransition: spec.compute_epoch_at_slot(before.slot) < epoch,
      previousDutyDependentRoot: chain.dependentRoot(state, epoch - 1),
      currentDutyDependentRoot: chain.dependentRoot(state, epoch),
      executionOptimistic: chain.isOptimistic(after.root),
      payloadStatus: chain.payloadStatusOf(after),
    });
  }

  private descends(node: ForkChoiceNode, ancestor: Head): boolean {
    let root = node.root;
    for (;;) {
      if (bytesEqual(root, ancestor.root)) return true;
      const block = this.chain.store.blocks.get(toHex(root));
      if (block === undefined || block.slot <= ancestor.slot) return false;
      root = block.parent_root;
    }
  }

  private commonSlot(a: Head, b: Head): Slot {
    const { blocks } = this.chain.store;
    const seen = new Set<string>();
    for (let key = toHex(a.root); blocks.has(key); key = toHex(blocks.get(key)!.parent_root)) seen.add(key);
    for (let key = toHex(b.root); blocks.has(key); key = toHex(blocks.get(key)!.parent_root))
      if (seen.has(key)) return blocks.get(key)!.slot;
    return this.chain.finalizedSlot();
  }

  /** The execution block at the head: the payload's of a full node, else the one it was to build on. */
  private executionHead(): Hash32 {
    const { store } = this.chain;
    const block = store.blocks.get(toHex(this.current.root))!;
    const { fork } = this.chain.specAt(block.slot);
    if (isAtLeast(fork, "gloas")) {
      const bid = block.body.signed_execution_payload_bid.message;
      return this.current.node.payload_status === PAYLOAD_STATUS_FULL ? bid.block_hash : bid.parent_block_hash;
    }
    return isAtLeast(fork, "bellatrix") ? block.body.execution_payload.block_hash : ZERO_ROOT;
  }

  /** One call at a time; heads that came and went meanwhile are skipped. */
  private tellEngine(): void {
    const { engine, log } = this.chain;
    if (engine === null) return;
    const hash = this.executionHead();
    const key = `${toHex(hash)}:${toHex(this.chain.finalizedBlockHash())}`;
    if (bytesEqual(hash, ZERO_ROOT) || key === this.lastEngineHead) return;
    this.lastEngineHead = key;
    this.wantedEngineHead = { hash, slot: this.current.slot };
    void this.engineCalls.run(async () => {
      const wanted = this.wantedEngineHead;
      if (wanted === null) return;
      this.wantedEngineHead = null;
      try {
        const { payloadStatus } = await engine.forkchoiceUpdated(this.chain.specAt(wanted.slot).fork, {
          headBlockHash: wanted.hash,
          safeBlockHash: this.chain.safeBlockHash(),
          finalizedBlockHash: this.chain.finalizedBlockHash(),
        });
        if (payloadStatus.status !== "VALID")
          log.warn("engine does not follow the head", { hash: wanted.hash, status: payloadStatus.status });
      } catch (error) {
        // The next head, or the same one after the engine has come back, is told again.
        this.lastEngineHead = "";
        log.debug("engine not told of the head", { error: describeError(error) });
      }
    });
  }
}
