import type { ForkName } from "../forks.ts";
import { GloasWeakSubjectivity } from "./weak-subjectivity.ts";

/** The gloas specification: all its documents, on all earlier forks'. */
export class GloasSpec extends GloasWeakSubjectivity {
  override readonly fork: ForkName = "gloas";
}
