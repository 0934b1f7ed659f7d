import { ElectraOperations } from "./beacon-chain/operations.ts";

export type { ExpectedWithdrawals } from "./beacon-chain/withdrawals.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/electra/beacon-chain.md */
export abstract class ElectraBeaconChain extends ElectraOperations {}
