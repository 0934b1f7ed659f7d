import { BitArray } from "@chainsafe/ssz";
import type { Config } from "../../../src/config/config.ts";
import { minimalConfig } from "../../../src/config/minimal-config.ts";
import { minimalPreset } from "../../../src/config/minimal-preset.ts";
import { sha256 } from "../../../src/crypto/hash.ts";
import { FORKS, type ForkName } from "../../../src/spec/forks.ts";
import { createSpecs, type Spec } from "../../../src/spec/index.ts";
import type { BeaconState } from "../../../src/spec/state.ts";
import type { AttestationData } from "../../../src/spec/values.ts";
import { concatBytes } from "../../../src/ssz/bytes.ts";

/** What the executable specification answers: made by tests/fixtures/validator-duties.py. */
export { default as expected } from "../../fixtures/validator-duties.json" with { type: "json" };

export const VALIDATORS = 64;
export const SLOT = 20;

const isFrom = (fork: ForkName, first: ForkName): boolean => FORKS.indexOf(fork) >= FORKS.indexOf(first);

/** Hash of a text: bytes that are told apart by eye. */
export const digest = (text: string): Uint8Array => sha256(new TextEncoder().encode(text));

/** The secret key of a small number. */
export function privkey(n: number): Uint8Array {
  const key = new Uint8Array(32);
  new DataView(key.buffer).setUint32(28, n);
  return key;
}

/** The fork's specification where it and all forks before are active from epoch 0 on. */
export function specOf(fork: ForkName): Spec {
  const epochs = Object.fromEntries(
    FORKS.slice(1, FORKS.indexOf(fork) + 1).map((name) => [`${name.toUpperCase()}_FORK_EPOCH`, 0]),
  );
  return createSpecs({ preset: minimalPreset, config: { ...minimalConfig, ...epochs } }).get(fork);
}

/** A state of the fork at slot 20, with validators of the secret keys 1 to 64: `make_state` of validator-duties.py. */
export function stateOf(spec: Spec): BeaconState {
  const { fork } = spec;
  const pubkeys = Array.from({ length: VALIDATORS }, (_, i) => spec.bls.SkToPk(privkey(i + 1)));
  const state = spec.stateType.defaultState();
  state.genesis_time = 1000;
  state.genesis_validators_root = digest("validators");
  state.slot = SLOT;
  const name = fork === "phase0" ? "GENESIS_FORK_VERSION" : (`${fork.toUpperCase()}_FORK_VERSION` as keyof Config);
  const version = spec.config[name] as Uint8Array;
  state.fork = { previous_version: version, current_version: version, epoch: 0 };
  state.latest_block_header = {
    slot: SLOT - 1,
    proposer_index: 3,
    parent_root: digest("parent"),
    state_root: digest("state"),
    body_root: digest("body"),
  };
  for (let i = 0; i < state.block_roots.length; i++) state.block_roots.set(i, digest(`block${i}`));
  for (let i = 0; i < state.randao_mixes.length; i++) state.randao_mixes.set(i, digest(`mix${i}`));
  if (!isFrom(fork, "heze")) {
    state.eth1_data = { deposit_root: digest("deposits"), deposit_count: VALIDATORS, block_hash: digest("eth1") };
    state.eth1_deposit_index = VALIDATORS;
  }
  for (const [i, pubkey] of pubkeys.entries()) {
    state.validators.push({
      pubkey,
      withdrawal_credentials: concatBytes(
        new Uint8Array([1]),
        new Uint8Array(11),
        digest(`address${i}`).subarray(0, 20),
      ),
      effective_balance: 32e9,
      slashed: false,
      activation_eligibility_epoch: 0,
      activation_epoch: 0,
      exit_epoch: Number.POSITIVE_INFINITY,
      withdrawable_epoch: Number.POSITIVE_INFINITY,
    });
    state.balances.push(32e9 + i * 1e6);
    if (!isFrom(fork, "altair")) continue;
    state.previous_epoch_participation.push(0);
    state.current_epoch_participation.push(0);
    state.inactivity_scores.push(0);
  }
  state.current_justified_checkpoint = { epoch: 1, root: digest("justified") };
  if (isFrom(fork, "altair")) {
    const committee = (step: number, first: number) => {
      const members = Array.from(
        { length: spec.preset.SYNC_COMMITTEE_SIZE },
        (_, j) => pubkeys[(step * j + first) % VALIDATORS],
      );
      return { pubkeys: members, aggregate_pubkey: spec.bls.AggregatePKs(members) };
    };
    state.current_sync_committee = committee(7, 0);
    state.next_sync_committee = committee(11, 3);
  }
  if (isFrom(fork, "bellatrix") && !isFrom(fork, "gloas"))
    state.latest_execution_payload_header = {
      ...state.latest_execution_payload_header,
      block_hash: digest("payload"),
    };
  if (isFrom(fork, "electra") && !isFrom(fork, "heze")) state.deposit_requests_start_index = Number.POSITIVE_INFINITY;
  if (isFrom(fork, "gloas")) {
    state.latest_execution_payload_bid = {
      ...state.latest_execution_payload_bid,
      block_hash: digest("bid"),
      parent_block_hash: digest("bid parent"),
    };
    const address = digest("withdrawal").slice(0, 20);
    state.payload_expected_withdrawals = [{ index: 5, validator_index: 6, address, amount: 7 }];
    state.ptc_window.replace(spec.initialize_ptc_window(state));
  }
  if (isFrom(fork, "fulu")) state.proposer_lookahead.replace(spec.initialize_proposer_lookahead(state));
  return state;
}

/** A vote of slot 18. */
export const attestationData: AttestationData = {
  slot: 18,
  index: 0,
  beacon_block_root: digest("head"),
  source: { epoch: 1, root: digest("source") },
  target: { epoch: 2, root: digest("target") },
};

/** Bits from zeros and ones. */
export const bits = (...values: number[]): BitArray => BitArray.fromBoolArray(values.map(Boolean));

/** Numbers from 0 on. */
export const range = (length: number): number[] => Array.from({ length }, (_, i) => i);
