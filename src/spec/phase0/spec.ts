import type { ForkName } from "../forks.ts";
import { Phase0WeakSubjectivity } from "./weak-subjectivity.ts";

/** The phase0 specification: all its documents, on all earlier forks'. */
export class Phase0Spec extends Phase0WeakSubjectivity {
  readonly fork: ForkName = "phase0";
}
