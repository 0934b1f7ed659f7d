import { BitArray } from "@chainsafe/ssz";
import { toHex } from "../../ssz/bytes.ts";
import { builderIndexOf } from "../derived/builder-index.ts";
import { validatorIndexOf } from "../derived/pubkey-index.ts";
import type { BeaconState } from "../state.ts";
import type {
  Attestation,
  AttesterSlashing,
  IndexedAttestation,
  PayloadTimelinessCommitteeWindow,
  PendingDeposit,
} from "../values.ts";
import { GloasBeaconChain } from "./beacon-chain.ts";
import { BUILDER_INDEX_SELF_BUILD, PAYLOAD_BUILDER_VERSION } from "./constants.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/gloas/fork.md */
export abstract class GloasFork extends GloasBeaconChain {
  /** The committees from the current epoch on; those of the epoch before are all validator 0. */
  initialize_ptc_window(state: BeaconState): PayloadTimelinessCommitteeWindow {
    const { PTC_SIZE, SLOTS_PER_EPOCH, MIN_SEED_LOOKAHEAD } = this.preset;
    const start_slot = this.compute_start_slot_at_epoch(this.get_current_epoch(state));
    const ptcs = Array.from({ length: (1 + MIN_SEED_LOOKAHEAD) * SLOTS_PER_EPOCH }, (_, index) =>
      this.compute_ptc(state, start_slot + index),
    );
    const empty_previous_epoch = Array.from({ length: SLOTS_PER_EPOCH }, () => new Array<number>(PTC_SIZE).fill(0));
    return [...empty_previous_epoch, ...ptcs];
  }

  /** Moves the queue's deposits for builders into the registry of builders. */
  onboard_builders_from_pending_deposits(state: BeaconState): void {
    const pending_deposits: PendingDeposit[] = [];
    const keptByPubkey = new Map<string, PendingDeposit[]>();
    const keep = (deposit: PendingDeposit): void => {
      pending_deposits.push(deposit);
      const key = toHex(deposit.pubkey);
      const kept = keptByPubkey.get(key);
      if (kept === undefined) keptByPubkey.set(key, [deposit]);
      else kept.push(deposit);
    };
    for (const deposit of state.pending_deposits.toArray()) {
      const { pubkey, withdrawal_credentials, amount, signature, slot } = deposit;
      if (validatorIndexOf(state, pubkey) !== undefined) {
        keep(deposit);
        continue;
      }
      const builder_index = builderIndexOf(state, pubkey);
      if (builder_index !== undefined) {
        state.builders.get(builder_index).balance += amount;
        continue;
      }
      const forBuilder = this.is_builder_withdrawal_credential(withdrawal_credentials);
      if (!forBuilder || this.is_pending_validator(keptByPubkey.get(toHex(pubkey)) ?? [], pubkey)) {
        keep(deposit);
        continue;
      }
      if (!this.is_valid_deposit_signature(pubkey, withdrawal_credentials, amount, signature)) continue;
      const execution_address = withdrawal_credentials.slice(12);
      this.add_builder_to_registry(state, pubkey, PAYLOAD_BUILDER_VERSION, execution_address, amount, slot);
    }
    state.pending_deposits.replace(pending_deposits);
  }

  /** The Gloas state that a Fulu state becomes in the first slot of the fork's epoch. */
  upgrade_to_gloas(pre: BeaconState): BeaconState {
    const epoch = this.get_current_epoch(pre);
    const post = this.stateType.upgradeFrom(pre);
    post.fork = {
      previous_version: pre.fork.current_version,
      current_version: this.config.GLOAS_FORK_VERSION,
      epoch,
    };
    const { block_hash, parent_hash, prev_randao, gas_limit } = pre.latest_execution_payload_header;
    post.latest_block_hash = block_hash;
    const { SLOTS_PER_HISTORICAL_ROOT } = this.preset;
    post.execution_payload_availability = BitArray.fromBoolArray(new Array(SLOTS_PER_HISTORICAL_ROOT).fill(true));
    post.latest_execution_payload_bid = {
      ...this.types.ExecutionPayloadBid.defaultValue(),
      parent_block_hash: parent_hash,
      parent_block_root: pre.latest_block_header.parent_root,
      block_hash,
      prev_randao,
      gas_limit,
      builder_index: BUILDER_INDEX_SELF_BUILD,
      slot: pre.latest_block_header.slot,
      execution_requests_root: this.types.ExecutionRequests.hashTreeRoot(this.types.ExecutionRequests.defaultValue()),
    };
    post.ptc_window.replace(this.initialize_ptc_window(post));
    this.onboard_builders_from_pending_deposits(post);
    return post;
  }

  /** An attestation from before the fork, to be included in a block after it. */
  upgrade_attestation_to_gloas(pre: Attestation): Attestation {
    const { aggregation_bits, data, signature, committee_bits } = pre;
    return { aggregation_bits, data, signature, committee_bits };
  }

  upgrade_indexed_attestation_to_gloas(pre: IndexedAttestation): IndexedAttestation {
    const { attesting_indices, data, signature } = pre;
    return { attesting_indices, data, signature };
  }

  upgrade_attester_slashing_to_gloas(pre: AttesterSlashing): AttesterSlashing {
    return {
      attestation_1: this.upgrade_indexed_attestation_to_gloas(pre.attestation_1),
      attestation_2: this.upgrade_indexed_attestation_to_gloas(pre.attestation_2),
    };
  }
}
