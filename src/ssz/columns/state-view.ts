import type { StateType } from "./state-type.ts";

/** What every state has besides its fork's fields. */
export interface StateView {
  /** The compiled `BeaconState` type that it is an instance of. */
  readonly type: StateType;
  /**
   * Data derived from columns (active indices, shufflings, totals), shared by a state and all its clones; entries are
   * keyed by what they depend on, column versions among it.
   */
  readonly derived: Map<unknown, unknown>;
  /** An isolated copy that shares all chunks until one side writes. */
  clone(): this;
  hashTreeRoot(): Uint8Array;
  serialize(): Uint8Array;
  /** The plain value as `types.BeaconState` has it, for JSON and for comparing. */
  toValue(): unknown;
  /** A field's own hash tree root. Throws for a field the fork does not have. */
  fieldRoot(field: string): Uint8Array;
  /** The branch of the node at this generalized index of the state's tree, leaf's sibling first. */
  merkleProof(gindex: bigint): Uint8Array[];
}
