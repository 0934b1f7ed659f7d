import { Phase0P2pInterface } from "./p2p-interface.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/phase0/weak-subjectivity.md */
export abstract class Phase0WeakSubjectivity extends Phase0P2pInterface {}
