import { GloasLightClientFork } from "./fork.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/gloas/light-client/sync-protocol.md */
export abstract class GloasLightClientSyncProtocol extends GloasLightClientFork {}
