import { readFileSync } from "node:fs";
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type YAMLMap } from "yaml";
import { fromHex, toHex } from "../ssz/bytes.ts";
import { Uint64Type } from "../ssz/uint64.ts";
import type { Config } from "./config.ts";
import { mainnetConfig } from "./mainnet-config.ts";
import { mainnetPreset } from "./mainnet-preset.ts";
import { minimalConfig } from "./minimal-config.ts";
import { minimalPreset } from "./minimal-preset.ts";
import type { Preset } from "./preset.ts";

/** Names of the presets. */
export type PresetName = Preset["PRESET_BASE"];

/** The presets' values by name. */
export const presets: Readonly<Record<PresetName, Preset>> = { mainnet: mainnetPreset, minimal: minimalPreset };

/** The configs that the presets come with, by the presets' names. */
export const baseConfigs: Readonly<Record<PresetName, Config>> = { mainnet: mainnetConfig, minimal: minimalConfig };

/** A network config does not say what it must; names the source, the line where there is one, and the key. */
export class ConfigError extends Error {
  override name = "ConfigError";
  readonly source: string;
  readonly line: number | undefined;
  readonly key: string | undefined;

  constructor(source: string, line: number | undefined, key: string | undefined, problem: string) {
    super(`${source}${line === undefined ? "" : `:${line}`}: ${key === undefined ? "" : `${key} `}${problem}`);
    this.source = source;
    this.line = line;
    this.key = key;
  }
}

/** A key of a network config that this program has no use for. */
export interface UnknownKey {
  readonly key: string;
  readonly value: string;
  readonly line: number;
}

/** What a network config file says. */
export interface LoadedConfig {
  readonly presetName: PresetName;
  readonly preset: Preset;
  readonly config: Config;
  readonly unknown: readonly UnknownKey[];
}

/**
 * Reads a network config: keys that the text lacks are those of its preset's own config. `presetName`, where given, is
 * what the text's `PRESET_BASE` must be. Throws `ConfigError`.
 */
export function parseConfig(text: string, source: string, presetName?: PresetName): LoadedConfig {
  const entries = readEntries(text, source);
  const chosen = choosePreset(entries, source, presetName);
  const preset = presets[chosen];
  const config: Record<string, unknown> = { ...baseConfigs[chosen] };
  const unknown: UnknownKey[] = [];
  for (const [key, entry] of entries) {
    const fail: Fail = (problem, line = entry.line) => {
      throw new ConfigError(source, line, key, problem);
    };
    if (Object.hasOwn(config, key)) {
      config[key] = convert(key, config[key], entry, fail);
    } else if (Object.hasOwn(preset, key)) {
      checkPresetValue(preset[key as keyof Preset], entry, chosen, fail);
    } else if (key !== "SECONDS_PER_SLOT") {
      unknown.push({ key, value: entry.text, line: entry.line });
    }
  }
  config.PRESET_BASE = chosen;
  setSlotDuration(config, entries, source);
  return { presetName: chosen, preset, config: config as unknown as Config, unknown };
}

/** `parseConfig` of a file. Throws `ConfigError`, also where the file cannot be read. */
export function loadConfig(path: string, presetName?: PresetName): LoadedConfig {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new ConfigError(path, undefined, undefined, `cannot be read: ${(error as Error).message}`);
  }
  return parseConfig(text, path, presetName);
}

interface Entry {
  readonly line: number;
  /** The value as written; empty for lists. */
  readonly text: string;
  readonly list?: readonly { readonly line: number; readonly fields: ReadonlyMap<string, Entry> }[];
}

type Fail = (problem: string, line?: number) => never;

/** Lists of the config whose elements are records, with the keys that each element has. */
const RECORD_LISTS: Readonly<Record<string, readonly string[]>> = {
  BLOB_SCHEDULE: ["EPOCH", "MAX_BLOBS_PER_BLOCK"],
  GAS_LIMIT_SCHEDULE: ["EPOCH", "GAS_LIMIT"],
};

const uint64 = new Uint64Type();

function readEntries(text: string, source: string): Map<string, Entry> {
  const lines = new LineCounter();
  // The other schemas read 0x values as numbers and round large ones.
  const document = parseDocument(text, { schema: "failsafe", lineCounter: lines, uniqueKeys: true });
  const problem = document.errors[0];
  if (problem !== undefined)
    throw new ConfigError(source, problem.linePos?.[0].line, undefined, `not YAML: ${problem.message.split("\n")[0]}`);
  if (document.contents === null) return new Map();
  if (!isMap(document.contents)) throw new ConfigError(source, 1, undefined, "not a map of keys to values");
  return readMap(document.contents, lines, source);
}

function readMap(map: YAMLMap, lines: LineCounter, source: string): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const { key, value } of map.items) {
    if (!isScalar(key)) throw new ConfigError(source, undefined, undefined, "a key is not a word");
    const name = String(key.value);
    const line = lines.linePos(key.range?.[0] ?? 0).line;
    if (isScalar(value)) {
      entries.set(name, { line, text: String(value.value ?? "") });
    } else if (isSeq(value)) {
      const list = value.items.map((item) => {
        if (!isMap(item)) throw new ConfigError(source, line, name, "has an element that is not a map");
        return { line: lines.linePos(item.range?.[0] ?? 0).line, fields: readMap(item, lines, source) };
      });
      entries.set(name, { line, text: "", list });
    } else if (value === null || value === undefined) {
      entries.set(name, { line, text: "" });
    } else {
      throw new ConfigError(source, line, name, "is neither a value nor a list");
    }
  }
  return entries;
}

function choosePreset(entries: Map<string, Entry>, source: string, expected: PresetName | undefined): PresetName {
  const entry = entries.get("PRESET_BASE");
  if (entry === undefined) {
    if (expected !== undefined) return expected;
    throw new ConfigError(source, undefined, "PRESET_BASE", "is missing");
  }
  const named = entry.text;
  if (named !== "mainnet" && named !== "minimal")
    throw new ConfigError(source, entry.line, "PRESET_BASE", `is ${JSON.stringify(named)}, not mainnet or minimal`);
  if (expected !== undefined && named !== expected)
    throw new ConfigError(source, entry.line, "PRESET_BASE", `is ${named}, but the preset asked for is ${expected}`);
  return named;
}

/** Reads a value as the kind of its counterpart in the base config. */
function convert(key: string, base: unknown, entry: Entry, fail: Fail): unknown {
  const keys = RECORD_LISTS[key];
  if (keys !== undefined) return readRecords(keys, entry, fail);
  if (entry.list !== undefined) return fail("is a list, not one value");
  if (typeof base === "number") return readUint64(entry.text, (problem) => fail(problem));
  if (typeof base === "bigint") {
    if (!/^\d+$/.test(entry.text)) return fail(`is not a decimal number: ${JSON.stringify(entry.text)}`);
    return BigInt(entry.text);
  }
  if (base instanceof Uint8Array) {
    if (!/^0x([0-9a-fA-F]{2})*$/.test(entry.text) || entry.text.length !== 2 + 2 * base.length)
      return fail(`is not ${base.length} bytes of hex: ${JSON.stringify(entry.text)}`);
    return fromHex(entry.text);
  }
  return entry.text;
}

function readUint64(text: string, fail: Fail): number {
  if (!/^\d+$/.test(text)) return fail(`is not a decimal number: ${JSON.stringify(text)}`);
  if (BigInt(text) >= 2n ** 64n) return fail(`is larger than an unsigned 64-bit integer: ${text}`);
  return uint64.fromJson(text);
}

function readRecords(keys: readonly string[], entry: Entry, fail: Fail): Record<string, number>[] {
  if (entry.list === undefined) return entry.text === "" ? [] : fail("is not a list");
  const epochs = new Set<number>();
  return entry.list.map(({ line, fields }) => {
    const strange = [...fields.keys()].find((field) => !keys.includes(field));
    if (strange !== undefined)
      return fail(`has an entry with ${strange}: only ${keys.join(" and ")} belong there`, line);
    const record: Record<string, number> = {};
    for (const field of keys) {
      const value = fields.get(field);
      if (value === undefined) return fail(`has an entry without ${field}`, line);
      record[field] = readUint64(value.text, (problem) => fail(`has an entry whose ${field} ${problem}`, value.line));
    }
    if (epochs.has(record.EPOCH!)) return fail(`has two entries for epoch ${record.EPOCH}`, line);
    epochs.add(record.EPOCH!);
    return record;
  });
}

/** The types are made from the preset, so that a file cannot change one of its values. */
function checkPresetValue(value: string | number, entry: Entry, preset: PresetName, fail: Fail): void {
  if (entry.list !== undefined || entry.text !== String(value))
    fail(`belongs to the ${preset} preset and is ${value} there, not ${entry.text}`);
}

/** Files from before `SLOT_DURATION_MS` have `SECONDS_PER_SLOT`, and some have both. */
function setSlotDuration(config: Record<string, unknown>, entries: Map<string, Entry>, source: string): void {
  const seconds = entries.get("SECONDS_PER_SLOT");
  if (seconds === undefined) return;
  const fail: Fail = (problem) => {
    throw new ConfigError(source, seconds.line, "SECONDS_PER_SLOT", problem);
  };
  const milliseconds = 1000 * readUint64(seconds.text, fail);
  if (!entries.has("SLOT_DURATION_MS")) config.SLOT_DURATION_MS = milliseconds;
  else if (config.SLOT_DURATION_MS !== milliseconds)
    fail(`is ${seconds.text}, which is not the SLOT_DURATION_MS of ${String(config.SLOT_DURATION_MS)}`);
}

/** The config as a YAML file's text: every key, lists of records as blocks. */
export function formatConfig(config: Config): string {
  const lines = Object.entries(config).map(([key, value]) => `${key}: ${formatValue(value)}`);
  return `${lines.join("\n")}\n`;
}

function formatValue(value: unknown): string {
  if (value instanceof Uint8Array) return toHex(value);
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    return value
      .map((record: Record<string, unknown>) =>
        Object.entries(record)
          .map(([key, each], at) => `\n  ${at === 0 ? "-" : " "} ${key}: ${formatValue(each)}`)
          .join(""),
      )
      .join("");
  }
  if (typeof value === "number") return uint64.toJson(value);
  return String(value);
}
