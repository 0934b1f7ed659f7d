import { Phase0OperationGossip } from "./p2p-interface/operations.ts";

/**
 * Last link of the document's classes: helpers and subnets, proposals' common checks, blocks, attestations, operations.
 * https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/phase0/p2p-interface.md
 */
export abstract class Phase0P2pInterface extends Phase0OperationGossip {}
