import { AltairP2pInterface } from "../p2p-interface.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/altair/light-client/sync-protocol.md */
export abstract class AltairLightClientSyncProtocol extends AltairP2pInterface {}
