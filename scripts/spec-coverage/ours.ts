import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { mainnetConfig } from "../../src/config/mainnet-config.ts";
import { mainnetPreset } from "../../src/config/mainnet-preset.ts";
import { FORKS, type ForkName } from "../../src/spec/forks.ts";
import { SpecBase } from "../../src/spec/spec-base.ts";
import type { TypeDefinitions } from "../../src/spec/type-definitions.ts";
import { parseInterfaces, type TypeScriptInterface } from "./typescript.ts";

/** Where something of ours stands: path from the repository's root, and line. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** A method of one of a document's classes. */
export interface OurFunction {
  readonly name: string;
  /** The document its class belongs to: the path below the fork's folder, `beacon-chain`. */
  readonly document: string;
  readonly parameters: readonly string[];
  readonly place: Place;
}

/** What one fork's folder holds. */
export interface OurFork {
  readonly functions: readonly OurFunction[];
  /** Its own SSZ types' names. */
  readonly types: ReadonlyMap<string, Place>;
  readonly constants: ReadonlyMap<string, { readonly value: unknown; readonly place: Place }>;
}

/** Our side of the comparison. */
export interface Ours {
  readonly forks: Readonly<Record<ForkName, OurFork>>;
  readonly definitions: Readonly<Record<ForkName, DefineTypes>>;
  /** Interfaces and classes of the whole spec layer by name, for the specification's dataclasses and protocols. */
  readonly interfaces: ReadonlyMap<string, readonly (TypeScriptInterface & { readonly place: Place })[]>;
}

export type DefineTypes = (preset: typeof mainnetPreset, config: typeof mainnetConfig) => TypeDefinitions;

type Constructor = abstract new (...parameters: never[]) => object;

const NOT_DOCUMENTS = ["types.ts", "constants.ts", "spec.ts"];

/** Reads our spec layer: classes by reflection, what they are declared in by their source. */
export async function readOurs(root: string, documentsOf: (fork: ForkName) => readonly string[]): Promise<Ours> {
  const forks: Partial<Record<ForkName, OurFork>> = {};
  const definitions: Partial<Record<ForkName, DefineTypes>> = {};
  for (const fork of FORKS) {
    const folder = join(root, "src/spec", fork);
    const documents = documentsOf(fork);
    const functions: OurFunction[] = [];
    for (const file of sourceFiles(folder)) {
      const path = relative(folder, file);
      if (NOT_DOCUMENTS.includes(path)) continue;
      const document = documentOf(path.slice(0, -3), documents);
      const source = readFileSync(file, "utf8");
      for (const exported of Object.values((await import(file)) as Record<string, unknown>))
        if (isDocumentClass(exported))
          for (const name of Object.getOwnPropertyNames(exported.prototype)) {
            if (name === "constructor") continue;
            const line = lineOf(source, new RegExp(`^  (?:override |protected |async |get )*${name}\\(`));
            const method = Object.getOwnPropertyDescriptor(exported.prototype, name)?.value as unknown;
            const parameters = typeof method === "function" ? parameterNames(method) : [];
            functions.push({ name, document, parameters, place: { file: relative(root, file), line } });
          }
    }
    const typesFile = join(folder, "types.ts");
    const typesSource = readFileSync(typesFile, "utf8");
    const define = ((await import(typesFile)) as Record<string, DefineTypes>)[`${fork}Types`];
    const types = new Map<string, Place>();
    for (const name of Object.keys(define(mainnetPreset, mainnetConfig)))
      types.set(name, { file: relative(root, typesFile), line: lineOf(typesSource, new RegExp(`^  ${name}:`)) });
    const constantsFile = join(folder, "constants.ts");
    const constantsSource = readFileSync(constantsFile, "utf8");
    const constants = new Map<string, { value: unknown; place: Place }>();
    for (const [name, value] of Object.entries((await import(constantsFile)) as Record<string, unknown>)) {
      const line = lineOf(constantsSource, new RegExp(`^export (?:const|function) ${name}\\b`));
      constants.set(name, { value, place: { file: relative(root, constantsFile), line } });
    }
    forks[fork] = { functions, types, constants };
    definitions[fork] = define;
  }
  const interfaces = new Map<string, (TypeScriptInterface & { place: Place })[]>();
  for (const file of sourceFiles(join(root, "src/spec")))
    for (const found of parseInterfaces(readFileSync(file, "utf8"))) {
      const place = { file: relative(root, file), line: found.line };
      interfaces.set(found.name, [...(interfaces.get(found.name) ?? []), { ...found, place }]);
    }
  return { forks: forks as Ours["forks"], definitions: definitions as Ours["definitions"], interfaces };
}

/** Whether the value is a class of the chain of classes that is the specification. */
function isDocumentClass(value: unknown): value is Constructor {
  return typeof value === "function" && value.prototype instanceof SpecBase;
}

/** `beacon-chain/helpers` belongs to the document `beacon-chain`; a path without a document stands for itself. */
function documentOf(path: string, documents: readonly string[]): string {
  const parts = path.split("/");
  for (let n = parts.length; n > 0; n--) {
    const prefix = parts.slice(0, n).join("/");
    if (documents.includes(prefix)) return prefix;
  }
  return path;
}

function parameterNames(method: object): string[] {
  const source = Function.prototype.toString.call(method);
  const start = source.indexOf("(");
  let depth = 0;
  let end = start;
  for (; end < source.length; end++) {
    if ("([{".includes(source[end])) depth++;
    if (")]}".includes(source[end]) && --depth === 0) break;
  }
  return source
    .slice(start + 1, end)
    .split(",")
    .map((parameter) => /^\s*(?:\.\.\.)?(\w+)/.exec(parameter)?.[1])
    .filter((name) => name !== undefined);
}

function lineOf(source: string, pattern: RegExp): number {
  return source.split("\n").findIndex((line) => pattern.test(line)) + 1;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      if (statSync(path).isDirectory()) return sourceFiles(path);
      return name.endsWith(".ts") ? [path] : [];
    });
}
