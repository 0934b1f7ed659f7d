/**
 * Constants that fulu adds.
 * https://github.com/ethereum/consensus-specs/tree/v1.7.0-beta.4/specs/fulu
 */

// das-core.md
export const UINT256_MAX = 2n ** 256n - 1n;
