import { ElectraSpec } from "../electra/spec.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/fulu/das-core.md */
export abstract class FuluDasCore extends ElectraSpec {}
