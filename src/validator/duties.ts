import { SYNC_COMMITTEE_SUBNET_COUNT } from "../spec/altair/constants.ts";
import { validatorIndexOf } from "../spec/derived/pubkey-index.ts";
import { isAtLeast } from "../spec/forks.ts";
import type { Spec } from "../spec/index.ts";
import type { BeaconState } from "../spec/state.ts";
import type { CommitteeIndex, Epoch, Slot, ValidatorIndex } from "../spec/values.ts";

/** A validator's place in a committee of a slot. */
export interface AttesterDuty {
  readonly validatorIndex: ValidatorIndex;
  readonly slot: Slot;
  readonly committeeIndex: CommitteeIndex;
  readonly committeeLength: number;
  readonly committeesAtSlot: number;
  /** Position in the committee. */
  readonly position: number;
}

/** A validator's places in a sync committee, over all subcommittees. */
export interface SyncDuty {
  readonly validatorIndex: ValidatorIndex;
  readonly positions: readonly number[];
}

/** The committee places of all `wanted` validators in an epoch. `state` is at that epoch or the one before. */
export function attesterDuties(
  spec: Spec,
  state: BeaconState,
  epoch: Epoch,
  wanted: ReadonlySet<ValidatorIndex>,
): AttesterDuty[] {
  const duties: AttesterDuty[] = [];
  const committees = spec.get_committee_count_per_slot(state, epoch);
  const start = spec.compute_start_slot_at_epoch(epoch);
  for (let slot = start; slot < start + spec.preset.SLOTS_PER_EPOCH; slot++) {
    for (let index = 0; index < committees; index++) {
      const committee = spec.get_beacon_committee(state, slot, index);
      for (let position = 0; position < committee.length; position++) {
        const validatorIndex = committee[position]!;
        if (!wanted.has(validatorIndex)) continue;
        duties.push({
          validatorIndex,
          slot,
          committeeIndex: index,
          committeeLength: committee.length,
          committeesAtSlot: committees,
          position,
        });
      }
    }
  }
  return duties;
}

/**
 * The proposer of each slot of the state's epoch, in slot order. Before fulu the state's own slot does not matter as
 * long as its epoch is the asked one: a proposer depends on the epoch's seed and the slot's number.
 */
export function proposersOfEpoch(spec: Spec, state: BeaconState): ValidatorIndex[] {
  const start = spec.compute_start_slot_at_epoch(spec.get_current_epoch(state));
  const atSlot = state.clone();
  return Array.from({ length: spec.preset.SLOTS_PER_EPOCH }, (_, i) => {
    atSlot.slot = start + i;
    return spec.get_beacon_proposer_index(atSlot);
  });
}

/** The proposers of the next epoch, known in advance from fulu on; null before. */
export function proposersOfNextEpoch(spec: Spec, state: BeaconState): ValidatorIndex[] | null {
  if (!isAtLeast(spec.fork, "fulu")) return null;
  const { SLOTS_PER_EPOCH } = spec.preset;
  return state.proposer_lookahead.slice(SLOTS_PER_EPOCH, 2 * SLOTS_PER_EPOCH);
}

/** Places in the sync committee of an epoch in the state's period or the next; empty before altair. */
export function syncDuties(
  spec: Spec,
  state: BeaconState,
  epoch: Epoch,
  wanted: ReadonlySet<ValidatorIndex>,
): SyncDuty[] {
  if (!isAtLeast(spec.fork, "altair")) return [];
  const period = Math.floor(epoch / spec.preset.EPOCHS_PER_SYNC_COMMITTEE_PERIOD);
  const current = Math.floor(spec.get_current_epoch(state) / spec.preset.EPOCHS_PER_SYNC_COMMITTEE_PERIOD);
  if (period !== current && period !== current + 1)
    throw new RangeError(
      `sync committee of epoch ${epoch} is not in a state of epoch ${spec.get_current_epoch(state)}`,
    );
  const committee = period === current ? state.current_sync_committee : state.next_sync_committee;
  const positions = new Map<ValidatorIndex, number[]>();
  committee.pubkeys.forEach((pubkey, position) => {
    const index = validatorIndexOf(state, pubkey);
    if (index === undefined || !wanted.has(index)) return;
    const held = positions.get(index) ?? [];
    positions.set(index, held);
    held.push(position);
  });
  return [...positions].map(([validatorIndex, places]) => ({ validatorIndex, positions: places }));
}

/** Subcommittees in which these places of the sync committee lie. */
export function subcommitteesOf(spec: Spec, positions: readonly number[]): number[] {
  const size = spec.preset.SYNC_COMMITTEE_SIZE / SYNC_COMMITTEE_SUBNET_COUNT;
  return [...new Set(positions.map((position) => Math.floor(position / size)))];
}

/** Those of `wanted` that sit in the slot's payload timeliness committee (gloas), each once. */
export function ptcMembers(
  spec: Spec,
  state: BeaconState,
  slot: Slot,
  wanted: ReadonlySet<ValidatorIndex>,
): ValidatorIndex[] {
  if (!isAtLeast(spec.fork, "gloas")) return [];
  return [...new Set(spec.get_ptc(state, slot).filter((index) => wanted.has(index)))];
}

/** Those of `wanted` that sit in the slot's inclusion list committee (heze), each once. */
export function inclusionListMembers(
  spec: Spec,
  state: BeaconState,
  slot: Slot,
  wanted: ReadonlySet<ValidatorIndex>,
): ValidatorIndex[] {
  if (!isAtLeast(spec.fork, "heze")) return [];
  return [...new Set(spec.get_inclusion_list_committee(state, slot).filter((index) => wanted.has(index)))];
}
