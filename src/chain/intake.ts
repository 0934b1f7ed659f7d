import { describeError } from "../log/logger.ts";
import type {
  Attestation,
  PayloadAttestationMessage,
  SignedAggregateAndProof,
  SignedContributionAndProof,
  SignedExecutionPayloadBid,
  SignedInclusionList,
  SignedProposerPreferences,
  SingleAttestation,
  SyncCommitteeMessage,
} from "../spec/values.ts";
import { toHex } from "../ssz/bytes.ts";
import type { Chain } from "./chain.ts";
import type { HeadTracker } from "./head-tracker.ts";

/**
 * Takes messages other than blocks and payloads that our own duties made: into fork choice, the pools and the event
 * stream. Votes of the slot that is still running count for fork choice from the next on, as the specification has it.
 */
export class Intake {
  private readonly chain: Chain;
  private readonly head: HeadTracker;
  private waiting: Attestation[] = [];

  constructor(chain: Chain, head: HeadTracker) {
    this.chain = chain;
    this.head = head;
  }

  /** One attester's vote, before electra. */
  attestation(attestation: Attestation): void {
    const spec = this.chain.specAt(attestation.data.slot);
    this.chain.pools.attestations.add(spec, attestation);
    this.waiting.push(attestation);
    this.chain.events.emit("attestation", { attestation });
  }

  /** One attester's vote, from electra on. */
  singleAttestation(single: SingleAttestation): void {
    const { chain } = this;
    const { spec, state } = chain.headFor(single.data.slot);
    const attestation = chain.pools.attestations.addSingle(spec, state, single);
    if (attestation !== null) this.waiting.push(attestation);
    chain.events.emit("single_attestation", { attestation: single });
  }

  aggregate({ message }: SignedAggregateAndProof): void {
    const spec = this.chain.specAt(message.aggregate.data.slot);
    this.chain.pools.attestations.add(spec, message.aggregate);
    this.chain.events.emit("attestation", { attestation: message.aggregate });
  }

  /** `positions`: the validator's places in the sync committee. */
  syncCommitteeMessage(message: SyncCommitteeMessage, positions: readonly number[]): void {
    this.chain.pools.sync.addMessage(message, positions);
  }

  contribution({ message }: SignedContributionAndProof): void {
    this.chain.pools.sync.addContribution(message.contribution);
  }

  payloadAttestation(message: PayloadAttestationMessage): void {
    const { chain } = this;
    chain.specAt(message.data.slot).on_payload_attestation_message(chain.store, message);
    chain.pools.payloadAttestations.add(message);
    chain.events.emit("payload_attestation_message", { message });
    this.head.update();
  }

  bid(bid: SignedExecutionPayloadBid): void {
    this.chain.pools.bids.addBid(bid);
    this.chain.events.emit("execution_payload_bid", { bid });
  }

  proposerPreferences(preferences: SignedProposerPreferences): void {
    this.chain.pools.bids.addPreferences(preferences);
    this.chain.events.emit("proposer_preferences", { preferences });
  }

  inclusionList(list: SignedInclusionList): void {
    const { chain } = this;
    chain.specAt(list.message.slot).on_inclusion_list(chain.store, list);
  }

  /** Counts the votes of slots that have ended: at each slot's start. */
  countWaiting(): void {
    const { chain } = this;
    const now = chain.clock.currentSlot;
    const still: Attestation[] = [];
    for (const attestation of this.waiting) {
      if (attestation.data.slot >= now) {
        still.push(attestation);
        continue;
      }
      if (!chain.store.blocks.has(toHex(attestation.data.beacon_block_root))) continue;
      try {
        chain.spec.on_attestation(chain.store, attestation, false);
      } catch (error) {
        chain.log.debug("vote not counted", { slot: attestation.data.slot, error: describeError(error) });
      }
    }
    this.waiting = still;
  }
}
