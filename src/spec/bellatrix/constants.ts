/**
 * Constants that bellatrix adds.
 * https://github.com/ethereum/consensus-specs/tree/v1.7.0-beta.4/specs/bellatrix
 */

// beacon-chain.md
export const EMPTY_BLOCK_HASH = new Uint8Array(32);

// optimistic-sync.md
export const SAFE_SLOTS_TO_IMPORT_OPTIMISTICALLY = 128;

// p2p-interface.md
export const PAYLOAD_STATUS_VALID = 0;
export const PAYLOAD_STATUS_INVALIDATED = 1;
export const PAYLOAD_STATUS_NOT_VALIDATED = 2;
