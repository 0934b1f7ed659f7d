import { fromHex } from "../../ssz/bytes.ts";

/**
 * Constants that phase0 adds.
 * https://github.com/ethereum/consensus-specs/tree/v1.7.0-beta.4/specs/phase0
 */

// beacon-chain.md
export const UINT64_MAX = Infinity;
export const UINT64_MAX_SQRT = 4294967295;
export const GENESIS_SLOT = 0;
export const GENESIS_EPOCH = 0;
export const FAR_FUTURE_EPOCH = Infinity;
export const BASE_REWARDS_PER_EPOCH = 4;
export const JUSTIFICATION_BITS_LENGTH = 4;
export const ENDIANNESS = "little";
export const BLS_WITHDRAWAL_PREFIX = fromHex("0x00");
export const ETH1_ADDRESS_WITHDRAWAL_PREFIX = fromHex("0x01");
export const DOMAIN_BEACON_PROPOSER = fromHex("0x00000000");
export const DOMAIN_BEACON_ATTESTER = fromHex("0x01000000");
export const DOMAIN_RANDAO = fromHex("0x02000000");
export const DOMAIN_DEPOSIT = fromHex("0x03000000");
export const DOMAIN_VOLUNTARY_EXIT = fromHex("0x04000000");
export const DOMAIN_SELECTION_PROOF = fromHex("0x05000000");
export const DOMAIN_AGGREGATE_AND_PROOF = fromHex("0x06000000");
export const DOMAIN_APPLICATION_MASK = fromHex("0x00000001");

// deposit-contract.md
export const DEPOSIT_CONTRACT_TREE_DEPTH = 2 ** 5;

// fork-choice.md
export const BASIS_POINTS = 10000;

// fast-confirmation.md
export const COMMITTEE_WEIGHT_ESTIMATION_ADJUSTMENT_FACTOR = 5;

// validator.md
export const TARGET_AGGREGATORS_PER_COMMITTEE = 2 ** 4;

// p2p-interface.md
export const NODE_ID_BITS = 256;
export const MAX_CONCURRENT_REQUESTS = 2;

// weak-subjectivity.md
export const ETH_TO_GWEI = 10 ** 9;
export const SAFETY_DECAY = 10;
