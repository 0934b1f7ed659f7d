import type { ForkName } from "../forks.ts";
import { ElectraWeakSubjectivity } from "./weak-subjectivity.ts";

/** The electra specification: all its documents, on all earlier forks'. */
export class ElectraSpec extends ElectraWeakSubjectivity {
  override readonly fork: ForkName = "electra";
}
