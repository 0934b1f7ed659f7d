import { GloasLightClientFullNode } from "./light-client/full-node.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/gloas/weak-subjectivity.md */
export abstract class GloasWeakSubjectivity extends GloasLightClientFullNode {}
