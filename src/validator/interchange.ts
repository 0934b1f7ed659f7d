/**
 * The format in which validator clients hand over what they signed.
 * https://eips.ethereum.org/EIPS/eip-3076
 */

import { fromHex, toHex } from "../ssz/bytes.ts";
import { InterchangeError } from "./slashing-errors.ts";

const FORMAT_VERSION = "5";
const PUBKEY_LENGTH = 48;
const ROOT_LENGTH = 32;

/** A block that was signed; null where what exactly was signed is not known. */
export interface SignedBlockRecord {
  readonly slot: number;
  readonly signingRoot: Uint8Array | null;
}

/** A vote that was signed. */
export interface SignedAttestationRecord {
  readonly sourceEpoch: number;
  readonly targetEpoch: number;
  readonly signingRoot: Uint8Array | null;
}

/** What one key signed. */
export interface SigningHistory {
  readonly pubkey: Uint8Array;
  readonly blocks: readonly SignedBlockRecord[];
  readonly attestations: readonly SignedAttestationRecord[];
}

/** What an interchange file says. */
export interface Interchange {
  readonly genesisValidatorsRoot: Uint8Array;
  readonly histories: readonly SigningHistory[];
}

/** Reads an interchange file's text. Throws `InterchangeError`. */
export function parseInterchange(text: string): Interchange {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new InterchangeError("file", `not JSON: ${(error as Error).message}`);
  }
  const file = asObject(json, "file");
  const metadata = asObject(file.metadata, "metadata");
  if (metadata.interchange_format_version !== FORMAT_VERSION)
    throw new InterchangeError(
      "metadata.interchange_format_version",
      `is ${JSON.stringify(metadata.interchange_format_version)}, not "${FORMAT_VERSION}"`,
    );
  return {
    genesisValidatorsRoot: asBytes(metadata.genesis_validators_root, "metadata.genesis_validators_root", ROOT_LENGTH),
    histories: asArray(file.data, "data").map((entry, index) => readHistory(entry, `data[${index}]`)),
  };
}

/** An interchange file's text. */
export function formatInterchange({ genesisValidatorsRoot, histories }: Interchange): string {
  const rootOf = (signingRoot: Uint8Array | null) => signingRoot !== null && { signing_root: toHex(signingRoot) };
  const file = {
    metadata: {
      interchange_format_version: FORMAT_VERSION,
      genesis_validators_root: toHex(genesisValidatorsRoot),
    },
    data: histories.map(({ pubkey, blocks, attestations }) => ({
      pubkey: toHex(pubkey),
      signed_blocks: blocks.map(({ slot, signingRoot }) => ({ slot: String(slot), ...rootOf(signingRoot) })),
      signed_attestations: attestations.map(({ sourceEpoch, targetEpoch, signingRoot }) => ({
        source_epoch: String(sourceEpoch),
        target_epoch: String(targetEpoch),
        ...rootOf(signingRoot),
      })),
    })),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

function readHistory(value: unknown, path: string): SigningHistory {
  const entry = asObject(value, path);
  return {
    pubkey: asBytes(entry.pubkey, `${path}.pubkey`, PUBKEY_LENGTH),
    blocks: asArray(entry.signed_blocks, `${path}.signed_blocks`).map((each, index) => {
      const at = `${path}.signed_blocks[${index}]`;
      const block = asObject(each, at);
      return { slot: asNumber(block.slot, `${at}.slot`), signingRoot: readSigningRoot(block, at) };
    }),
    attestations: asArray(entry.signed_attestations, `${path}.signed_attestations`).map((each, index) => {
      const at = `${path}.signed_attestations[${index}]`;
      const vote = asObject(each, at);
      return {
        sourceEpoch: asNumber(vote.source_epoch, `${at}.source_epoch`),
        targetEpoch: asNumber(vote.target_epoch, `${at}.target_epoch`),
        signingRoot: readSigningRoot(vote, at),
      };
    }),
  };
}

function readSigningRoot(entry: Record<string, unknown>, path: string): Uint8Array | null {
  return entry.signing_root === undefined || entry.signing_root === null
    ? null
    : asBytes(entry.signing_root, `${path}.signing_root`, ROOT_LENGTH);
}

function asObject(value: unknown, path: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new InterchangeError(path, "is not an object");
  return value as Record<string, unknown>;
}

function asArray(value: unknown, path: string): unknown[] {
  if (!Array.isArray(value)) throw new InterchangeError(path, "is not a list");
  return value;
}

function asBytes(value: unknown, path: string, length: number): Uint8Array {
  if (typeof value !== "string" || !/^0x[0-9a-fA-F]*$/.test(value) || value.length !== 2 + 2 * length)
    throw new InterchangeError(path, `is not ${length} bytes of hex: ${JSON.stringify(value)}`);
  return fromHex(value);
}

function asNumber(value: unknown, path: string): number {
  const number = Number(value);
  if (typeof value !== "string" || !/^\d+$/.test(value) || !Number.isSafeInteger(number))
    throw new InterchangeError(path, `is not a string of decimal digits below 2^53: ${JSON.stringify(value)}`);
  return number;
}
