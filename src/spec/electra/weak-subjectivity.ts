import { ElectraLightClientSyncProtocol } from "./light-client/sync-protocol.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/electra/weak-subjectivity.md */
export abstract class ElectraWeakSubjectivity extends ElectraLightClientSyncProtocol {}
