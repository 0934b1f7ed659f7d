import { ElectraP2pInterface } from "../p2p-interface.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/electra/light-client/fork.md */
export abstract class ElectraLightClientFork extends ElectraP2pInterface {}
