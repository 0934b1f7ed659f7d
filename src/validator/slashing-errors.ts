/** The rules of EIP-3076 under which a signature is refused. */
export type SlashingRule =
  | "double-block"
  | "block-below-minimum"
  | "source-after-target"
  | "double-vote"
  | "surrounding-vote"
  | "surrounded-vote"
  | "source-below-minimum"
  | "target-below-minimum";

/** Raised where a signature could be slashed, or cannot be told not to be: nothing must be signed. */
export class SlashingProtectionError extends Error {
  override name = "SlashingProtectionError";
  readonly rule: SlashingRule;
  readonly pubkey: Uint8Array;

  constructor(rule: SlashingRule, pubkey: Uint8Array, message: string) {
    super(`refused to sign for 0x${pubkey.toHex()}: ${message}`);
    this.rule = rule;
    this.pubkey = pubkey;
  }
}

/** Raised where the database cannot be used at all: another signer has it, or it is of another chain. */
export class SlashingDatabaseError extends Error {
  override name = "SlashingDatabaseError";
}

/** Raised where an interchange file is not what EIP-3076 says; `path` is where in it. */
export class InterchangeError extends Error {
  override name = "InterchangeError";
  readonly path: string;

  constructor(path: string, problem: string) {
    super(`interchange ${path}: ${problem}`);
    this.path = path;
  }
}
