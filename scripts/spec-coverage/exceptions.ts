/** Why something is on one side only. An exception that excuses nothing fails the check. */
export interface Exception {
  /** `missing`: in the specification, not in our code; `extra`: the other way round; `different`: values differ. */
  readonly kind: "missing" | "extra" | "different";
  readonly fork: string;
  readonly name: string;
  readonly reason: string;
}

const exceptions = (
  kind: Exception["kind"],
  fork: Exception["fork"],
  names: readonly string[],
  reason: string,
): Exception[] => names.map((name) => ({ kind, fork, name, reason }));

export const EXCEPTIONS: readonly Exception[] = [
  ...exceptions("extra", "phase0", ["get_eth1_data"], "validator.md describes the function without giving its code"),
  ...exceptions(
    "extra",
    "bellatrix",
    ["get_pow_block"],
    "fork-choice.md describes the function without giving its code",
  ),
  ...exceptions(
    "extra",
    "electra",
    ["BlobIdentifiers", "BlobSidecars"],
    "deneb's text defines its limit by a function, compute_max_request_blob_sidecars, that electra modifies",
  ),
  ...exceptions(
    "missing",
    "gloas",
    [
      "get_checkpoint_block",
      "get_filtered_node_tree",
      "get_node_for_root",
      "get_shuffling_dependent_root",
      "is_head_weak",
      "is_parent_strong",
    ],
    "gloas adds the status PENDING to a node, which every node of ours has from phase0 on",
  ),
  ...exceptions(
    "missing",
    "gloas",
    ["is_head_late", "update_proposer_boost_root"],
    "gloas keeps a block's timeliness by deadline, as our store does from phase0 on",
  ),
  ...exceptions(
    "missing",
    "heze",
    ["get_forkchoice_store"],
    "heze adds an empty field to the store, which ours has from phase0 on",
  ),
];
