import { fromHex } from "../../ssz/bytes.ts";

/**
 * Constants that heze adds.
 * https://github.com/ethereum/consensus-specs/tree/v1.7.0-beta.4/specs/heze
 */

// beacon-chain.md
export const DOMAIN_INCLUSION_LIST_COMMITTEE = fromHex("0x10000000");
