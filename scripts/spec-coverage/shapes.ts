import { FORKS, type ForkName } from "../../src/spec/forks.ts";
import { composeTypes } from "../../src/spec/type-definitions.ts";
import { type SpecClass, splitTopLevel } from "./markdown.ts";
import type { Ours } from "./ours.ts";
import type { Problem } from "./problem.ts";
import type { Specification } from "./specification.ts";
import { describeOurs, describeTheirs } from "./ssz.ts";
import { SETTINGS, scopeOf } from "./values.ts";

/** Each type's structure under both presets; a difference, kept in `told`, is told where it begins only. */
export function compareShapes(
  specification: Specification,
  ours: Ours,
  fork: ForkName,
  classes: ReadonlyMap<string, SpecClass>,
  functions: ReadonlyMap<string, string>,
  told: Set<string>,
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
      const message = describeDifference(expected, actual);
      if (told.has(`${name}: ${message}`)) continue;
      told.add(`${name}: ${message}`);
      const place = ours.forks[fork].types.get(name);
      problems.push({
        kind: "different",
        fork,
        where: `types (${setting})`,
        name,
        message,
        ...(place === undefined ? {} : { place }),
      });
    }
  }
  return problems;
}

/** What one side's notation has that the other's has not: of containers, the fields that differ. */
function describeDifference(expected: string, actual: string): string {
  const parts = (notation: string): string[] => {
    const body = /^([^{]*) \{ (.*) \}$/.exec(notation);
    return body === null ? [notation] : [body[1], ...splitTopLevel(body[2]).map((part) => part.trim())];
  };
  const only = (some: readonly string[], others: readonly string[]): string =>
    some.filter((part) => !others.includes(part)).join(", ");
  const theirs = parts(expected);
  const ours = parts(actual);
  const [text, code] = [only(theirs, ours), only(ours, theirs)];
  if (text === "" && code === "") return "the fields are in another order";
  return `the text has ${text || "nothing"}, ours is ${code || "nothing"}`;
}
