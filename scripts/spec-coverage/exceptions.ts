/** Why something is on one side only. An exception that excuses nothing fails the check. */
export interface Exception {
  /** `missing`: in the specification, not in our code; `extra`: the other way round; `different`: values differ. */
  readonly kind: "missing" | "extra" | "different";
  readonly fork: string;
  readonly name: string;
  readonly reason: string;
}

export const EXCEPTIONS: readonly Exception[] = [
  {
    kind: "extra",
    fork: "phase0",
    name: "get_eth1_data",
    reason: "validator.md describes the function without giving its code",
  },
  ...["BlobIdentifiers", "BlobSidecars"].map(
    (name): Exception => ({
      kind: "extra",
      fork: "electra",
      name,
      reason: "deneb's text defines its limit by a function, compute_max_request_blob_sidecars, that electra modifies",
    }),
  ),
];
