import { mainnetConfig } from "../../src/config/mainnet-config.ts";
import { mainnetPreset } from "../../src/config/mainnet-preset.ts";
import { minimalConfig } from "../../src/config/minimal-config.ts";
import { minimalPreset } from "../../src/config/minimal-preset.ts";
import { FORKS, type ForkName } from "../../src/spec/forks.ts";
import { composeTypes } from "../../src/spec/type-definitions.ts";
import type { Exception } from "./exceptions.ts";
import { ExpressionError, evaluate, type Scope, type Value } from "./expression.ts";
import type { SpecClass, SpecFunction, SpecValue } from "./markdown.ts";
import type { Ours, Place } from "./ours.ts";
import type { Specification, YamlValue } from "./specification.ts";
import { describeOurs, describeTheirs } from "./ssz.ts";

/** One way in which our code is not the specification. */
export interface Problem {
  readonly kind: Exception["kind"];
  readonly fork: string;
  /** The document, or the file of values. */
  readonly where: string;
  readonly name: string;
  readonly message: string;
  readonly place?: Place;
}

/** What was compared, and what was found. */
export interface Coverage {
  readonly problems: readonly Problem[];
  readonly counts: Readonly<
    Record<"functions" | "types" | "dataclasses" | "constants" | "presets" | "configs", number>
  >;
}

const SETTINGS = [
  { name: "mainnet", preset: mainnetPreset, config: mainnetConfig },
  { name: "minimal", preset: minimalPreset, config: minimalConfig },
];

/** Compares our code with a release of the specification, both ways, names, forks, documents, shapes and values. */
export function compare(specification: Specification, ours: Ours): Coverage {
  const problems: Problem[] = [];
  const counts = { functions: 0, types: 0, dataclasses: 0, constants: 0, presets: 0, configs: 0 };
  for (const fork of specification.forks)
    if (!(FORKS as readonly string[]).includes(fork))
      problems.push({
        kind: "missing",
        fork,
        where: "specs",
        name: fork,
        message: "a fork that our code does not have",
      });
  const functionsSoFar = new Map<string, string>();
  const classesSoFar = new Map<string, SpecClass>();
  const constantsSoFar = new Map<string, string>();
  for (const fork of FORKS) {
    const documents = specification.documents.get(fork) ?? new Map();
    const oursHere = ours.forks[fork];
    const theirFunctions = new Map<string, { document: string; function: SpecFunction }>();
    const theirClasses = new Map<string, string>();
    const theirConstants = new Set<string>();
    for (const [document, { functions, classes, values }] of documents) {
      for (const item of functions as readonly SpecFunction[]) {
        counts.functions++;
        const repeated = functionsSoFar.get(item.name) === item.code;
        functionsSoFar.set(item.name, item.code);
        theirFunctions.set(item.name, { document, function: item });
        const problem = (message: string): void => {
          problems.push({ kind: "missing", fork, where: document, name: item.name, message });
        };
        if (item.protocol !== undefined) {
          if (!protocolHas(ours, item.protocol, item.name)) problem(`no method of an interface for ${item.protocol}`);
          continue;
        }
        const found = oursHere.functions.filter((candidate) => candidate.name === item.name);
        if (found.length === 0 && !repeated) problem("function not in this fork's classes");
        for (const candidate of found)
          if (!takesInOrder(candidate.parameters, item.parameters))
            problems.push({
              kind: "different",
              fork,
              where: document,
              name: item.name,
              message: `takes (${item.parameters.join(", ")}), ours (${candidate.parameters.join(", ")})`,
              place: candidate.place,
            });
        for (const candidate of found)
          if (candidate.document !== document && !definesToo(documents, candidate.document, item.name))
            problems.push({
              kind: "extra",
              fork,
              where: candidate.document,
              name: item.name,
              message: `belongs to ${document}`,
              place: candidate.place,
            });
      }
      for (const item of classes as readonly SpecClass[]) {
        const repeated = classesSoFar.get(item.name)?.code === item.code;
        classesSoFar.set(item.name, item);
        theirClasses.set(item.name, document);
        if (item.dataclass) {
          counts.dataclasses++;
          problems.push(...compareDataclass(ours, fork, document, item));
        } else {
          counts.types++;
          if (!oursHere.types.has(item.name) && !repeated)
            problems.push({
              kind: "missing",
              fork,
              where: document,
              name: item.name,
              message: "SSZ type not in this fork's types",
            });
        }
      }
      for (const value of values as readonly SpecValue[]) {
        if (isSetting(specification, value.name) || value.name in mainnetPreset) {
          problems.push(...compareSetting(specification, fork, document, value));
          continue;
        }
        counts.constants++;
        theirConstants.add(value.name);
        const repeated = constantsSoFar.has(value.name);
        constantsSoFar.set(value.name, value.expression);
        const constant = oursHere.constants.get(value.name);
        if (constant === undefined) {
          if (!repeated)
            problems.push({
              kind: "missing",
              fork,
              where: document,
              name: value.name,
              message: "constant not in this fork's constants",
            });
          continue;
        }
        const actual = typeof constant.value === "function" ? constant.value(mainnetPreset) : constant.value;
        const difference = compareValue(specification, value, actual);
        if (difference !== undefined)
          problems.push({
            kind: "different",
            fork,
            where: document,
            name: value.name,
            message: difference,
            place: constant.place,
          });
      }
    }
    for (const candidate of oursHere.functions)
      if (isSpecStyle(candidate.name) && !theirFunctions.has(candidate.name))
        problems.push({
          kind: "extra",
          fork,
          where: candidate.document,
          name: candidate.name,
          message: "method that no document of this fork defines",
          place: candidate.place,
        });
    for (const [name, place] of oursHere.types)
      if (!theirClasses.has(name))
        problems.push({ kind: "extra", fork, where: "types", name, message: "type that no document defines", place });
    for (const [name, { place }] of oursHere.constants)
      if (!theirConstants.has(name))
        problems.push({
          kind: "extra",
          fork,
          where: "constants",
          name,
          message: "constant that no document has",
          place,
        });
    problems.push(...compareShapes(specification, ours, fork, classesSoFar, functionsSoFar));
  }
  problems.push(...compareFiles(specification, counts));
  return { problems, counts };
}

/** What is left of the problems, and the exceptions that excuse none. */
export function applyExceptions(
  problems: readonly Problem[],
  exceptions: readonly Exception[],
): { open: readonly Problem[]; unused: readonly Exception[] } {
  const excuses = (exception: Exception, problem: Problem): boolean =>
    exception.kind === problem.kind && exception.fork === problem.fork && exception.name === problem.name;
  return {
    open: problems.filter((problem) => !exceptions.some((exception) => excuses(exception, problem))),
    unused: exceptions.filter((exception) => !problems.some((problem) => excuses(exception, problem))),
  };
}

/** Whether all of `theirs` are among `ours` in their order; ours may be marked unused, and there may be more. */
function takesInOrder(ours: readonly string[], theirs: readonly string[]): boolean {
  let next = 0;
  const bare = (parameter: string | undefined): string | undefined => parameter?.replace(/^_/, "");
  for (const parameter of ours) if (bare(parameter) === bare(theirs[next])) next++;
  return next === theirs.length;
}

const isSpecStyle = (name: string): boolean => /^[a-z][a-z0-9]*(?:_[a-z0-9]+)+$/.test(name);

function definesToo(
  documents: ReadonlyMap<string, { readonly functions: readonly SpecFunction[] }>,
  document: string,
  name: string,
): boolean {
  return documents.get(document)?.functions.some((item) => item.name === name) ?? false;
}

/** Whether an interface that stands with the protocol's own has the method. */
function protocolHas(ours: Ours, protocol: string, method: string): boolean {
  const files = ours.interfaces.get(protocol)?.map((declaration) => declaration.place.file) ?? [];
  return [...ours.interfaces.values()]
    .flat()
    .some((declaration) => files.includes(declaration.place.file) && declaration.members.includes(method));
}

function compareDataclass(ours: Ours, fork: string, document: string, item: SpecClass): Problem[] {
  const declarations = ours.interfaces.get(item.name);
  const problem = (message: string): Problem => ({ kind: "missing", fork, where: document, name: item.name, message });
  if (declarations === undefined) return [problem("no interface or class of this name in the spec layer")];
  const members = declarations.flatMap((declaration) => [...declaration.members]);
  for (const parent of declarations.flatMap((declaration) => declaration.parents))
    for (const declaration of ours.interfaces.get(parent) ?? []) members.push(...declaration.members);
  return item.fields
    .filter((field) => !members.includes(field.name))
    .map((field) => problem(`field ${field.name} not in the interface`));
}

function isSetting(specification: Specification, name: string): boolean {
  return (
    name in specification.configs.mainnet ||
    Object.values(specification.presets.mainnet).some((values) => name in values)
  );
}

/** The mainnet value that the text states, against ours. */
function compareSetting(specification: Specification, fork: string, document: string, value: SpecValue): Problem[] {
  const actual = (mainnetPreset as unknown as Record<string, unknown>)[value.name] ?? mainnetConfigValue(value.name);
  const problem = { fork, where: document, name: value.name } as const;
  if (actual === undefined)
    return [{ ...problem, kind: "missing", message: "neither in the preset nor in the configuration" }];
  const difference = compareValue(specification, value, actual);
  return difference === undefined ? [] : [{ ...problem, kind: "different", message: difference }];
}

const mainnetConfigValue = (name: string): unknown => (mainnetConfig as unknown as Record<string, unknown>)[name];

/** Undefined where equal, otherwise what differs. */
function compareValue(
  specification: Specification,

  value: SpecValue,
  actual: unknown,
): string | undefined {
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
function scopeOf(
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

/** Each type's structure under both presets; a difference is told once, where it begins. */
function compareShapes(
  specification: Specification,
  ours: Ours,
  fork: ForkName,
  classes: ReadonlyMap<string, SpecClass>,
  functions: ReadonlyMap<string, string>,
): Problem[] {
  const problems: Problem[] = [];
  const chain = FORKS.slice(0, FORKS.indexOf(fork) + 1);
  for (const { name: setting, preset, config } of SETTINGS) {
    const types = composeTypes(chain.map((earlier) => ours.definitions[earlier](preset, config)));
    const scope = scopeOf(specification, setting, functions);
    for (const [name, type] of classes) {
      if (type.dataclass || !(name in types) || problems.some((problem) => problem.name === name)) continue;
      const expected = describeTheirs(type, classes, scope);
      const actual = describeOurs((types as unknown as Record<string, unknown>)[name]);
      if (expected === actual) continue;
      const place = ours.forks[fork].types.get(name);
      problems.push({
        kind: "different",
        fork,
        where: `types (${setting})`,
        name,
        message: `the text has ${expected}\n      ours is ${actual}`,
        ...(place === undefined ? {} : { place }),
      });
    }
  }
  return problems;
}

/** Preset and configuration files against our embedded values, both ways. */
function compareFiles(specification: Specification, counts: { presets: number; configs: number }): Problem[] {
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
