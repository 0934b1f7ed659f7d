import { ElectraLightClientFork } from "./fork.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/electra/light-client/sync-protocol.md */
export abstract class ElectraLightClientSyncProtocol extends ElectraLightClientFork {}
