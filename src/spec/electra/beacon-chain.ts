import { DenebSpec } from "../deneb/spec.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/electra/beacon-chain.md */
export abstract class ElectraBeaconChain extends DenebSpec {}
