import { FORKS, type ForkName } from "../../src/spec/forks.ts";
import type { Ours, Place } from "./ours.ts";
import type { Specification } from "./specification.ts";

/** One difference between two releases of the specification. */
export interface Change {
  readonly kind: "added" | "removed" | "modified";
  readonly what: "function" | "type" | "dataclass" | "value" | "preset" | "config";
  readonly fork: string;
  readonly where: string;
  readonly name: string;
  /** For values: the text before and after. */
  readonly detail?: string;
  /** Where ours stands. */
  readonly place?: Place;
}

interface Entry {
  readonly what: Change["what"];
  readonly fork: string;
  readonly where: string;
  readonly name: string;
  readonly content: string;
}

/** What the second release adds, removes and modifies, with the place of our counterpart. */
export function listChanges(from: Specification, to: Specification, ours: Ours): Change[] {
  const before = entriesOf(from);
  const after = entriesOf(to);
  const changes: Change[] = [];
  for (const [key, entry] of after) {
    const old = before.get(key);
    if (old === undefined) changes.push(change("added", entry, ours));
    else if (old.content !== entry.content) changes.push(change("modified", entry, ours, old));
  }
  for (const [key, entry] of before) if (!after.has(key)) changes.push(change("removed", entry, ours));
  return changes;
}

function change(kind: Change["kind"], entry: Entry, ours: Ours, old?: Entry): Change {
  const { what, fork, where, name } = entry;
  const place = placeOf(ours, entry);
  const short = what === "value" || what === "preset" || what === "config";
  const detail = !short ? undefined : old === undefined ? entry.content : `${old.content} → ${entry.content}`;
  return {
    kind,
    what,
    fork,
    where,
    name,
    ...(detail === undefined ? {} : { detail }),
    ...(place === undefined ? {} : { place }),
  };
}

function placeOf(ours: Ours, { what, fork, name }: Entry): Place | undefined {
  if (what === "preset" || what === "config") return undefined;
  const upTo = FORKS.indexOf(fork as ForkName);
  if (upTo < 0) return undefined;
  for (const earlier of FORKS.slice(0, upTo + 1).reverse()) {
    const here = ours.forks[earlier];
    const place =
      what === "function"
        ? here.functions.find((candidate) => candidate.name === name)?.place
        : what === "type"
          ? here.types.get(name)
          : what === "value"
            ? here.constants.get(name)?.place
            : undefined;
    if (place !== undefined) return place;
  }
  return what === "value" || what === "type" ? undefined : ours.interfaces.get(name)?.[0]?.place;
}

function entriesOf(specification: Specification): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  const add = (entry: Entry): void => {
    entries.set([entry.what, entry.fork, entry.name].join("/"), entry);
  };
  for (const [fork, documents] of specification.documents)
    for (const [where, { functions, classes, values }] of documents) {
      for (const { name, code } of functions) add({ what: "function", fork, where, name, content: code });
      for (const { name, code, dataclass } of classes)
        add({ what: dataclass ? "dataclass" : "type", fork, where, name, content: code });
      for (const { name, expression } of values) add({ what: "value", fork, where, name, content: expression });
    }
  for (const [preset, forks] of Object.entries(specification.presets))
    for (const values of Object.values(forks))
      for (const [name, value] of Object.entries(values))
        add({ what: "preset", fork: preset, where: "presets", name, content: value });
  for (const [config, values] of Object.entries(specification.configs))
    for (const [name, value] of Object.entries(values))
      add({ what: "config", fork: config, where: "configs", name, content: JSON.stringify(value) });
  return entries;
}
