import { CapellaLightClientSyncProtocol } from "./sync-protocol.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/capella/light-client/full-node.md */
export abstract class CapellaLightClientFullNode extends CapellaLightClientSyncProtocol {}
