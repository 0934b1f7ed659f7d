import type { Preset } from "../../config/preset.ts";
import { fromHex } from "../../ssz/bytes.ts";
import { UINT64_MAX } from "../phase0/constants.ts";

/**
 * Constants that gloas adds.
 * https://github.com/ethereum/consensus-specs/tree/v1.7.0-beta.4/specs/gloas
 */

// beacon-chain.md
export const BUILDER_INDEX_FLAG = 2 ** 40;
export const DOMAIN_BEACON_BUILDER = fromHex("0x0B000000");
export const DOMAIN_PTC_ATTESTER = fromHex("0x0C000000");
export const DOMAIN_PROPOSER_PREFERENCES = fromHex("0x0D000000");
export const DOMAIN_BUILDER_DEPOSIT = fromHex("0x0E000000");
export const BUILDER_INDEX_SELF_BUILD = UINT64_MAX;
export const BUILDER_PAYMENT_THRESHOLD_NUMERATOR = 6;
export const BUILDER_PAYMENT_THRESHOLD_DENOMINATOR = 10;
export const BUILDER_WITHDRAWAL_PREFIX = fromHex("0xB0");
export const PAYLOAD_BUILDER_VERSION = 0;
export const BUILDER_DEPOSIT_REQUEST_TYPE = fromHex("0x03");
export const BUILDER_EXIT_REQUEST_TYPE = fromHex("0x04");

// light-client/sync-protocol.md
export const FINALIZED_ROOT_GINDEX_GLOAS = 735;
export const CURRENT_SYNC_COMMITTEE_GINDEX_GLOAS = 2945;
export const NEXT_SYNC_COMMITTEE_GINDEX_GLOAS = 2946;
export const EXECUTION_BLOCK_HASH_GINDEX = 412;
export const EXECUTION_BLOCK_HASH_GINDEX_DENEB = 812;
export const EXECUTION_BLOCK_HASH_GINDEX_GLOAS = 2856;

// fork-choice.md
export const PAYLOAD_TIMELY_THRESHOLD = (p: Preset): number => p.PTC_SIZE / 2;
export const DATA_AVAILABILITY_TIMELY_THRESHOLD = (p: Preset): number => p.PTC_SIZE / 2;
export const PAYLOAD_STATUS_EMPTY = 0;
export const PAYLOAD_STATUS_FULL = 1;
export const PAYLOAD_STATUS_PENDING = 2;
export const ATTESTATION_TIMELINESS_INDEX = 0;
export const PTC_TIMELINESS_INDEX = 1;
export const NUM_BLOCK_TIMELINESS_DEADLINES = 2;
