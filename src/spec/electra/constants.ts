import { fromHex } from "../../ssz/bytes.ts";

/**
 * Constants that electra adds.
 * https://github.com/ethereum/consensus-specs/tree/v1.7.0-beta.4/specs/electra
 */

// beacon-chain.md
export const UNSET_DEPOSIT_REQUESTS_START_INDEX = Infinity;
export const FULL_EXIT_REQUEST_AMOUNT = 0;
export const COMPOUNDING_WITHDRAWAL_PREFIX = fromHex("0x02");
export const DEPOSIT_REQUEST_TYPE = fromHex("0x00");
export const WITHDRAWAL_REQUEST_TYPE = fromHex("0x01");
export const CONSOLIDATION_REQUEST_TYPE = fromHex("0x02");

// light-client/sync-protocol.md
export const FINALIZED_ROOT_GINDEX_ELECTRA = 169;
export const CURRENT_SYNC_COMMITTEE_GINDEX_ELECTRA = 86;
export const NEXT_SYNC_COMMITTEE_GINDEX_ELECTRA = 87;
