import { validatorIndexOf } from "../derived/pubkey-index.ts";
import { GloasSpec } from "../gloas/spec.ts";
import { BLS_WITHDRAWAL_PREFIX } from "../phase0/constants.ts";
import type { BeaconState } from "../state.ts";
import type {
  BeaconBlock,
  BeaconBlockBody,
  InclusionListCommittee,
  PendingDeposit,
  SignedInclusionList,
  Slot,
  ValidatorIndex,
} from "../values.ts";
import { DOMAIN_INCLUSION_LIST_COMMITTEE } from "./constants.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/heze/beacon-chain.md */
export abstract class HezeBeaconChain extends GloasSpec {
  /** Whether the list's validator signed it. */
  is_valid_inclusion_list_signature(state: BeaconState, signed_inclusion_list: SignedInclusionList): boolean {
    const { message, signature } = signed_inclusion_list;
    const { pubkey } = state.validators.get(message.validator_index);
    const domain = this.compute_domain(
      DOMAIN_INCLUSION_LIST_COMMITTEE,
      this.compute_fork_version(this.compute_epoch_at_slot(message.slot)),
      state.genesis_validators_root,
    );
    const signing_root = this.compute_signing_root(this.types.InclusionList, message, domain);
    return this.bls.Verify(pubkey, signing_root, signature);
  }

  /** The first of the slot's attesters, begun again where there are fewer than the committee has members. */
  get_inclusion_list_committee(state: BeaconState, slot: Slot): InclusionListCommittee {
    const { INCLUSION_LIST_COMMITTEE_SIZE } = this.preset;
    const epoch = this.compute_epoch_at_slot(slot);
    const committees_per_slot = this.get_committee_count_per_slot(state, epoch);
    const indices: ValidatorIndex[] = [];
    for (let i = 0; i < committees_per_slot && indices.length < INCLUSION_LIST_COMMITTEE_SIZE; i++)
      indices.push(...this.get_beacon_committee(state, slot, i));
    return Array.from({ length: INCLUSION_LIST_COMMITTEE_SIZE }, (_, index) => indices[index % indices.length]!);
  }

  /** Applies a deposit; one that would make a validator with BLS withdrawal credentials is lost. */
  override apply_pending_deposit(state: BeaconState, deposit: PendingDeposit): void {
    const isBls = deposit.withdrawal_credentials[0] === BLS_WITHDRAWAL_PREFIX[0];
    if (isBls && validatorIndexOf(state, deposit.pubkey) === undefined) return;
    super.apply_pending_deposit(state, deposit);
  }

  override process_epoch(state: BeaconState): void {
    this.process_justification_and_finalization(state);
    this.process_inactivity_updates(state);
    this.process_rewards_and_penalties(state);
    this.process_registry_updates(state);
    this.process_slashings(state);
    this.process_pending_deposits(state);
    this.process_pending_consolidations(state);
    this.process_builder_pending_payments(state);
    this.process_effective_balance_updates(state);
    this.process_slashings_reset(state);
    this.process_randao_mixes_reset(state);
    this.process_historical_summaries_update(state);
    this.process_participation_flag_updates(state);
    this.process_sync_committee_updates(state);
    this.process_proposer_lookahead(state);
    this.process_ptc_window(state);
  }

  override process_block(state: BeaconState, block: BeaconBlock): void {
    const parent_slot = state.latest_block_header.slot;
    this.process_parent_execution_payload(state, block);
    this.process_block_header(state, block);
    this.process_withdrawals(state);
    this.process_execution_payload_bid(state, block.body.signed_execution_payload_bid);
    this.process_randao(state, block.body);
    this.process_operations(state, block.body, parent_slot);
    this.process_sync_aggregate(state, block.body.sync_aggregate);
  }

  override process_operations(state: BeaconState, body: BeaconBlockBody, parent_slot: Slot): void {
    this.assertOperationLimits(body);
    for (const operation of body.proposer_slashings) this.process_proposer_slashing(state, operation);
    for (const operation of body.attester_slashings) this.process_attester_slashing(state, operation);
    for (const operation of body.attestations) this.process_attestation(state, operation, parent_slot);
    for (const operation of body.voluntary_exits) this.process_voluntary_exit(state, operation);
    for (const operation of body.bls_to_execution_changes) this.process_bls_to_execution_change(state, operation);
    for (const operation of body.payload_attestations) this.process_payload_attestation(state, operation);
  }
}
