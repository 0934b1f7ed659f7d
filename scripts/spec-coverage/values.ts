import { mainnetConfig } from "../../src/config/mainnet-config.ts";
import { mainnetPreset } from "../../src/config/mainnet-preset.ts";
import { minimalConfig } from "../../src/config/minimal-config.ts";
import { minimalPreset } from "../../src/config/minimal-preset.ts";
import { ExpressionError, evaluate, type Scope, type Value } from "./expression.ts";
import type { SpecValue } from "./markdown.ts";
import type { Problem } from "./problem.ts";
import type { Specification, YamlValue } from "./specification.ts";

/** Presets with the configurations of the same name, as we embed them. */
export const SETTINGS = [
  { name: "mainnet", preset: mainnetPreset, config: mainnetConfig },
  { name: "minimal", preset: minimalPreset, config: minimalConfig },
];

/** Whether the name is a preset's or configuration's value rather than a constant. */
export function isSetting(specification: Specification, name: string): boolean {
  return (
    name in mainnetPreset ||
    name in specification.configs.mainnet ||
    Object.values(specification.presets.mainnet).some((values) => name in values)
  );
}

/** The mainnet value that the text states, against ours. */
export function compareSetting(
  specification: Specification,
  fork: string,
  document: string,
  value: SpecValue,
): Problem[] {
  const actual = (mainnetPreset as unknown as Record<string, unknown>)[value.name] ?? mainnetConfigValue(value.name);
  const problem = { fork, where: document, name: value.name } as const;
  if (actual === undefined)
    return [{ ...problem, kind: "missing", message: "neither in the preset nor in the configuration" }];
  const difference = compareValue(specification, value, actual);
  return difference === undefined ? [] : [{ ...problem, kind: "different", message: difference }];
}

const mainnetConfigValue = (name: string): unknown => (mainnetConfig as unknown as Record<string, unknown>)[name];

/** Undefined where equal, otherwise what differs. */
export function compareValue(specification: Specification, value: SpecValue, actual: unknown): string | undefined {
  let expected: Value;
  try {
    expected = evaluate(value.expression, scopeOf(specification, "mainnet"));
  } catch (error) {
    if (!(error instanceof ExpressionError) || value.stated === undefined) throw error;
    expected = BigInt(value.stated);
  }
  const shown = normalize(actual);
  return equal(expected, shown) ? undefined : `the text has ${show(expected)}, ours is ${show(shown)}`;
}

/** Names and parameterless functions as the text and the setting's files give them. */
export function scopeOf(
  specification: Specification,
  setting: string,
  functions: ReadonlyMap<string, string> = new Map(),
): Scope {
  const scope: Scope = {
    name(name) {
      for (const values of Object.values(specification.presets[setting]))
        if (name in values) return yamlScalar(values[name]);
      const config = specification.configs[setting][name];
      if (typeof config === "string") return yamlScalar(config);
      for (const documents of specification.documents.values())
        for (const { values } of documents.values())
          for (const value of values) {
            if (value.name !== name) continue;
            if (value.expression.startsWith("get_generalized_index") && value.stated !== undefined)
              return BigInt(value.stated);
            return evaluate(value.expression, scope);
          }
      throw new ExpressionError(`unknown name ${name}`);
    },
    call(name) {
      const code = functions.get(name);
      const returned = code === undefined ? null : /\n {4}return ([^\n]+)$/.exec(code);
      if (returned === null) throw new ExpressionError(`cannot call ${name}`);
      return evaluate(returned[1], scope);
    },
  };
  return scope;
}

/** Preset and configuration files against our embedded values, both ways. */
export function compareFiles(specification: Specification, counts: { presets: number; configs: number }): Problem[] {
  const problems: Problem[] = [];
  for (const { name: setting, preset, config } of SETTINGS) {
    const theirPreset: Record<string, YamlValue> = Object.assign({}, ...Object.values(specification.presets[setting]));
    const { PRESET_BASE: _base, ...ourPreset } = preset;
    counts.presets += Object.keys(theirPreset).length;
    problems.push(...compareRecords(theirPreset, ourPreset, `presets/${setting}`));
    const theirConfig = specification.configs[setting];
    counts.configs += Object.keys(theirConfig).length;
    problems.push(...compareRecords(theirConfig, { ...config }, `configs/${setting}`));
  }
  return problems;
}

function compareRecords(
  theirs: Readonly<Record<string, YamlValue>>,
  ours: Readonly<Record<string, unknown>>,
  where: string,
): Problem[] {
  const problems: Problem[] = [];
  for (const [name, value] of Object.entries(theirs)) {
    if (!(name in ours)) {
      problems.push({ kind: "missing", fork: where, where, name, message: "no such value in ours" });
      continue;
    }
    const expected: Value =
      typeof value === "string"
        ? yamlScalar(value)
        : value.map((record) => Object.entries(record).flatMap(([key, inner]) => [key, yamlScalar(inner)]));
    const actual = normalize(ours[name]);
    if (!equal(expected, actual))
      problems.push({
        kind: "different",
        fork: where,
        where,
        name,
        message: `the file has ${show(expected)}, ours is ${show(actual)}`,
      });
  }
  for (const name of Object.keys(ours))
    if (!(name in theirs)) problems.push({ kind: "extra", fork: where, where, name, message: "not in the file" });
  return problems;
}

function yamlScalar(text: string): Value {
  if (/^\d+$/.test(text)) return BigInt(text);
  return text.startsWith("0x") ? text.toLowerCase() : text;
}

/** A runtime value in the evaluator's notation. */
function normalize(value: unknown): Value {
  if (value === Number.POSITIVE_INFINITY) return 2n ** 64n - 1n;
  if (typeof value === "number" || typeof value === "bigint") return BigInt(value);
  if (value instanceof Uint8Array) return `0x${value.toHex()}`;
  if (Array.isArray(value)) return value.map(normalize);
  if (typeof value === "object" && value !== null)
    return Object.entries(value).flatMap(([key, inner]) => [key, normalize(inner)]);
  return String(value);
}

function equal(a: Value, b: Value): boolean {
  if (typeof a === "object" && typeof b === "object")
    return a.length === b.length && a.every((item, i) => equal(item, b[i]));
  return a === b;
}

function show(value: Value): string {
  return typeof value === "object" ? `[${value.map(show).join(", ")}]` : String(value);
}
