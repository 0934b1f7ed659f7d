import type { Chain } from "./chain/chain.ts";
import type { Logger } from "./log/logger.ts";
import type { Metrics } from "./metrics/metrics.ts";
import { TIMELY_TARGET_FLAG_INDEX } from "./spec/altair/constants.ts";
import { isAtLeast } from "./spec/forks.ts";
import type { Slot } from "./spec/values.ts";

/** Tells people and metrics, slot by slot, where the chain is. */
export class SlotReport {
  private readonly chain: Chain;
  private readonly metrics: Metrics;
  private readonly log: Logger;
  private lastFork: string | null = null;

  constructor(chain: Chain, metrics: Metrics, log: Logger) {
    this.chain = chain;
    this.metrics = metrics;
    this.log = log;
    chain.events.on("finalized_checkpoint", ({ checkpoint }) =>
      log.info("finalized", { epoch: checkpoint.epoch, root: checkpoint.root }),
    );
    chain.events.on("chain_reorg", ({ slot, depth, oldHead, newHead }) =>
      log.warn("reorg", { slot, depth, from: oldHead, to: newHead }),
    );
    this.refreshGauges();
  }

  /** One line for the slot that ends. */
  slotEnded(slot: Slot): void {
    const { chain } = this;
    const { head, store } = chain;
    const spec = chain.specAt(slot);
    if (this.lastFork !== null && this.lastFork !== spec.fork)
      this.log.info("fork", { from: this.lastFork, to: spec.fork });
    this.lastFork = spec.fork;
    this.log.info(head.slot === slot ? "slot" : "slot without block", {
      slot,
      epoch: spec.compute_epoch_at_slot(slot),
      head: head.root,
      ...(head.slot === slot ? {} : { headSlot: head.slot }),
      payload: this.payloadStatus(),
      participation: `${Math.round(this.participation().rate * 100)}%`,
      justified: store.justified_checkpoint.epoch,
      finalized: store.finalized_checkpoint.epoch,
      fork: spec.fork,
    });
    this.refreshGauges();
  }

  /** Brings every gauge that mirrors the chain up to date. */
  refreshGauges(): void {
    const { chain, metrics } = this;
    const { head, store, spec, clock } = chain;
    metrics.headSlot.set(head.slot);
    metrics.beaconHeadSlot.set(head.slot);
    metrics.headEpoch.set(spec.compute_epoch_at_slot(head.slot));
    metrics.beaconSlot.set(clock.currentSlot);
    metrics.finalizedEpoch.set(store.finalized_checkpoint.epoch);
    metrics.beaconFinalizedEpoch.set(store.finalized_checkpoint.epoch);
    metrics.justifiedEpoch.set(store.justified_checkpoint.epoch);
    metrics.beaconJustifiedEpoch.set(store.justified_checkpoint.epoch);
    metrics.syncing.set(chain.syncStatus().isSyncing ? 1 : 0);
    const { target, active } = this.participation();
    metrics.previousActiveGwei.set(active);
    metrics.previousTargetGwei.set(target);
  }

  private payloadStatus(): string {
    const { chain } = this;
    const { head } = chain;
    const { fork } = chain.specAt(head.slot);
    if (isAtLeast(fork, "gloas")) return chain.payloadStatusOf(head);
    return isAtLeast(fork, "bellatrix") ? "in block" : "none";
  }

  /** Effective balance that attested to the previous epoch's target, of what is active, in Gwei, and their quotient. */
  private participation(): { target: number; active: number; rate: number } {
    const { chain } = this;
    const state = chain.headState();
    const spec = chain.specOf(state);
    const active = spec.get_total_active_balance(state);
    const epoch = spec.get_previous_epoch(state);
    const target = isAtLeast(spec.fork, "altair")
      ? spec.get_total_balance(state, spec.get_unslashed_participating_indices(state, TIMELY_TARGET_FLAG_INDEX, epoch))
      : spec.get_attesting_balance(state, spec.get_matching_target_attestations(state, epoch));
    return { target, active, rate: target / active };
  }
}
