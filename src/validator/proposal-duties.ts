import type { Chain } from "../chain/chain.ts";
import { produceBlock } from "../chain/produce-block.ts";
import { revealPayload } from "../chain/reveal-payload.ts";
import type { Logger } from "../log/logger.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { isAtLeast } from "../spec/forks.ts";
import type { BeaconState } from "../spec/state.ts";
import type { ExecutionAddress, Slot, ValidatorIndex } from "../spec/values.ts";
import type { Signer } from "./signer.ts";

/** What the operator wishes of our blocks. */
export interface ProposerSettings {
  readonly feeRecipient: ExecutionAddress;
  /** 32 bytes. */
  readonly graffiti: Uint8Array;
  /** Gas. */
  readonly targetGasLimit: number;
  /** Whether the engine is told payload attributes, and listeners of events with it, for others' slots too. */
  readonly preparesEverySlot: boolean;
}

/** Proposes blocks with our keys, and from gloas on the payload envelopes of self-built ones. */
export class ProposalDuties {
  private readonly chain: Chain;
  private readonly signer: Signer;
  private readonly settings: ProposerSettings;
  private readonly metrics: Metrics;
  private readonly log: Logger;

  constructor(chain: Chain, signer: Signer, settings: ProposerSettings, metrics: Metrics, log: Logger) {
    this.chain = chain;
    this.signer = signer;
    this.settings = settings;
    this.metrics = metrics;
    this.log = log;
  }

  /** Asks the engine for a payload ahead of a slot of which we are the proposer, or of every slot where that is wished. */
  async prepare(slot: Slot): Promise<void> {
    if (this.chain.payloads === null) return;
    if (!this.settings.preparesEverySlot && this.proposerOf(slot) === null) return;
    await this.chain.payloads.start({ slot, ...this.settings });
  }

  /** Proposes if the slot's proposer is ours. */
  async propose(slot: Slot): Promise<void> {
    if (slot === 0) return;
    const proposer = this.proposerOf(slot);
    if (proposer === null) return;
    const { spec, state } = this.chain.headFor(slot);
    const secret = this.signer.secretOf(state, proposer);
    const randaoReveal = spec.get_epoch_signature(state, { ...spec.types.BeaconBlock.defaultValue(), slot }, secret);
    const produced = await produceBlock(this.chain, { slot, ...this.settings, randaoReveal });
    const signed = this.signer.signBlock(produced.spec, state, produced.block);
    const root = await this.chain.importer.importBlock(signed, produced.built);
    this.metrics.blocksProposed.inc();
    this.log.info("proposed", {
      slot,
      root,
      validator: proposer,
      attestations: produced.block.body.attestations.length,
      ...(produced.bid === null
        ? {}
        : { builder: produced.bid.message.builder_index, bid: produced.bid.message.value }),
    });
    if (isAtLeast(produced.spec.fork, "gloas") && produced.bid === null)
      await revealPayload(this.chain, produced.spec, root, produced.block, produced.built!, secret);
  }

  private proposerOf(slot: Slot): ValidatorIndex | null {
    const { spec, state } = this.chain.headFor(slot);
    const index = spec.get_beacon_proposer_index(state as BeaconState);
    return this.signer.indices(state).has(index) ? index : null;
  }
}
