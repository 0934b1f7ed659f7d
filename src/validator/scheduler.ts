import type { Chain } from "../chain/chain.ts";
import type { Logger } from "../log/logger.ts";
import { describeError } from "../log/logger.ts";
import type { Slot } from "../spec/values.ts";
import type { AttestationDuties } from "./attestation-duties.ts";
import type { PayloadDuties } from "./payload-duties.ts";
import type { ProposalDuties } from "./proposal-duties.ts";
import type { SyncCommitteeDuties } from "./sync-committee-duties.ts";

/** The services whose duties a slot calls for. */
export interface DutyServices {
  readonly proposals: ProposalDuties;
  readonly attestations: AttestationDuties;
  readonly sync: SyncCommitteeDuties;
  readonly payloads: PayloadDuties;
  /** Bids for the slot that is next. */
  readonly builders: { bid(slot: Slot): Promise<void> };
}

/**
 * Calls each duty at its time in every slot: the deadlines are the specification's, in milliseconds into the slot. A
 * duty that fails is one line in the log and never stops another.
 */
export class DutyScheduler {
  private readonly chain: Chain;
  private readonly services: DutyServices;
  private readonly log: Logger;
  private readonly running = new Set<Promise<void>>();

  constructor(chain: Chain, services: DutyServices, log: Logger) {
    this.chain = chain;
    this.services = services;
    this.log = log;
  }

  /** Starts what this slot asks for; returns at once. */
  startSlot(slot: Slot, signal: AbortSignal): void {
    const { chain, services } = this;
    const spec = chain.specAt(slot);
    const at = (ms: number) => chain.clock.untilIntoSlot(slot, ms, signal);
    const blockOr = (ms: number) => chain.untilBlockOf(slot, ms, signal);
    this.duty("proposal", slot, signal, () => services.proposals.propose(slot));
    this.duty("attestation", slot, signal, async () => {
      await blockOr(spec.get_attestation_due_ms());
      if (!signal.aborted) services.attestations.attest(slot);
    });
    this.duty("aggregation", slot, signal, async () => {
      await at(spec.get_aggregate_due_ms());
      if (!signal.aborted) services.attestations.aggregate(slot);
    });
    if (services.sync.active(slot)) {
      this.duty("sync committee message", slot, signal, async () => {
        await blockOr(spec.get_sync_message_due_ms());
        if (!signal.aborted) services.sync.vote(slot);
      });
      this.duty("sync committee contribution", slot, signal, async () => {
        await at(spec.get_contribution_due_ms());
        if (!signal.aborted) services.sync.contribute(slot);
      });
    }
    if (services.payloads.active(slot)) {
      this.duty("payload attestation", slot, signal, async () => {
        await chain.untilPayloadOf(slot, spec.get_payload_attestation_due_ms(), signal);
        // A vote that is late counts nowhere.
        if (chain.clock.currentSlot > slot) this.log.warn("too late for the payload attestation", { slot });
        else if (!signal.aborted) services.payloads.attest(slot);
      });
      this.duty("proposer preferences", slot, signal, () => services.payloads.announcePreferences(slot));
    }
    if (services.payloads.hasInclusionLists(slot))
      this.duty("inclusion list", slot, signal, async () => {
        await blockOr(spec.get_inclusion_list_due_ms());
        if (!signal.aborted) await services.payloads.proposeInclusionLists(slot);
      });
    this.duty("payload preparation", slot, signal, async () => {
      await at(this.preparationTime());
      if (signal.aborted) return;
      await services.proposals.prepare(slot + 1);
      await services.builders.bid(slot + 1);
    });
  }

  /** Resolves when every duty that was started has ended. */
  async idle(): Promise<void> {
    await Promise.all(this.running);
  }

  /** Late enough that the head of the slot is known, early enough that an engine can fill a block: 5/6 of the slot. */
  private preparationTime(): number {
    return Math.floor((this.chain.clock.slotDurationMs * 5) / 6);
  }

  private duty(name: string, slot: Slot, signal: AbortSignal, work: () => Promise<void> | void): void {
    const run = async () => {
      try {
        await work();
      } catch (error) {
        if (signal.aborted) return;
        this.log.error(`${name} failed`, { slot, error: describeError(error) });
        this.log.debug(`${name} failed at`, { stack: error instanceof Error ? error.stack : undefined });
      }
    };
    const promise = run();
    this.running.add(promise);
    void promise.finally(() => this.running.delete(promise));
  }
}
