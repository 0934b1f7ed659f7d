import type { Root, Slot } from "./values.ts";

/**
 * What a message that cannot be judged yet waits for: a slot to begin, a block to be imported, or a block's payload to
 * be verified. Whoever holds such a message may queue it and validate it again.
 */
export type GossipAwaits =
  | { readonly kind: "slot"; readonly slot: Slot }
  | { readonly kind: "block"; readonly root: Root }
  | { readonly kind: "payload"; readonly root: Root };

/** Why a gossip message is not passed on. `reason` is the specification's wording of the condition that failed. */
export abstract class GossipError extends Error {
  abstract readonly outcome: "ignore" | "reject";
  readonly reason: string;

  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}

/** A message that is dropped without blame on who sent it. */
export class GossipIgnore extends GossipError {
  override name = "GossipIgnore";
  readonly outcome = "ignore";
  /** Null where waiting does not help. */
  readonly awaits: GossipAwaits | null;

  constructor(reason: string, awaits: GossipAwaits | null = null) {
    super(reason);
    this.awaits = awaits;
  }
}

/** A message that is invalid, so that its sender is to blame. */
export class GossipReject extends GossipError {
  override name = "GossipReject";
  readonly outcome = "reject";
}
