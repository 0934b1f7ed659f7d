import { DenebLightClientFork } from "./fork.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/deneb/light-client/sync-protocol.md */
export abstract class DenebLightClientSyncProtocol extends DenebLightClientFork {}
