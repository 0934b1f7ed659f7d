import { Database as Sqlite } from "bun:sqlite";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

/** Raised where the data folder cannot be used: not writable, of another network, or of a newer version. */
export class StorageError extends Error {
  override name = "StorageError";
}

const SCHEMA_VERSION = 1;

const SCHEMA = `
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS blocks (
  root BLOB PRIMARY KEY, slot INTEGER NOT NULL, parent_root BLOB NOT NULL, fork TEXT NOT NULL, ssz BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS blocks_by_slot ON blocks (slot);
CREATE TABLE IF NOT EXISTS envelopes (
  block_root BLOB PRIMARY KEY, slot INTEGER NOT NULL, fork TEXT NOT NULL, ssz BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS envelopes_by_slot ON envelopes (slot);
CREATE TABLE IF NOT EXISTS sidecars (
  block_root BLOB NOT NULL, kind TEXT NOT NULL, idx INTEGER NOT NULL, slot INTEGER NOT NULL, fork TEXT NOT NULL,
  ssz BLOB NOT NULL, PRIMARY KEY (block_root, kind, idx)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sidecars_by_slot ON sidecars (slot);
CREATE TABLE IF NOT EXISTS states (
  block_root BLOB PRIMARY KEY, slot INTEGER NOT NULL, fork TEXT NOT NULL, ssz BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS states_by_slot ON states (slot);
`;

/** A stored object: its SSZ bytes and the fork whose type they are. */
export interface Stored {
  readonly root: Uint8Array;
  readonly slot: number;
  readonly fork: string;
  readonly ssz: Uint8Array;
}

interface Row {
  root: Uint8Array;
  slot: number;
  fork: string;
  ssz: Uint8Array;
}

/**
 * The chain on disk: blocks, payload envelopes, sidecars and state snapshots in one SQLite file. Every import is one
 * transaction, so that a process killed at any instant finds a whole chain again.
 */
export class ChainDatabase {
  private readonly sqlite: Sqlite;

  /** Opens or makes `chain.sqlite` in this folder; `":memory:"` keeps nothing. Throws `StorageError`. */
  constructor(folder: string) {
    try {
      if (folder !== ":memory:") mkdirSync(folder, { recursive: true });
      this.sqlite = new Sqlite(folder === ":memory:" ? folder : join(folder, "chain.sqlite"), { create: true });
      this.sqlite.run("PRAGMA journal_mode = WAL");
      this.sqlite.run("PRAGMA synchronous = NORMAL");
      this.sqlite.run("PRAGMA busy_timeout = 2000");
      const version = this.sqlite.query<{ user_version: number }, []>("PRAGMA user_version").get()!.user_version;
      if (version > SCHEMA_VERSION)
        throw new StorageError(`${folder}: written by a newer version (schema ${version}, known ${SCHEMA_VERSION})`);
      this.sqlite.run(SCHEMA);
      this.sqlite.run(`PRAGMA user_version = ${SCHEMA_VERSION}`);
    } catch (error) {
      if (error instanceof StorageError) throw error;
      throw new StorageError(`data folder ${folder} cannot be used: ${(error as Error).message}`, { cause: error });
    }
  }

  /** All writes of `work` or none. */
  transaction(work: () => void): void {
    this.sqlite.transaction(work)();
  }

  getMeta(key: string): Uint8Array | null {
    return (
      this.sqlite.query<{ value: Uint8Array }, [string]>("SELECT value FROM meta WHERE key = ?").get(key)?.value ?? null
    );
  }

  setMeta(key: string, value: Uint8Array): void {
    this.sqlite.query("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)").run(key, value);
  }

  putBlock(block: Stored & { readonly parentRoot: Uint8Array }): void {
    this.sqlite
      .query("INSERT OR IGNORE INTO blocks (root, slot, parent_root, fork, ssz) VALUES (?, ?, ?, ?, ?)")
      .run(block.root, block.slot, block.parentRoot, block.fork, block.ssz);
  }

  getBlock(root: Uint8Array): Stored | null {
    return this.sqlite.query<Row, [Uint8Array]>("SELECT root, slot, fork, ssz FROM blocks WHERE root = ?").get(root);
  }

  /** Blocks of these slots, both ends included, by slot: all branches of them. */
  blocksBetween(first: number, last: number): Stored[] {
    return this.sqlite
      .query<Row, [number, number]>(
        "SELECT root, slot, fork, ssz FROM blocks WHERE slot BETWEEN ? AND ? ORDER BY slot, rowid",
      )
      .all(first, last);
  }

  putEnvelope(envelope: Stored): void {
    this.sqlite
      .query("INSERT OR IGNORE INTO envelopes (block_root, slot, fork, ssz) VALUES (?, ?, ?, ?)")
      .run(envelope.root, envelope.slot, envelope.fork, envelope.ssz);
  }

  getEnvelope(blockRoot: Uint8Array): Stored | null {
    return this.sqlite
      .query<Row, [Uint8Array]>("SELECT block_root AS root, slot, fork, ssz FROM envelopes WHERE block_root = ?")
      .get(blockRoot);
  }

  /** `kind` is `blob` or `column`, `index` the blob's or column's. */
  putSidecar(kind: "blob" | "column", index: number, sidecar: Stored): void {
    this.sqlite
      .query("INSERT OR IGNORE INTO sidecars (block_root, kind, idx, slot, fork, ssz) VALUES (?, ?, ?, ?, ?, ?)")
      .run(sidecar.root, kind, index, sidecar.slot, sidecar.fork, sidecar.ssz);
  }

  sidecarsOf(kind: "blob" | "column", blockRoot: Uint8Array): Stored[] {
    return this.sqlite
      .query<Row, [Uint8Array, string]>(
        "SELECT block_root AS root, slot, fork, ssz FROM sidecars WHERE block_root = ? AND kind = ? ORDER BY idx",
      )
      .all(blockRoot, kind);
  }

  /** A snapshot: the post-state of this block, at the block's slot. */
  putState(state: Stored): void {
    this.sqlite
      .query("INSERT OR REPLACE INTO states (block_root, slot, fork, ssz) VALUES (?, ?, ?, ?)")
      .run(state.root, state.slot, state.fork, state.ssz);
  }

  getState(blockRoot: Uint8Array): Stored | null {
    return this.sqlite
      .query<Row, [Uint8Array]>("SELECT block_root AS root, slot, fork, ssz FROM states WHERE block_root = ?")
      .get(blockRoot);
  }

  /** Block roots and slots of all snapshots, oldest first. */
  stateSlots(): { root: Uint8Array; slot: number }[] {
    return this.sqlite
      .query<{ root: Uint8Array; slot: number }, []>("SELECT block_root AS root, slot FROM states ORDER BY slot")
      .all();
  }

  deleteState(blockRoot: Uint8Array): void {
    this.sqlite.query("DELETE FROM states WHERE block_root = ?").run(blockRoot);
  }

  /** Drops sidecars before this slot: what the retention window no longer asks for. */
  pruneSidecars(beforeSlot: number): void {
    this.sqlite.query("DELETE FROM sidecars WHERE slot < ?").run(beforeSlot);
  }

  close(): void {
    this.sqlite.run("PRAGMA wal_checkpoint(TRUNCATE)");
    this.sqlite.close();
  }
}
