import { Database as Sqlite } from "bun:sqlite";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { bytesEqual, toHex } from "../ssz/bytes.ts";
import { formatInterchange, parseInterchange, type SigningHistory } from "./interchange.ts";
import type { SlashingGuard } from "./signer.ts";
import {
  InterchangeError,
  SlashingDatabaseError,
  SlashingProtectionError,
  type SlashingRule,
} from "./slashing-errors.ts";

const SCHEMA = `
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS validators (id INTEGER PRIMARY KEY, pubkey BLOB NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS blocks (
  validator INTEGER NOT NULL REFERENCES validators (id), slot INTEGER NOT NULL, signing_root BLOB
);
CREATE UNIQUE INDEX IF NOT EXISTS blocks_once ON blocks (validator, slot, ifnull(signing_root, x''));
CREATE TABLE IF NOT EXISTS attestations (
  validator INTEGER NOT NULL REFERENCES validators (id), source INTEGER NOT NULL, target INTEGER NOT NULL,
  signing_root BLOB
);
CREATE UNIQUE INDEX IF NOT EXISTS attestations_once
  ON attestations (validator, target, source, ifnull(signing_root, x''));
CREATE INDEX IF NOT EXISTS attestations_by_source ON attestations (validator, source);
`;

interface Refusal {
  readonly rule: SlashingRule;
  readonly message: string;
}

/** A vote about to be signed. */
export interface AttestationToSign {
  readonly pubkey: Uint8Array;
  readonly sourceEpoch: number;
  readonly targetEpoch: number;
  readonly signingRoot: Uint8Array;
}

/**
 * The memory of everything that was signed, after the rules of EIP-3076: each check and the note of what is then signed
 * are one transaction that is on disk before the answer. One process at a time has the file.
 * https://eips.ethereum.org/EIPS/eip-3076
 */
export class SlashingProtection implements SlashingGuard {
  private readonly sqlite: Sqlite;
  private readonly genesisValidatorsRoot: Uint8Array;
  private readonly ids = new Map<string, number>();

  /**
   * Opens or makes `slashing-protection.sqlite` in this folder; `":memory:"` keeps nothing. Throws
   * `SlashingDatabaseError` where another process has it, or where it belongs to another chain.
   */
  constructor(folder: string, genesisValidatorsRoot: Uint8Array) {
    this.genesisValidatorsRoot = genesisValidatorsRoot;
    this.sqlite = open(folder);
    try {
      this.sqlite.run(SCHEMA);
      const stored = this.sqlite
        .query<{ value: Uint8Array }, []>("SELECT value FROM meta WHERE key = 'genesis_validators_root'")
        .get();
      if (stored === null)
        this.sqlite.query("INSERT INTO meta VALUES ('genesis_validators_root', ?)").run(genesisValidatorsRoot);
      else if (!bytesEqual(stored.value, genesisValidatorsRoot))
        throw new SlashingDatabaseError(
          `slashing protection in ${folder} is of the chain ${toHex(stored.value)}, not ${toHex(genesisValidatorsRoot)}`,
        );
    } catch (error) {
      this.sqlite.close();
      throw error;
    }
  }

  /** Notes a block as signed, or throws `SlashingProtectionError` and notes nothing. */
  checkBlock(pubkey: Uint8Array, slot: number, signingRoot: Uint8Array): void {
    const refusal = this.atomically(() => this.recordBlock(pubkey, slot, signingRoot));
    if (refusal !== null) throw new SlashingProtectionError(refusal.rule, pubkey, refusal.message);
  }

  /** Notes a vote as signed, or throws `SlashingProtectionError` and notes nothing. */
  checkAttestation(pubkey: Uint8Array, sourceEpoch: number, targetEpoch: number, signingRoot: Uint8Array): void {
    const [refusal] = this.checkAttestations([{ pubkey, sourceEpoch, targetEpoch, signingRoot }]);
    if (refusal !== null && refusal !== undefined) throw refusal;
  }

  /**
   * Notes many votes in one write to disk: in their order null for each that may be signed, and an error for each that
   * must not, of which nothing is noted.
   */
  checkAttestations(votes: readonly AttestationToSign[]): (SlashingProtectionError | null)[] {
    const refusals = this.atomically(() => votes.map((vote) => this.recordAttestation(vote)));
    return refusals.map((refusal, index) =>
      refusal === null ? null : new SlashingProtectionError(refusal.rule, votes[index]!.pubkey, refusal.message),
    );
  }

  /**
   * Takes over what another signer says that these keys signed; a file that has it all or in parts already changes
   * nothing. Data that contradicts itself is taken too, and signing refused wherever it could matter. Throws
   * `InterchangeError`, and takes nothing then.
   */
  importInterchange(text: string): void {
    const { genesisValidatorsRoot, histories } = parseInterchange(text);
    if (!bytesEqual(genesisValidatorsRoot, this.genesisValidatorsRoot))
      throw new InterchangeError(
        "metadata.genesis_validators_root",
        `is ${toHex(genesisValidatorsRoot)}, and this chain's is ${toHex(this.genesisValidatorsRoot)}`,
      );
    this.atomically(() => {
      for (const { pubkey, blocks, attestations } of histories) {
        const id = this.idOf(pubkey);
        for (const { slot, signingRoot } of blocks) this.insertBlock(id, slot, signingRoot);
        for (const { sourceEpoch, targetEpoch, signingRoot } of attestations)
          this.insertAttestation(id, sourceEpoch, targetEpoch, signingRoot);
      }
    });
  }

  /** Everything that was signed, or what these keys signed, as an interchange file. */
  exportInterchange(pubkeys?: readonly Uint8Array[]): string {
    const wanted = pubkeys === undefined ? null : new Set(pubkeys.map(toHex));
    const validators = this.sqlite
      .query<{ id: number; pubkey: Uint8Array }, []>("SELECT id, pubkey FROM validators ORDER BY id")
      .all()
      .filter(({ pubkey }) => wanted === null || wanted.has(toHex(pubkey)));
    return formatInterchange({
      genesisValidatorsRoot: this.genesisValidatorsRoot,
      histories: validators.map(({ id, pubkey }) => this.historyOf(id, pubkey)),
    });
  }

  /**
   * Forgets blocks below a slot and votes for targets below an epoch, but never a key's newest: what is left refuses
   * everything that the forgotten would have.
   */
  prune(belowSlot: number, belowEpoch: number): void {
    this.atomically(() => {
      this.sqlite
        .query(
          "DELETE FROM blocks WHERE slot < ?1 AND slot < (SELECT max(slot) FROM blocks AS other WHERE other.validator = blocks.validator)",
        )
        .run(belowSlot);
      this.sqlite
        .query(
          "DELETE FROM attestations WHERE target < ?1 AND target < (SELECT max(target) FROM attestations AS other WHERE other.validator = attestations.validator)",
        )
        .run(belowEpoch);
    });
  }

  /** Lets another process have the file. */
  close(): void {
    this.sqlite.close();
  }

  private atomically<T>(work: () => T): T {
    try {
      return this.sqlite.transaction(work).immediate();
    } catch (error) {
      // A key's number may have been rolled back.
      this.ids.clear();
      throw error;
    }
  }

  private recordBlock(pubkey: Uint8Array, slot: number, signingRoot: Uint8Array): Refusal | null {
    const id = this.idOf(pubkey);
    const atSlot = this.sqlite
      .query<{ signing_root: Uint8Array | null }, [number, number]>(
        "SELECT signing_root FROM blocks WHERE validator = ? AND slot = ?",
      )
      .all(id, slot);
    if (atSlot.length > 0) {
      if (atSlot.every(({ signing_root }) => signing_root !== null && bytesEqual(signing_root, signingRoot)))
        return null;
      return { rule: "double-block", message: `another block of slot ${slot} was signed` };
    }
    const { lowest } = this.sqlite
      .query<{ lowest: number | null }, [number]>("SELECT min(slot) AS lowest FROM blocks WHERE validator = ?")
      .get(id)!;
    if (lowest !== null && slot <= lowest)
      return {
        rule: "block-below-minimum",
        message: `block of slot ${slot}, and what was signed up to ${lowest} is not known`,
      };
    this.insertBlock(id, slot, signingRoot);
    return null;
  }

  private recordAttestation({ pubkey, sourceEpoch, targetEpoch, signingRoot }: AttestationToSign): Refusal | null {
    const vote = `vote from epoch ${sourceEpoch} to ${targetEpoch}`;
    if (sourceEpoch > targetEpoch) return { rule: "source-after-target", message: `${vote} goes backwards` };
    const id = this.idOf(pubkey);
    const atTarget = this.sqlite
      .query<{ signing_root: Uint8Array | null }, [number, number]>(
        "SELECT signing_root FROM attestations WHERE validator = ? AND target = ?",
      )
      .all(id, targetEpoch);
    const isRepeat =
      atTarget.length > 0 &&
      atTarget.every(({ signing_root }) => signing_root !== null && bytesEqual(signing_root, signingRoot));
    if (isRepeat) return null;
    if (atTarget.length > 0)
      return { rule: "double-vote", message: `${vote}, and another one to that target was signed` };
    return (
      this.surroundRefusal(id, sourceEpoch, targetEpoch, vote) ??
      this.insertAttestation(id, sourceEpoch, targetEpoch, signingRoot)
    );
  }

  private surroundRefusal(id: number, source: number, target: number, vote: string): Refusal | null {
    const one = (condition: string) =>
      this.sqlite
        .query<{ source: number; target: number }, [number, number, number]>(
          `SELECT source, target FROM attestations WHERE validator = ? AND ${condition} LIMIT 1`,
        )
        .get(id, source, target);
    const inner = one("source > ?2 AND target < ?3");
    if (inner !== null)
      return { rule: "surrounding-vote", message: `${vote} surrounds the one from ${inner.source} to ${inner.target}` };
    const outer = one("source < ?2 AND target > ?3");
    if (outer !== null)
      return {
        rule: "surrounded-vote",
        message: `${vote} is surrounded by the one from ${outer.source} to ${outer.target}`,
      };
    const { source: lowestSource, target: lowestTarget } = this.sqlite
      .query<{ source: number | null; target: number | null }, [number]>(
        "SELECT min(source) AS source, min(target) AS target FROM attestations WHERE validator = ?",
      )
      .get(id)!;
    if (lowestSource !== null && source < lowestSource)
      return { rule: "source-below-minimum", message: `${vote}, and votes from before ${lowestSource} are not known` };
    if (lowestTarget !== null && target <= lowestTarget)
      return { rule: "target-below-minimum", message: `${vote}, and votes to before ${lowestTarget} are not known` };
    return null;
  }

  private insertBlock(id: number, slot: number, signingRoot: Uint8Array | null): void {
    this.sqlite.query("INSERT OR IGNORE INTO blocks VALUES (?, ?, ?)").run(id, slot, signingRoot);
  }

  private insertAttestation(id: number, source: number, target: number, signingRoot: Uint8Array | null): null {
    this.sqlite.query("INSERT OR IGNORE INTO attestations VALUES (?, ?, ?, ?)").run(id, source, target, signingRoot);
    return null;
  }

  private idOf(pubkey: Uint8Array): number {
    const key = toHex(pubkey);
    let id = this.ids.get(key);
    if (id === undefined) {
      this.sqlite.query("INSERT OR IGNORE INTO validators (pubkey) VALUES (?)").run(pubkey);
      id = this.sqlite
        .query<{ id: number }, [Uint8Array]>("SELECT id FROM validators WHERE pubkey = ?")
        .get(pubkey)!.id;
      this.ids.set(key, id);
    }
    return id;
  }

  private historyOf(id: number, pubkey: Uint8Array): SigningHistory {
    const blocks = this.sqlite
      .query<{ slot: number; signing_root: Uint8Array | null }, [number]>(
        "SELECT slot, signing_root FROM blocks WHERE validator = ? ORDER BY slot",
      )
      .all(id);
    const attestations = this.sqlite
      .query<{ source: number; target: number; signing_root: Uint8Array | null }, [number]>(
        "SELECT source, target, signing_root FROM attestations WHERE validator = ? ORDER BY target, source",
      )
      .all(id);
    return {
      pubkey,
      blocks: blocks.map(({ slot, signing_root }) => ({ slot, signingRoot: signing_root })),
      attestations: attestations.map(({ source, target, signing_root }) => ({
        sourceEpoch: source,
        targetEpoch: target,
        signingRoot: signing_root,
      })),
    };
  }
}

/** The exclusive mode keeps the file's lock as long as the connection lives, and the system drops it with the process. */
function open(folder: string): Sqlite {
  if (folder === ":memory:") return new Sqlite(folder);
  const path = join(folder, "slashing-protection.sqlite");
  let sqlite: Sqlite | null = null;
  try {
    mkdirSync(folder, { recursive: true });
    sqlite = new Sqlite(path, { create: true });
    sqlite.run("PRAGMA locking_mode = EXCLUSIVE");
    sqlite.run("PRAGMA journal_mode = WAL");
    sqlite.run("PRAGMA synchronous = FULL");
    sqlite.run("BEGIN EXCLUSIVE");
    sqlite.run("COMMIT");
    return sqlite;
  } catch (error) {
    sqlite?.close();
    const busy = (error as { code?: string }).code?.startsWith("SQLITE_BUSY") ?? false;
    throw new SlashingDatabaseError(
      busy
        ? `another signer is using ${path}: two signers with the same keys get them slashed`
        : `slashing protection ${path} cannot be opened: ${(error as Error).message}`,
      { cause: error },
    );
  }
}
