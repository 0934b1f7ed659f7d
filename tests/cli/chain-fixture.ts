import { advanceTo, applyBlock } from "../../src/chain/transition.ts";
import { presets } from "../../src/config/load-config.ts";
import { minimalConfig } from "../../src/config/minimal-config.ts";
import { G2_POINT_AT_INFINITY } from "../../src/spec/altair/constants.ts";
import { BUILDER_INDEX_SELF_BUILD } from "../../src/spec/gloas/constants.ts";
import { createSpecs } from "../../src/spec/index.ts";
import { DOMAIN_BEACON_PROPOSER, DOMAIN_RANDAO } from "../../src/spec/phase0/constants.ts";
import type { BeaconState } from "../../src/spec/state.ts";
import type { SignedBeaconBlock } from "../../src/spec/values.ts";

/** Minimal network whose states are of Fulu in epoch 0 and of Gloas from epoch 1 on. */
export const config = {
  ...minimalConfig,
  ...Object.fromEntries(
    ["ALTAIR", "BELLATRIX", "CAPELLA", "DENEB", "ELECTRA", "FULU"].map((fork) => [`${fork}_FORK_EPOCH`, 0]),
  ),
  GLOAS_FORK_EPOCH: 1,
};

export const specs = createSpecs({ preset: presets.minimal, config });

const VALIDATORS = 32;
const secret = (index: number): Uint8Array => {
  const key = new Uint8Array(32);
  key[31] = index + 1;
  return key;
};

/** A Fulu state of slot 0 with active validators. */
export function fuluState(): BeaconState {
  const spec = specs.get("fulu");
  const state = spec.stateType.defaultState();
  const version = config.FULU_FORK_VERSION;
  state.fork = { previous_version: version, current_version: version, epoch: 0 };
  for (let i = 0; i < VALIDATORS; i++) {
    state.validators.push({
      pubkey: spec.bls.SkToPk(secret(i)),
      withdrawal_credentials: new Uint8Array(32).fill(1, 0, 1),
      effective_balance: 32e9,
      slashed: false,
      activation_eligibility_epoch: 0,
      activation_epoch: 0,
      exit_epoch: Number.POSITIVE_INFINITY,
      withdrawable_epoch: Number.POSITIVE_INFINITY,
    });
    state.balances.push(32e9);
    state.inactivity_scores.push(0);
    state.previous_epoch_participation.push(0);
    state.current_epoch_participation.push(0);
  }
  const committee = spec.get_next_sync_committee(state);
  state.current_sync_committee = committee;
  state.next_sync_committee = committee;
  state.proposer_lookahead.replace(spec.initialize_proposer_lookahead(state));
  return state;
}

/** A signed Gloas block without operations on a state, which is left alone. */
export function nextBlock(pre: BeaconState, slot: number): SignedBeaconBlock {
  const spec = specs.get("gloas");
  const state = advanceTo(specs, pre.clone(), slot);
  const proposer_index = spec.get_beacon_proposer_index(state);
  const epoch = spec.get_current_epoch(state);
  const sign = <T>(type: Parameters<typeof spec.compute_signing_root<T>>[0], value: T, domain: Uint8Array) =>
    spec.bls.Sign(secret(proposer_index), spec.compute_signing_root(type, value, spec.get_domain(state, domain)));
  const signed = spec.types.SignedBeaconBlock.defaultValue();
  const { message } = signed;
  message.slot = slot;
  message.proposer_index = proposer_index;
  message.parent_root = spec.types.BeaconBlockHeader.hashTreeRoot(state.latest_block_header);
  message.body.randao_reveal = sign(spec.types.Epoch, epoch, DOMAIN_RANDAO);
  message.body.sync_aggregate.sync_committee_signature = G2_POINT_AT_INFINITY;
  message.body.signed_execution_payload_bid = {
    message: {
      ...spec.types.ExecutionPayloadBid.defaultValue(),
      parent_block_hash: state.latest_block_hash,
      parent_block_root: message.parent_root,
      block_hash: new Uint8Array(32).fill(slot),
      prev_randao: spec.get_randao_mix(state, epoch),
      builder_index: BUILDER_INDEX_SELF_BUILD,
      slot,
    },
    signature: G2_POINT_AT_INFINITY,
  };
  const post = applyBlock(specs, pre.clone(), signed, { verifySignatures: false, verifyStateRoot: false });
  message.state_root = post.hashTreeRoot();
  signed.signature = sign(spec.types.BeaconBlock, message, DOMAIN_BEACON_PROPOSER);
  return signed;
}
