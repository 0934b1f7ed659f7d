import type { Chain } from "../chain/chain.ts";
import type { Logger } from "../log/logger.ts";
import { isAtLeast } from "../spec/forks.ts";
import type { PayloadAttestationMessage, Slot } from "../spec/values.ts";
import { inclusionListMembers, ptcMembers } from "./duties.ts";
import type { ProposerSettings } from "./proposal-duties.ts";
import type { Signer } from "./signer.ts";

/**
 * What gloas and heze ask of validators around payloads: timeliness votes, preferences of coming proposers, inclusion
 * lists (gloas validator.md, heze validator.md).
 */
export class PayloadDuties {
  private readonly chain: Chain;
  private readonly signer: Signer;
  private readonly settings: ProposerSettings;
  private readonly log: Logger;
  private readonly announced = new Set<string>();

  constructor(chain: Chain, signer: Signer, settings: ProposerSettings, log: Logger) {
    this.chain = chain;
    this.signer = signer;
    this.settings = settings;
    this.log = log;
  }

  /** Whether the slot's fork has payload timeliness committees. */
  active(slot: Slot): boolean {
    return isAtLeast(this.chain.specAt(slot).fork, "gloas");
  }

  /** Whether the slot's fork has inclusion lists. */
  hasInclusionLists(slot: Slot): boolean {
    return isAtLeast(this.chain.specAt(slot).fork, "heze");
  }

  /** Votes on whether the slot's payload and blobs are here; says nothing where the slot has no block. */
  attest(slot: Slot): void {
    const { chain, signer } = this;
    const { spec, head, state } = chain.headFor(slot);
    if (head.slot !== slot) return;
    const data = {
      beacon_block_root: head.root,
      slot,
      payload_present: chain.importer.payloadArrivedInTime(spec, head.root),
      blob_data_available: chain.importer.isDataAvailable(head.root),
    };
    const members = ptcMembers(spec, state, slot, signer.indices(state));
    for (const validator_index of members) {
      const message: PayloadAttestationMessage = { validator_index, data, signature: new Uint8Array(96) };
      message.signature = spec.get_payload_attestation_message_signature(
        state,
        message,
        signer.secretOf(state, validator_index),
      );
      chain.intake.payloadAttestation(message);
    }
    if (members.length > 0)
      this.log.debug("payload attested", { slot, validators: members.length, present: data.payload_present });
  }

  /** Tells what our proposers of the coming slots want, once for each slot and shuffling. */
  announcePreferences(slot: Slot): void {
    const { chain, signer } = this;
    const { spec, head, state } = chain.headFor(slot);
    for (const validatorIndex of signer.indices(state)) {
      for (const proposalSlot of spec.get_upcoming_proposal_slots(state, validatorIndex)) {
        const signed = spec.get_signed_proposer_preferences(
          chain.store,
          state,
          head.root,
          proposalSlot,
          validatorIndex,
          this.settings.feeRecipient,
          this.settings.targetGasLimit,
          signer.secretOf(state, validatorIndex),
        );
        const key = `${proposalSlot}:${signed.message.dependent_root.toHex()}`;
        if (this.announced.has(key)) continue;
        this.announced.add(key);
        chain.intake.proposerPreferences(signed);
      }
    }
    for (const key of this.announced) if (Number(key.split(":")[0]) < slot) this.announced.delete(key);
  }

  /** Publishes what the engine's pool holds for each member of ours in the slot's inclusion list committee. */
  async proposeInclusionLists(slot: Slot): Promise<void> {
    const { chain, signer } = this;
    const { spec, head, state } = chain.headFor(slot);
    const members = inclusionListMembers(spec, state, slot, signer.indices(state));
    if (members.length === 0 || chain.engine === null) return;
    const transactions = await chain.engine.getInclusionList();
    // A list of nothing is not accepted anywhere.
    if (transactions.length === 0) return;
    for (const validatorIndex of members)
      chain.intake.inclusionList(
        spec.get_signed_inclusion_list(
          chain.store,
          state,
          head.root,
          slot,
          validatorIndex,
          transactions,
          signer.secretOf(state, validatorIndex),
        ),
      );
    this.log.debug("inclusion lists published", {
      slot,
      validators: members.length,
      transactions: transactions.length,
    });
  }
}
