import type { Chain } from "../chain/chain.ts";
import type { BuiltPayload } from "../chain/engine.ts";
import type { PayloadJob } from "../chain/payload-building.ts";
import { bidFor } from "../chain/produce-block.ts";
import { revealPayload } from "../chain/reveal-payload.ts";
import { describeError, type Logger } from "../log/logger.ts";
import { builderIndexOf } from "../spec/derived/builder-index.ts";
import { isAtLeast } from "../spec/forks.ts";
import type { Spec } from "../spec/index.ts";
import type { BuilderIndex, ExecutionAddress, ExecutionPayloadBid, Slot } from "../spec/values.ts";
import { bytesEqual } from "../ssz/bytes.ts";

/** A builder of the registry whose key is here. */
export interface BuilderIdentity {
  readonly pubkey: Uint8Array;
  readonly secret: Uint8Array;
  /** Where the fees of its payloads go on the execution layer. */
  readonly feeRecipient: ExecutionAddress;
}

/** How a builder behaves. */
export interface BuilderStrategy {
  /** Gwei to bid for a slot; 0 for no bid. */
  value(slot: Slot, builder: BuilderIndex): number;
  /** Whether a payload that was paid for stays hidden. */
  withholds(slot: Slot, builder: BuilderIndex): boolean;
}

/** A bid that was made, and what fulfils it. */
interface Commitment {
  readonly spec: Spec;
  readonly bid: ExecutionPayloadBid;
  readonly built: BuiltPayload;
}

/**
 * Builders in this process: they bid on coming slots whose proposers told their preferences, and reveal the payload when
 * a block takes a bid (gloas builder.md "Builder activities").
 */
export class BuilderService {
  private readonly chain: Chain;
  private readonly builders: readonly BuilderIdentity[];
  private readonly strategy: BuilderStrategy;
  private readonly log: Logger;
  private readonly commitments = new Map<string, Commitment & { readonly builder: BuilderIdentity }>();

  constructor(chain: Chain, builders: readonly BuilderIdentity[], strategy: BuilderStrategy, log: Logger) {
    this.chain = chain;
    this.builders = builders;
    this.strategy = strategy;
    this.log = log;
    chain.events.on("block", ({ root }) => void this.revealFor(root));
  }

  /** Bids for this slot with every builder that is active and can pay; a builder's failure is logged, not thrown. */
  async bid(slot: Slot): Promise<void> {
    if (this.chain.payloads === null) return;
    for (const builder of this.builders) {
      try {
        await this.bidOf(builder, slot);
      } catch (error) {
        this.log.warn("no bid", { slot, builder: builder.pubkey, error: describeError(error) });
      }
    }
    for (const [key, { bid }] of this.commitments) if (bid.slot + 2 < slot) this.commitments.delete(key);
  }

  private async bidOf(builder: BuilderIdentity, slot: Slot): Promise<void> {
    const { chain } = this;
    const head = chain.headFor(slot);
    if (!isAtLeast(head.spec.fork, "gloas")) return;
    const index = builderIndexOf(head.state, builder.pubkey);
    if (index === undefined || !head.spec.is_active_builder(head.state, index)) return;
    const value = this.strategy.value(slot, index);
    if (value === 0 || !head.spec.can_builder_cover_bid(head.state, index, value)) return;
    const epoch = head.spec.compute_epoch_at_slot(slot);
    const dependentRoot = head.spec.get_shuffling_dependent_root(chain.store, head.head.root, epoch);
    const preferences = chain.pools.bids.preferencesFor(slot, dependentRoot);
    if (preferences === null) return;
    const wish = {
      slot,
      feeRecipient: builder.feeRecipient,
      targetGasLimit: preferences.message.target_gas_limit,
    };
    const job: PayloadJob | null = await chain.payloads!.start(wish);
    if (job === null) return;
    const built = await chain.payloads!.collect(job);
    const { spec } = job;
    const bid = bidFor(spec, head.state, head, built.payload, {
      builder_index: index,
      value,
      fee_recipient: preferences.message.fee_recipient,
      execution_requests: spec.get_execution_requests(built.executionRequests),
      blob_kzg_commitments: [...built.blobsBundle.commitments],
    });
    const signature = spec.get_execution_payload_bid_signature(head.state, bid, builder.secret);
    this.commitments.set(built.payload.block_hash.toHex(), { spec, bid, built, builder });
    chain.intake.bid({ message: bid, signature });
  }

  private async revealFor(root: Uint8Array): Promise<void> {
    const found = this.chain.blockByRoot(root);
    const bid = found?.block.message.body.signed_execution_payload_bid?.message;
    if (found === null || bid === undefined) return;
    const commitment = this.commitments.get(bid.block_hash.toHex());
    if (commitment === undefined || commitment.bid.builder_index !== bid.builder_index) return;
    const { spec, built, builder } = commitment;
    if (
      !bytesEqual(
        spec.types.ExecutionPayloadBid.hashTreeRoot(commitment.bid),
        spec.types.ExecutionPayloadBid.hashTreeRoot(bid),
      )
    )
      return;
    const { slot } = found.block.message;
    if (this.strategy.withholds(slot, bid.builder_index)) {
      this.log.info("payload withheld", { slot, builder: bid.builder_index, value: bid.value });
      return;
    }
    try {
      await revealPayload(this.chain, spec, root, found.block.message, built, builder.secret);
      this.log.info("payload revealed", { slot, builder: bid.builder_index, value: bid.value });
    } catch (error) {
      this.log.error("payload not revealed", { slot, builder: bid.builder_index, error: describeError(error) });
    }
  }
}
