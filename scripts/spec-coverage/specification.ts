import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { FORKS } from "../../src/spec/forks.ts";
import { parseDocument, type SpecDocument } from "./markdown.ts";

/** A preset's or configuration's value as its YAML file has it: text, or records of text for the schedules. */
export type YamlValue = string | readonly Readonly<Record<string, string>>[];

/** A release of the specification on disk. */
export interface Specification {
  /** The forks it has, oldest first; one that this program does not know comes last. */
  readonly forks: readonly string[];
  /** Every document of the forks, by fork and path without ending (`light-client/sync-protocol`). */
  readonly documents: ReadonlyMap<string, ReadonlyMap<string, SpecDocument>>;
  /** Preset files of the forks: preset → fork → values. */
  readonly presets: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>>;
  readonly configs: Readonly<Record<string, Readonly<Record<string, YamlValue>>>>;
}

/** Raised where a folder does not hold a release of the specification. */
export class SpecificationError extends Error {
  override name = "SpecificationError";
}

const PRESETS = ["mainnet", "minimal"];

/**
 * Reads a release from a folder with `specs/`, `presets/` and `configs/`, or from its `specs` folder. Documents under
 * development (`_features`) are left out. Throws `SpecificationError` where something is missing.
 */
export function loadSpecification(folder: string): Specification {
  const root = existsSync(join(folder, "specs")) ? folder : join(folder, "..");
  const specs = existsSync(join(folder, "specs")) ? join(folder, "specs") : folder;
  for (const needed of [join(specs, "phase0"), join(root, "presets"), join(root, "configs")])
    if (!existsSync(needed)) throw new SpecificationError(`no release of the specification: ${needed} is missing`);
  const known: readonly string[] = FORKS;
  const found = readdirSync(specs).filter((name) => !name.startsWith("_") && statSync(join(specs, name)).isDirectory());
  const forks = [...known.filter((fork) => found.includes(fork)), ...found.filter((fork) => !known.includes(fork))];
  const documents = new Map(forks.map((fork) => [fork, readFork(join(specs, fork))]));
  const presets = Object.fromEntries(
    PRESETS.map((preset) => [
      preset,
      Object.fromEntries(
        forks
          .filter((fork) => existsSync(join(root, "presets", preset, `${fork}.yaml`)))
          .map((fork) => [fork, readYaml(join(root, "presets", preset, `${fork}.yaml`)) as Record<string, string>]),
      ),
    ]),
  );
  const configs = Object.fromEntries(PRESETS.map((name) => [name, readYaml(join(root, "configs", `${name}.yaml`))]));
  return { forks, documents, presets, configs };
}

function readFork(folder: string): Map<string, SpecDocument> {
  const documents = new Map<string, SpecDocument>();
  const walk = (at: string, prefix: string): void => {
    if (!existsSync(at)) return;
    for (const name of readdirSync(at).sort()) {
      const path = join(at, name);
      if (statSync(path).isDirectory()) walk(path, `${prefix}${name}/`);
      else if (name.endsWith(".md"))
        documents.set(prefix + name.slice(0, -3), parseDocument(readFileSync(path, "utf8")));
    }
  };
  walk(folder, "");
  return documents;
}

function readYaml(path: string): Record<string, YamlValue> {
  return parse(readFileSync(path, "utf8"), { schema: "failsafe" }) as Record<string, YamlValue>;
}
