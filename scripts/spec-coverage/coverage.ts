import { mainnetPreset } from "../../src/config/mainnet-preset.ts";
import { FORKS } from "../../src/spec/forks.ts";
import type { Exception } from "./exceptions.ts";
import type { SpecClass, SpecFunction, SpecValue } from "./markdown.ts";
import type { Ours } from "./ours.ts";
import type { Problem } from "./problem.ts";
import { compareShapes } from "./shapes.ts";
import type { Specification } from "./specification.ts";
import { compareFiles, compareSetting, compareValue, isSetting } from "./values.ts";

/** What was compared, and what was found. */
export interface Coverage {
  readonly problems: readonly Problem[];
  readonly counts: Readonly<
    Record<"functions" | "types" | "dataclasses" | "constants" | "presets" | "configs", number>
  >;
}

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
  const told = new Set<string>();
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
        if (isSetting(specification, value.name)) {
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
    problems.push(...compareShapes(specification, ours, fork, classesSoFar, functionsSoFar, told));
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
