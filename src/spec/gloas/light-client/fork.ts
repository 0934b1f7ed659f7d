import { GloasPartialColumns } from "../partial-columns/p2p-interface.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/gloas/light-client/fork.md */
export abstract class GloasLightClientFork extends GloasPartialColumns {}
