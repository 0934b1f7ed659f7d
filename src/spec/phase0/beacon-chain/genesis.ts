import { IncrementalMerkleTree } from "../../../ssz/incremental-merkle-tree.ts";
import type { BeaconState } from "../../state.ts";
import type { Deposit, Hash32, Uint64 } from "../../values.ts";
import { DEPOSIT_CONTRACT_TREE_DEPTH, GENESIS_EPOCH } from "../constants.ts";
import { Phase0BlockProcessing } from "./block-processing.ts";

/** The genesis state from the deposit contract's deposits. */
export abstract class Phase0Genesis extends Phase0BlockProcessing {
  /** Candidate genesis state of an execution block and all deposits up to it. Throws where a deposit's proof fails. */
  initialize_beacon_state_from_eth1(
    eth1_block_hash: Hash32,
    eth1_timestamp: Uint64,
    deposits: readonly Deposit[],
  ): BeaconState {
    const { GENESIS_FORK_VERSION, GENESIS_DELAY } = this.config;
    const { EFFECTIVE_BALANCE_INCREMENT, MAX_EFFECTIVE_BALANCE } = this.preset;
    const state = this.stateType.defaultState();
    state.genesis_time = eth1_timestamp + GENESIS_DELAY;
    state.fork = {
      previous_version: GENESIS_FORK_VERSION,
      current_version: GENESIS_FORK_VERSION,
      epoch: GENESIS_EPOCH,
    };
    state.eth1_data = { ...state.eth1_data, deposit_count: deposits.length, block_hash: eth1_block_hash };
    const { BeaconBlockBody } = this.types;
    const body_root = BeaconBlockBody.hashTreeRoot(BeaconBlockBody.defaultValue());
    state.latest_block_header = { ...state.latest_block_header, body_root };
    state.randao_mixes.replace(new Array(this.preset.EPOCHS_PER_HISTORICAL_VECTOR).fill(eth1_block_hash));

    const tree = new IncrementalMerkleTree(DEPOSIT_CONTRACT_TREE_DEPTH);
    for (const deposit of deposits) {
      tree.push(this.types.DepositData.hashTreeRoot(deposit.data));
      state.eth1_data = { ...state.eth1_data, deposit_root: tree.listRoot() };
      this.process_deposit(state, deposit);
    }

    for (let index = 0; index < state.validators.length; index++) {
      const validator = state.validators.get(index);
      const balance = state.balances.get(index);
      const effective_balance = Math.min(balance - (balance % EFFECTIVE_BALANCE_INCREMENT), MAX_EFFECTIVE_BALANCE);
      validator.effective_balance = effective_balance;
      if (effective_balance !== MAX_EFFECTIVE_BALANCE) continue;
      validator.activation_eligibility_epoch = GENESIS_EPOCH;
      validator.activation_epoch = GENESIS_EPOCH;
    }
    state.genesis_validators_root = state.fieldRoot("validators");
    return state;
  }

  /** Whether the candidate is late enough and has enough active validators. */
  is_valid_genesis_state(state: BeaconState): boolean {
    const { MIN_GENESIS_TIME, MIN_GENESIS_ACTIVE_VALIDATOR_COUNT } = this.config;
    return (
      state.genesis_time >= MIN_GENESIS_TIME &&
      this.get_active_validator_indices(state, GENESIS_EPOCH).length >= MIN_GENESIS_ACTIVE_VALIDATOR_COUNT
    );
  }
}
