import type { Exception } from "./exceptions.ts";
import type { Place } from "./ours.ts";

/** One way in which our code is not the specification. */
export interface Problem {
  readonly kind: Exception["kind"];
  readonly fork: string;
  /** The document, or the file of values. */
  readonly where: string;
  readonly name: string;
  readonly message: string;
  readonly place?: Place;
}
