import { fromHex } from "../../ssz/bytes.ts";

/**
 * Constants that deneb adds.
 * https://github.com/ethereum/consensus-specs/tree/v1.7.0-beta.4/specs/deneb
 */

// beacon-chain.md
export const VERSIONED_HASH_VERSION_KZG = fromHex("0x01");
export const BYTES_PER_FIELD_ELEMENT = 32;
