import { FORKS, type ForkName } from "../spec/forks.ts";
import type { SpecTable } from "../spec/index.ts";
import type { BeaconState } from "../spec/state.ts";
import type { SignedBeaconBlock, Slot } from "../spec/values.ts";
import { bytesEqual, toHex } from "../ssz/bytes.ts";
import { uint64FromHalves } from "../ssz/uint64.ts";
import { forkVersion } from "./transition.ts";

/** Raised for bytes that are no state or block of the network's forks. */
export class DecodeError extends Error {
  override name = "DecodeError";
}

/** What a serialized state says of itself at places that no fork has moved. */
export interface StateHeader {
  readonly genesis_validators_root: Uint8Array;
  readonly slot: Slot;
  readonly current_version: Uint8Array;
}

// genesis_time, genesis_validators_root, slot, fork (previous_version, current_version, epoch)
const STATE_SLOT_AT = 40;
const STATE_VERSION_AT = 52;
const STATE_HEADER_END = 64;
// offset of message, signature, slot
const BLOCK_SLOT_AT = 100;

/** Reads what is needed to know a serialized state's fork. Throws `DecodeError` where the bytes are too few. */
export function peekState(bytes: Uint8Array): StateHeader {
  if (bytes.length < STATE_HEADER_END) throw new DecodeError(`${bytes.length} bytes are no state`);
  return {
    genesis_validators_root: bytes.slice(8, STATE_SLOT_AT),
    slot: uint64At(bytes, STATE_SLOT_AT),
    current_version: bytes.slice(STATE_VERSION_AT, STATE_VERSION_AT + 4),
  };
}

/** The slot of a serialized `SignedBeaconBlock` of any fork. Throws `DecodeError` where the bytes are too few. */
export function peekBlockSlot(bytes: Uint8Array): Slot {
  if (bytes.length < BLOCK_SLOT_AT + 8) throw new DecodeError(`${bytes.length} bytes are no signed block`);
  return uint64At(bytes, BLOCK_SLOT_AT);
}

/** The fork with this version in the config. Throws `DecodeError` where there is none. */
export function forkOfVersion(specs: SpecTable, version: Uint8Array): ForkName {
  const fork = FORKS.findLast((name) => bytesEqual(forkVersion(specs, name), version));
  if (fork !== undefined) return fork;
  const known = FORKS.map((name) => `${toHex(forkVersion(specs, name))} (${name})`).join(", ");
  throw new DecodeError(`the state's fork version ${toHex(version)} is none of the config's: ${known}`);
}

/** Decodes a state of whatever fork its version says. Throws `DecodeError`. */
export function decodeState(specs: SpecTable, bytes: Uint8Array): { fork: ForkName; state: BeaconState } {
  const fork = forkOfVersion(specs, peekState(bytes).current_version);
  try {
    return { fork, state: specs.get(fork).stateType.deserialize(bytes) };
  } catch (cause) {
    throw new DecodeError(`not a state of ${fork}: ${(cause as Error).message}`, { cause });
  }
}

/** Decodes a signed block of a fork. Throws `DecodeError`. */
export function decodeBlock(specs: SpecTable, fork: ForkName, bytes: Uint8Array): SignedBeaconBlock {
  try {
    return specs.get(fork).types.SignedBeaconBlock.deserialize(bytes);
  } catch (cause) {
    throw new DecodeError(`not a signed block of ${fork}: ${(cause as Error).message}`, { cause });
  }
}

function uint64At(bytes: Uint8Array, at: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return uint64FromHalves(view.getUint32(at, true), view.getUint32(at + 4, true));
}
