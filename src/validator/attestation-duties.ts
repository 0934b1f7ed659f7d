import { BitArray } from "@chainsafe/ssz";
import { produceAttestationData } from "../chain/attestation-data.ts";
import type { Chain } from "../chain/chain.ts";
import { describeError, type Logger } from "../log/logger.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { isAtLeast } from "../spec/forks.ts";
import type { Attestation, Epoch, Slot } from "../spec/values.ts";
import { type AttesterDuty, attesterDuties } from "./duties.ts";
import type { Signer } from "./signer.ts";

/** Attests and aggregates with our keys: phase0 validator.md "Attesting" and "Attestation aggregation". */
export class AttestationDuties {
  private readonly chain: Chain;
  private readonly signer: Signer;
  private readonly metrics: Metrics;
  private readonly log: Logger;
  private known: { epoch: Epoch; dependentRoot: string; duties: AttesterDuty[] } | null = null;

  constructor(chain: Chain, signer: Signer, metrics: Metrics, log: Logger) {
    this.chain = chain;
    this.signer = signer;
    this.metrics = metrics;
    this.log = log;
  }

  /** Signs and publishes the vote of each of our validators that the slot's committees hold. */
  attest(slot: Slot): void {
    const { chain, signer } = this;
    const { spec, state } = chain.headFor(slot);
    let signed = 0;
    for (const duty of this.dutiesAt(slot)) {
      const data = produceAttestationData(chain, slot, duty.committeeIndex);
      try {
        const signature = signer.signAttestation(spec, state, duty.validatorIndex, data);
        if (isAtLeast(spec.fork, "electra"))
          chain.intake.singleAttestation({
            committee_index: duty.committeeIndex,
            attester_index: duty.validatorIndex,
            data,
            signature,
          });
        else
          chain.intake.attestation({
            aggregation_bits: BitArray.fromSingleBit(duty.committeeLength, duty.position),
            data,
            signature,
          } as Attestation);
        signed++;
      } catch (error) {
        this.log.warn("attestation not made", { slot, validator: duty.validatorIndex, error: describeError(error) });
      }
    }
    this.metrics.attestationsProduced.inc(signed);
    if (signed > 0) this.log.debug("attested", { slot, validators: signed });
  }

  /** Publishes the aggregate of each committee for which one of our validators is an aggregator. */
  aggregate(slot: Slot): void {
    const { chain, signer } = this;
    const { spec, state } = chain.headFor(slot);
    for (const duty of this.dutiesAt(slot)) {
      const secret = signer.secretOf(state, duty.validatorIndex);
      const selectionProof = spec.get_slot_signature(state, slot, secret);
      if (!spec.is_aggregator(state, slot, duty.committeeIndex, selectionProof)) continue;
      const data = produceAttestationData(chain, slot, duty.committeeIndex);
      const dataRoot = spec.types.AttestationData.hashTreeRoot(data);
      const aggregate = chain.pools.attestations.aggregate(spec, slot, dataRoot, duty.committeeIndex);
      if (aggregate === null) continue;
      const message = spec.get_aggregate_and_proof(state, duty.validatorIndex, aggregate, secret);
      const signature = spec.get_aggregate_and_proof_signature(state, message, secret);
      chain.intake.aggregate({ message, signature });
    }
  }

  private dutiesAt(slot: Slot): AttesterDuty[] {
    const { spec, state } = this.chain.headFor(slot);
    const epoch = spec.compute_epoch_at_slot(slot);
    const dependentRoot = this.chain.dependentRoot(state, epoch - 1).toHex();
    if (this.known === null || this.known.epoch !== epoch || this.known.dependentRoot !== dependentRoot)
      this.known = {
        epoch,
        dependentRoot,
        duties: attesterDuties(spec, state, epoch, this.signer.indices(state)),
      };
    return this.known.duties.filter((duty) => duty.slot === slot);
  }
}
