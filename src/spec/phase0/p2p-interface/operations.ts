import { GossipIgnore, GossipReject } from "../../gossip-outcome.ts";
import type { BeaconState } from "../../state.ts";
import type {
  AttesterSlashing,
  IndexedAttestation,
  ProposerSlashing,
  SignedVoluntaryExit,
  Uint64,
  Validator,
} from "../../values.ts";
import { DOMAIN_BEACON_PROPOSER, DOMAIN_VOLUNTARY_EXIT, FAR_FUTURE_EPOCH } from "../constants.ts";
import type { Store } from "../fork-choice/store.ts";
import { Phase0AttestationGossip } from "./attestations.ts";
import { isReachable } from "./helpers.ts";
import type { Seen } from "./seen.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/phase0/p2p-interface.md#voluntary_exit */
export abstract class Phase0OperationGossip extends Phase0AttestationGossip {
  /** Topic `voluntary_exit`. Throws `GossipIgnore` or `GossipReject`; else the exit is noted as seen. */
  validate_voluntary_exit_gossip(
    seen: Seen,
    store: Store,
    signed_voluntary_exit: SignedVoluntaryExit,
    current_time_ms: Uint64,
  ): void {
    const voluntary_exit = signed_voluntary_exit.message;
    const { state, validator } = this.checkExitingValidator(seen, store, signed_voluntary_exit, current_time_ms);
    const domain = this.get_domain(state, DOMAIN_VOLUNTARY_EXIT, voluntary_exit.epoch);
    const signing_root = this.compute_signing_root(this.types.VoluntaryExit, voluntary_exit, domain);
    if (!this.bls.Verify(validator.pubkey, signing_root, signed_voluntary_exit.signature))
      throw new GossipReject("invalid voluntary exit signature");
    seen.voluntary_exit_indices.add(voluntary_exit.validator_index);
  }

  /** Topic `proposer_slashing`. Throws `GossipIgnore` or `GossipReject`; else the proposer is noted as seen. */
  validate_proposer_slashing_gossip(seen: Seen, store: Store, proposer_slashing: ProposerSlashing): void {
    const { signed_header_1, signed_header_2 } = proposer_slashing;
    const header_1 = signed_header_1.message;
    const header_2 = signed_header_2.message;
    const { proposer_index } = header_1;
    if (seen.proposer_slashing_indices.has(proposer_index))
      throw new GossipIgnore("already seen proposer slashing for this proposer");
    if (header_1.slot !== header_2.slot) throw new GossipReject("header slots do not match");
    if (proposer_index !== header_2.proposer_index) throw new GossipReject("header proposer indices do not match");
    if (this.types.BeaconBlockHeader.equals(header_1, header_2)) throw new GossipReject("headers are not different");

    const state = this.headState(store);
    if (proposer_index >= state.validators.length) throw new GossipReject("proposer index out of range");
    const proposer = state.validators.get(proposer_index);
    if (!this.is_slashable_validator(proposer, this.get_current_epoch(state)))
      throw new GossipReject("proposer is not slashable");
    // Epoch arithmetic does not reach such a slot, nor does any duty sign for it.
    if (!isReachable(header_1.slot)) throw new GossipReject("invalid proposer slashing signature");
    const domain = this.get_domain(state, DOMAIN_BEACON_PROPOSER, this.compute_epoch_at_slot(header_1.slot));
    for (const { message, signature } of [signed_header_1, signed_header_2]) {
      const signing_root = this.compute_signing_root(this.types.BeaconBlockHeader, message, domain);
      if (!this.bls.Verify(proposer.pubkey, signing_root, signature))
        throw new GossipReject("invalid proposer slashing signature");
    }
    seen.proposer_slashing_indices.add(proposer_index);
  }

  /** Topic `attester_slashing`. Throws `GossipIgnore` or `GossipReject`; else the attesters are noted as seen. */
  validate_attester_slashing_gossip(seen: Seen, store: Store, attester_slashing: AttesterSlashing): void {
    const { attestation_1, attestation_2 } = attester_slashing;
    const indices_2 = new Set(attestation_2.attesting_indices);
    const slashable_indices = attestation_1.attesting_indices.filter((index) => indices_2.has(index));
    if (slashable_indices.every((index) => seen.attester_slashing_indices.has(index)))
      throw new GossipIgnore("all attester slashing indices already seen");
    if (!this.is_slashable_attestation_data(attestation_1.data, attestation_2.data))
      throw new GossipReject("attestation data is not slashable");

    const state = this.headState(store);
    this.checkIndexedAttestation(state, attestation_1, 1);
    this.checkIndexedAttestation(state, attestation_2, 2);
    const current_epoch = this.get_current_epoch(state);
    if (!slashable_indices.some((index) => this.is_slashable_validator(state.validators.get(index), current_epoch)))
      throw new GossipReject("no slashable validators in intersection");
    for (const index of slashable_indices) seen.attester_slashing_indices.add(index);
  }

  /** All conditions of an exit but its signature; gives the validator, and the state that it was judged by. */
  protected checkExitingValidator(
    seen: Seen,
    store: Store,
    { message: { validator_index, epoch } }: SignedVoluntaryExit,
    current_time_ms: Uint64,
  ): { state: BeaconState; validator: Validator } {
    if (seen.voluntary_exit_indices.has(validator_index))
      throw new GossipIgnore("already seen voluntary exit for this validator");
    if (this.is_future_epoch(store, epoch, current_time_ms))
      throw new GossipIgnore("voluntary exit epoch is in the future");
    const state = this.headState(store);
    if (validator_index >= state.validators.length) throw new GossipReject("validator index out of range");
    const validator = state.validators.get(validator_index);
    const current_epoch = this.get_current_epoch(state);
    if (validator.exit_epoch !== FAR_FUTURE_EPOCH) throw new GossipIgnore("validator has already initiated exit");
    if (!this.is_active_validator(validator, current_epoch)) throw new GossipReject("validator is not active");
    if (current_epoch < validator.activation_epoch + this.config.SHARD_COMMITTEE_PERIOD)
      throw new GossipReject("validator has not been active long enough");
    return { state, validator };
  }

  private checkIndexedAttestation(state: BeaconState, attestation: IndexedAttestation, ordinal: 1 | 2): void {
    if (attestation.attesting_indices.some((index) => index >= state.validators.length))
      throw new GossipReject(`validator index out of range in indexed attestation ${ordinal}`);
    if (!this.is_valid_indexed_attestation(state, attestation))
      throw new GossipReject(`invalid indexed attestation ${ordinal}`);
  }
}
