import { fromHex } from "../../ssz/bytes.ts";

/**
 * Constants that capella adds.
 * https://github.com/ethereum/consensus-specs/tree/v1.7.0-beta.4/specs/capella
 */

// beacon-chain.md
export const DOMAIN_BLS_TO_EXECUTION_CHANGE = fromHex("0x0A000000");

// light-client/sync-protocol.md
export const EXECUTION_PAYLOAD_GINDEX = 25;
