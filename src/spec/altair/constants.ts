import { fromHex } from "../../ssz/bytes.ts";

/**
 * Constants that altair adds.
 * https://github.com/ethereum/consensus-specs/tree/v1.7.0-beta.4/specs/altair
 */

// beacon-chain.md
export const TIMELY_SOURCE_FLAG_INDEX = 0;
export const TIMELY_TARGET_FLAG_INDEX = 1;
export const TIMELY_HEAD_FLAG_INDEX = 2;
export const TIMELY_SOURCE_WEIGHT = 14;
export const TIMELY_TARGET_WEIGHT = 26;
export const TIMELY_HEAD_WEIGHT = 14;
export const SYNC_REWARD_WEIGHT = 2;
export const PROPOSER_WEIGHT = 8;
export const WEIGHT_DENOMINATOR = 64;
export const DOMAIN_SYNC_COMMITTEE = fromHex("0x07000000");
export const DOMAIN_SYNC_COMMITTEE_SELECTION_PROOF = fromHex("0x08000000");
export const DOMAIN_CONTRIBUTION_AND_PROOF = fromHex("0x09000000");
export const PARTICIPATION_FLAG_WEIGHTS = [TIMELY_SOURCE_WEIGHT, TIMELY_TARGET_WEIGHT, TIMELY_HEAD_WEIGHT];

// light-client/sync-protocol.md
export const FINALIZED_ROOT_GINDEX = 105;
export const CURRENT_SYNC_COMMITTEE_GINDEX = 54;
export const NEXT_SYNC_COMMITTEE_GINDEX = 55;

// validator.md
export const TARGET_AGGREGATORS_PER_SYNC_SUBCOMMITTEE = 2 ** 4;
export const SYNC_COMMITTEE_SUBNET_COUNT = 2 ** 2;

// light-client/p2p-interface.md
export const MAX_REQUEST_LIGHT_CLIENT_UPDATES = 2 ** 7;

// bls.md
export const G2_POINT_AT_INFINITY = fromHex(`0xc0${"00".repeat(95)}`);
