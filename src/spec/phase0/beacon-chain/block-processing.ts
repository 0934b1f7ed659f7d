import { bytesEqual } from "../../../ssz/bytes.ts";
import { appendValidator, validatorIndexOf } from "../../derived/pubkey-index.ts";
import { assert } from "../../errors.ts";
import { checkedSub } from "../../math.ts";
import type { BeaconState } from "../../state.ts";
import type {
  Attestation,
  AttestationData,
  AttesterSlashing,
  BeaconBlock,
  BeaconBlockBody,
  BLSPubkey,
  BLSSignature,
  Deposit,
  Domain,
  Gwei,
  ProposerSlashing,
  SignedVoluntaryExit,
  Validator,
} from "../../values.ts";
import {
  DEPOSIT_CONTRACT_TREE_DEPTH,
  DOMAIN_BEACON_PROPOSER,
  DOMAIN_DEPOSIT,
  DOMAIN_RANDAO,
  DOMAIN_VOLUNTARY_EXIT,
  FAR_FUTURE_EPOCH,
} from "../constants.ts";
import { Phase0EpochProcessing } from "./epoch-processing.ts";

/** Block processing, a method for each part and each operation. All throw where the block is invalid. */
export abstract class Phase0BlockProcessing extends Phase0EpochProcessing {
  /** Applies a block to the state at its slot. */
  process_block(state: BeaconState, block: BeaconBlock): void {
    this.process_block_header(state, block);
    this.process_randao(state, block.body);
    this.process_eth1_data(state, block.body);
    this.process_operations(state, block.body);
  }

  /** Checks slot, proposer and parent, and makes the block the latest. */
  process_block_header(state: BeaconState, block: BeaconBlock): void {
    const here = "process_block_header";
    assert(block.slot === state.slot, here, "block.slot == state.slot", () => ({
      "block.slot": block.slot,
      "state.slot": state.slot,
    }));
    const latest = state.latest_block_header;
    assert(block.slot > latest.slot, here, "block.slot > state.latest_block_header.slot", () => ({
      "block.slot": block.slot,
      "state.latest_block_header.slot": latest.slot,
    }));
    const proposer_index = this.get_beacon_proposer_index(state);
    assert(
      block.proposer_index === proposer_index,
      here,
      "block.proposer_index == get_beacon_proposer_index(state)",
      () => ({ "block.proposer_index": block.proposer_index, proposer_index }),
    );
    const parent_root = this.types.BeaconBlockHeader.hashTreeRoot(latest);
    assert(
      bytesEqual(block.parent_root, parent_root),
      here,
      "block.parent_root == hash_tree_root(state.latest_block_header)",
      () => ({ "block.parent_root": block.parent_root, parent_root }),
    );
    state.latest_block_header = {
      slot: block.slot,
      proposer_index: block.proposer_index,
      parent_root: block.parent_root,
      // Filled in by the next process_slot.
      state_root: new Uint8Array(32),
      body_root: this.types.BeaconBlockBody.hashTreeRoot(block.body),
    };
    assert(!state.validators.get(block.proposer_index).slashed, here, "not proposer.slashed", () => ({
      proposer_index,
    }));
  }

  /** Checks the RANDAO reveal and mixes it in. */
  process_randao(state: BeaconState, body: BeaconBlockBody): void {
    const epoch = this.get_current_epoch(state);
    const pubkey = state.validators.columns.pubkey.get(this.get_beacon_proposer_index(state));
    const signing_root = this.compute_signing_root(this.types.Epoch, epoch, this.get_domain(state, DOMAIN_RANDAO));
    assert(
      this.bls.Verify(pubkey, signing_root, body.randao_reveal),
      "process_randao",
      "bls.Verify(proposer.pubkey, signing_root, body.randao_reveal)",
    );
    const mix = this.xor(this.get_randao_mix(state, epoch), this.sha256(body.randao_reveal));
    state.randao_mixes.set(epoch % this.preset.EPOCHS_PER_HISTORICAL_VECTOR, mix);
  }

  /** Counts the block's eth1 vote. */
  process_eth1_data(state: BeaconState, body: BeaconBlockBody): void {
    const vote = body.eth1_data;
    state.eth1_data_votes.push(vote);
    const { deposit_root, deposit_count, block_hash } = state.eth1_data_votes.columns;
    let count = 0;
    for (let i = 0; i < state.eth1_data_votes.length; i++) {
      if (
        deposit_count.get(i) === vote.deposit_count &&
        deposit_root.equals(i, vote.deposit_root) &&
        block_hash.equals(i, vote.block_hash)
      )
        count++;
    }
    if (count * 2 > this.preset.EPOCHS_PER_ETH1_VOTING_PERIOD * this.preset.SLOTS_PER_EPOCH) state.eth1_data = vote;
  }

  /** Processes all operations, after checking that all outstanding deposits are among them. */
  process_operations(state: BeaconState, body: BeaconBlockBody): void {
    const outstanding = checkedSub(state.eth1_data.deposit_count, state.eth1_deposit_index);
    assert(
      body.deposits.length === Math.min(this.preset.MAX_DEPOSITS, outstanding),
      "process_operations",
      "len(body.deposits) == min(MAX_DEPOSITS, state.eth1_data.deposit_count - state.eth1_deposit_index)",
      () => ({ deposits: body.deposits.length, outstanding }),
    );
    for (const operation of body.proposer_slashings) this.process_proposer_slashing(state, operation);
    for (const operation of body.attester_slashings) this.process_attester_slashing(state, operation);
    for (const operation of body.attestations) this.process_attestation(state, operation);
    for (const operation of body.deposits) this.process_deposit(state, operation);
    for (const operation of body.voluntary_exits) this.process_voluntary_exit(state, operation);
  }

  /** Slashes the proposer of two different blocks of one slot. */
  process_proposer_slashing(state: BeaconState, proposer_slashing: ProposerSlashing): void {
    const here = "process_proposer_slashing";
    const header_1 = proposer_slashing.signed_header_1.message;
    const header_2 = proposer_slashing.signed_header_2.message;
    assert(header_1.slot === header_2.slot, here, "header_1.slot == header_2.slot");
    assert(
      header_1.proposer_index === header_2.proposer_index,
      here,
      "header_1.proposer_index == header_2.proposer_index",
    );
    assert(!this.types.BeaconBlockHeader.equals(header_1, header_2), here, "header_1 != header_2");
    const proposer = state.validators.get(header_1.proposer_index);
    assert(
      this.is_slashable_validator(proposer, this.get_current_epoch(state)),
      here,
      "is_slashable_validator(proposer, get_current_epoch(state))",
      () => ({ proposer_index: header_1.proposer_index }),
    );
    for (const signed_header of [proposer_slashing.signed_header_1, proposer_slashing.signed_header_2]) {
      const { message, signature } = signed_header;
      const domain = this.get_domain(state, DOMAIN_BEACON_PROPOSER, this.compute_epoch_at_slot(message.slot));
      const signing_root = this.compute_signing_root(this.types.BeaconBlockHeader, message, domain);
      assert(
        this.bls.Verify(proposer.pubkey, signing_root, signature),
        here,
        "bls.Verify(proposer.pubkey, signing_root, signed_header.signature)",
      );
    }
    this.slash_validator(state, header_1.proposer_index);
  }

  /** Slashes whoever signed both of two conflicting votes. */
  process_attester_slashing(state: BeaconState, attester_slashing: AttesterSlashing): void {
    const here = "process_attester_slashing";
    const { attestation_1, attestation_2 } = attester_slashing;
    assert(
      this.is_slashable_attestation_data(attestation_1.data, attestation_2.data),
      here,
      "is_slashable_attestation_data(attestation_1.data, attestation_2.data)",
    );
    for (const [name, attestation] of Object.entries({ attestation_1, attestation_2 }))
      assert(
        this.is_valid_indexed_attestation(state, attestation),
        here,
        `is_valid_indexed_attestation(state, ${name})`,
      );

    let slashed_any = false;
    const others = new Set(attestation_2.attesting_indices);
    // Sorted already, or they would not be valid.
    for (const index of attestation_1.attesting_indices) {
      if (!others.has(index)) continue;
      if (!this.is_slashable_validator(state.validators.get(index), this.get_current_epoch(state))) continue;
      this.slash_validator(state, index);
      slashed_any = true;
    }
    assert(slashed_any, here, "slashed_any");
  }

  /** Records an attestation for the epoch's accounting. */
  process_attestation(state: BeaconState, attestation: Attestation): void {
    const here = "process_attestation";
    const { data } = attestation;
    this.checkAttestationData(state, attestation);

    const pending_attestation = {
      aggregation_bits: attestation.aggregation_bits,
      data,
      inclusion_delay: state.slot - data.slot,
      proposer_index: this.get_beacon_proposer_index(state),
    };
    const { Checkpoint } = this.types;
    if (data.target.epoch === this.get_current_epoch(state)) {
      assert(
        Checkpoint.equals(data.source, state.current_justified_checkpoint),
        here,
        "data.source == state.current_justified_checkpoint",
        () => ({ source: data.source, justified: state.current_justified_checkpoint }),
      );
      state.current_epoch_attestations.push(pending_attestation);
    } else {
      assert(
        Checkpoint.equals(data.source, state.previous_justified_checkpoint),
        here,
        "data.source == state.previous_justified_checkpoint",
        () => ({ source: data.source, justified: state.previous_justified_checkpoint }),
      );
      state.previous_epoch_attestations.push(pending_attestation);
    }
    assert(
      this.is_valid_indexed_attestation(state, this.get_indexed_attestation(state, attestation)),
      here,
      "is_valid_indexed_attestation(state, get_indexed_attestation(state, attestation))",
    );
  }

  /** The assertions on slot, epoch, committee and bits with which `process_attestation` starts until Electra. */
  protected checkAttestationData(state: BeaconState, attestation: Attestation): void {
    const here = "process_attestation";
    const { data } = attestation;
    this.assertVoteEpoch(state, data);
    assert(
      data.slot + this.preset.MIN_ATTESTATION_INCLUSION_DELAY <= state.slot &&
        state.slot <= data.slot + this.preset.SLOTS_PER_EPOCH,
      here,
      "data.slot + MIN_ATTESTATION_INCLUSION_DELAY <= state.slot <= data.slot + SLOTS_PER_EPOCH",
      () => ({ "data.slot": data.slot, "state.slot": state.slot }),
    );
    this.assertVoteCommittee(state, attestation);
  }

  /** The assertions on epochs with which `process_attestation` of every fork starts. */
  protected assertVoteEpoch(state: BeaconState, data: AttestationData): void {
    const here = "process_attestation";
    assert(
      data.target.epoch === this.get_previous_epoch(state) || data.target.epoch === this.get_current_epoch(state),
      here,
      "data.target.epoch in (get_previous_epoch(state), get_current_epoch(state))",
      () => ({ "data.target.epoch": data.target.epoch, "state.slot": state.slot }),
    );
    assert(
      data.target.epoch === this.compute_epoch_at_slot(data.slot),
      here,
      "data.target.epoch == compute_epoch_at_slot(data.slot)",
      () => ({ "data.target.epoch": data.target.epoch, "data.slot": data.slot }),
    );
  }

  /** The assertions on committee and bits of `process_attestation` until Electra. */
  protected assertVoteCommittee(state: BeaconState, { aggregation_bits, data }: Attestation): void {
    const here = "process_attestation";
    assert(
      data.index < this.get_committee_count_per_slot(state, data.target.epoch),
      here,
      "data.index < get_committee_count_per_slot(state, data.target.epoch)",
      () => ({ "data.index": data.index }),
    );
    const committee = this.get_beacon_committee(state, data.slot, data.index);
    assert(
      aggregation_bits.bitLen === committee.length,
      here,
      "len(attestation.aggregation_bits) == len(committee)",
      () => ({ bits: aggregation_bits.bitLen, committee: committee.length }),
    );
  }

  /** The validator that a first deposit makes. */
  get_validator_from_deposit(pubkey: BLSPubkey, withdrawal_credentials: Uint8Array, amount: Gwei): Validator {
    const { EFFECTIVE_BALANCE_INCREMENT, MAX_EFFECTIVE_BALANCE } = this.preset;
    return {
      pubkey,
      withdrawal_credentials,
      effective_balance: Math.min(amount - (amount % EFFECTIVE_BALANCE_INCREMENT), MAX_EFFECTIVE_BALANCE),
      slashed: false,
      activation_eligibility_epoch: FAR_FUTURE_EPOCH,
      activation_epoch: FAR_FUTURE_EPOCH,
      exit_epoch: FAR_FUTURE_EPOCH,
      withdrawable_epoch: FAR_FUTURE_EPOCH,
    };
  }

  /** Appends a new validator with its balance. */
  add_validator_to_registry(
    state: BeaconState,
    pubkey: BLSPubkey,
    withdrawal_credentials: Uint8Array,
    amount: Gwei,
  ): void {
    appendValidator(state, this.get_validator_from_deposit(pubkey, withdrawal_credentials, amount));
    state.balances.push(amount);
  }

  /** Adds a deposit to its validator, or makes a new one if the deposit proves that its key is possessed. */
  apply_deposit(
    state: BeaconState,
    pubkey: BLSPubkey,
    withdrawal_credentials: Uint8Array,
    amount: Gwei,
    signature: BLSSignature,
  ): void {
    const index = validatorIndexOf(state, pubkey);
    if (index !== undefined) {
      this.increase_balance(state, index, amount);
      return;
    }
    const deposit_message = { pubkey, withdrawal_credentials, amount };
    // Deposits are valid across forks.
    const domain = this.compute_domain(DOMAIN_DEPOSIT);
    const signing_root = this.compute_signing_root(this.types.DepositMessage, deposit_message, domain);
    if (this.bls.VerifyNow(pubkey, signing_root, signature))
      this.add_validator_to_registry(state, pubkey, withdrawal_credentials, amount);
  }

  /** Processes the next deposit of the contract. */
  process_deposit(state: BeaconState, deposit: Deposit): void {
    assert(
      this.is_valid_merkle_branch(
        this.types.DepositData.hashTreeRoot(deposit.data),
        deposit.proof,
        // One more for the list's length.
        DEPOSIT_CONTRACT_TREE_DEPTH + 1,
        state.eth1_deposit_index,
        state.eth1_data.deposit_root,
      ),
      "process_deposit",
      "is_valid_merkle_branch(...)",
      () => ({ "state.eth1_deposit_index": state.eth1_deposit_index, deposit_root: state.eth1_data.deposit_root }),
    );
    state.eth1_deposit_index += 1;
    const { pubkey, withdrawal_credentials, amount, signature } = deposit.data;
    this.apply_deposit(state, pubkey, withdrawal_credentials, amount, signature);
  }

  /** Starts the exit that a validator asked for. */
  process_voluntary_exit(state: BeaconState, signed_voluntary_exit: SignedVoluntaryExit): void {
    const domain = this.get_domain(state, DOMAIN_VOLUNTARY_EXIT, signed_voluntary_exit.message.epoch);
    this.applyVoluntaryExit(state, signed_voluntary_exit, domain);
  }

  /** `process_voluntary_exit` with the domain of the signature, which is what forks change. */
  protected applyVoluntaryExit(state: BeaconState, signed_voluntary_exit: SignedVoluntaryExit, domain: Domain): void {
    const here = "process_voluntary_exit";
    const voluntary_exit = signed_voluntary_exit.message;
    const validator = state.validators.get(voluntary_exit.validator_index);
    const current_epoch = this.get_current_epoch(state);
    const values = (): Record<string, unknown> => ({
      validator_index: voluntary_exit.validator_index,
      current_epoch,
      "voluntary_exit.epoch": voluntary_exit.epoch,
    });
    assert(
      this.is_active_validator(validator, current_epoch),
      here,
      "is_active_validator(validator, get_current_epoch(state))",
      values,
    );
    assert(validator.exit_epoch === FAR_FUTURE_EPOCH, here, "validator.exit_epoch == FAR_FUTURE_EPOCH", values);
    assert(current_epoch >= voluntary_exit.epoch, here, "get_current_epoch(state) >= voluntary_exit.epoch", values);
    assert(
      current_epoch >= validator.activation_epoch + this.config.SHARD_COMMITTEE_PERIOD,
      here,
      "get_current_epoch(state) >= validator.activation_epoch + SHARD_COMMITTEE_PERIOD",
      values,
    );
    const signing_root = this.compute_signing_root(this.types.VoluntaryExit, voluntary_exit, domain);
    assert(
      this.bls.Verify(validator.pubkey, signing_root, signed_voluntary_exit.signature),
      here,
      "bls.Verify(validator.pubkey, signing_root, signed_voluntary_exit.signature)",
      values,
    );
    this.initiate_validator_exit(state, voluntary_exit.validator_index);
  }
}
