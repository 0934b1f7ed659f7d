/** Where the embedded engine keeps its chain: what later blocks follow from, not what blocks held. */

import { Database as Sqlite } from "bun:sqlite";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { concatBytes } from "../../ssz/bytes.ts";
import type { ParentGas } from "../execution-rules.ts";

/** A block as its children need it. */
export interface ExecutionBlock extends ParentGas {
  readonly hash: Uint8Array;
  readonly parentHash: Uint8Array;
  readonly number: number;
  readonly timestamp: number;
  readonly stateRoot: Uint8Array;
  /** Hashes of its transactions. */
  readonly transactions: readonly Uint8Array[];
  /** Known by its hash alone, as the last block of a chain that began elsewhere: children are not checked against it. */
  readonly isOpaque: boolean;
}

/** The embedded engine's memory. */
export interface ExecutionBlockStore {
  get(hash: Uint8Array): ExecutionBlock | null;
  put(block: ExecutionBlock): void;
  /** Small values by name: counters, the head. */
  getMeta(key: string): Uint8Array | null;
  setMeta(key: string, value: Uint8Array): void;
  /** Forgets blocks of lower numbers. */
  pruneBelow(number: number): void;
  close(): void;
}

interface Row {
  hash: Uint8Array;
  parent_hash: Uint8Array;
  number: number;
  timestamp: number;
  state_root: Uint8Array;
  gas_limit: number;
  gas_used: number;
  base_fee: string;
  blob_gas_used: number;
  excess_blob_gas: number;
  transactions: Uint8Array;
  is_opaque: number;
}

const HASH_LENGTH = 32;

const SCHEMA = `
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS blocks (
  hash BLOB PRIMARY KEY, parent_hash BLOB NOT NULL, number INTEGER NOT NULL, timestamp INTEGER NOT NULL,
  state_root BLOB NOT NULL, gas_limit INTEGER NOT NULL, gas_used INTEGER NOT NULL, base_fee TEXT NOT NULL,
  blob_gas_used INTEGER NOT NULL, excess_blob_gas INTEGER NOT NULL, transactions BLOB NOT NULL,
  is_opaque INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS blocks_by_number ON blocks (number);
`;

/** Keeps the chain in `execution.sqlite` of a folder, or with `":memory:"` as long as the process lives. */
export class SqliteBlockStore implements ExecutionBlockStore {
  private readonly sqlite: Sqlite;

  constructor(folder: string) {
    if (folder !== ":memory:") mkdirSync(folder, { recursive: true });
    this.sqlite = new Sqlite(folder === ":memory:" ? folder : join(folder, "execution.sqlite"), { create: true });
    this.sqlite.run("PRAGMA journal_mode = WAL");
    this.sqlite.run("PRAGMA synchronous = NORMAL");
    this.sqlite.run("PRAGMA busy_timeout = 2000");
    this.sqlite.run(SCHEMA);
  }

  get(hash: Uint8Array): ExecutionBlock | null {
    const row = this.sqlite.query<Row, [Uint8Array]>("SELECT * FROM blocks WHERE hash = ?").get(hash);
    return row === null ? null : fromRow(row);
  }

  put(block: ExecutionBlock): void {
    this.sqlite
      .query("INSERT OR IGNORE INTO blocks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .run(
        block.hash,
        block.parentHash,
        block.number,
        block.timestamp,
        block.stateRoot,
        block.gasLimit,
        block.gasUsed,
        block.baseFeePerGas.toString(),
        block.blobGasUsed,
        block.excessBlobGas,
        concatBytes(...block.transactions),
        block.isOpaque ? 1 : 0,
      );
  }

  getMeta(key: string): Uint8Array | null {
    const row = this.sqlite.query<{ value: Uint8Array }, [string]>("SELECT value FROM meta WHERE key = ?").get(key);
    return row?.value ?? null;
  }

  setMeta(key: string, value: Uint8Array): void {
    this.sqlite.query("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)").run(key, value);
  }

  pruneBelow(number: number): void {
    this.sqlite.query("DELETE FROM blocks WHERE number < ?").run(number);
  }

  close(): void {
    this.sqlite.close();
  }
}

function fromRow(row: Row): ExecutionBlock {
  const transactions: Uint8Array[] = [];
  for (let at = 0; at < row.transactions.length; at += HASH_LENGTH)
    transactions.push(row.transactions.slice(at, at + HASH_LENGTH));
  return {
    hash: row.hash,
    parentHash: row.parent_hash,
    number: row.number,
    timestamp: row.timestamp,
    stateRoot: row.state_root,
    gasLimit: row.gas_limit,
    gasUsed: row.gas_used,
    baseFeePerGas: BigInt(row.base_fee),
    blobGasUsed: row.blob_gas_used,
    excessBlobGas: row.excess_blob_gas,
    transactions,
    isOpaque: row.is_opaque === 1,
  };
}
