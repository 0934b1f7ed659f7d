import { statSync } from "node:fs";
import { UsageError } from "./errors.ts";

/** One option of a command; `T` is what the command gets, after defaults. */
export interface Option<T> {
  readonly help: string;
  /** What stands for the value in the help text; a flag has none. */
  readonly placeholder?: string;
  /** Reads one given value. Throws `UsageError` without naming the option, which the caller adds. */
  readonly parse: (text: string) => unknown;
  readonly fallback?: unknown;
  readonly fallbackText?: string;
  readonly required?: boolean;
  readonly repeated?: boolean;
  /** Carries the type; never set. */
  readonly type?: T;
}

/** The options of a command by their names without dashes: `network-config`. */
export type OptionTable = Readonly<Record<string, Option<unknown>>>;

/** The values of a table's options. */
export type OptionValues<T extends OptionTable> = { readonly [K in keyof T]: T[K] extends Option<infer V> ? V : never };

/** Any text. */
export const text = (placeholder: string, help: string): Option<string | undefined> => ({
  help,
  placeholder,
  parse: (given) => given,
});

/** A whole number in decimal digits. */
export function integer(
  placeholder: string,
  help: string,
  { min = 0, max = Number.MAX_SAFE_INTEGER }: { min?: number; max?: number } = {},
): Option<number | undefined> {
  return {
    help,
    placeholder,
    parse: (given) => {
      const value = Number(given);
      if (!/^-?\d+$/.test(given) || value < min || value > max)
        throw new UsageError(
          max === Number.MAX_SAFE_INTEGER
            ? `takes a whole number of at least ${min}, not ${quote(given)}`
            : `takes a whole number from ${min} to ${max}, not ${quote(given)}`,
        );
      return value;
    },
  };
}

/** One of the words listed. */
export const choice = <const C extends string>(choices: readonly C[], help: string): Option<C | undefined> => ({
  help,
  placeholder: choices.join("|"),
  parse: (given) => {
    const found = choices.find((each) => each === given);
    if (found === undefined) throw new UsageError(`takes ${choices.join(" or ")}, not ${quote(given)}`);
    return found;
  },
});

/** The path of a file that exists. */
export const file = (placeholder: string, help: string): Option<string | undefined> => ({
  help,
  placeholder,
  parse: existingFile,
});

/** On or off: `--name`, `--no-name`, or `true` and `false` in the environment. */
export const flag = (help: string, fallback = false): Option<boolean> => ({ help, parse: parseFlag, fallback });

/** The same option with a value for when it is not given. */
export function withDefault<T>(option: Option<T | undefined>, fallback: T & {}): Option<T & {}> {
  return { ...option, fallback, fallbackText: String(fallback) } as Option<T & {}>;
}

/** The same option, missing which is an error. */
export const required = <T>(option: Option<T | undefined>): Option<T & {}> =>
  ({ ...option, required: true }) as Option<T & {}>;

/** The same option, to be given any number of times; its environment variable lists values between commas. */
export const repeated = <T>(option: Option<T | undefined>): Option<readonly (T & {})[]> =>
  ({ ...option, repeated: true, fallback: [] }) as unknown as Option<readonly (T & {})[]>;

/** Arguments without dashes that a command takes, in their order. */
export interface Positional {
  readonly name: string;
  readonly help: string;
  readonly optional?: boolean;
}

/** The environment variable that gives an option's value where the command line does not. */
export const environmentVariable = (option: string): string =>
  `CONSENSOOR_${option.replaceAll("-", "_").toUpperCase()}`;

/**
 * Reads a command line against a table: `--name value`, `--name=value`, `--flag`, `--no-flag`, `--` before arguments
 * that begin with dashes. Throws `UsageError` for whatever the tables do not allow.
 */
export function parseArguments<T extends OptionTable>(
  options: T,
  positionals: readonly Positional[],
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): { values: OptionValues<T>; positionals: readonly string[] } {
  const given = new Map<string, unknown[]>();
  const found: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const argument = argv[at]!;
    if (argument === "--") {
      found.push(...argv.slice(at + 1));
      break;
    }
    if (!argument.startsWith("-") || argument === "-") {
      found.push(argument);
      continue;
    }
    const equals = argument.indexOf("=");
    const written = equals < 0 ? argument : argument.slice(0, equals);
    const { name, negated } = resolve(options, written);
    const option = options[name]!;
    if (option.placeholder === undefined) {
      if (equals >= 0) throw new UsageError(`option ${written} takes no value`);
      add(given, name, !negated);
      continue;
    }
    const value = equals >= 0 ? argument.slice(equals + 1) : argv[++at];
    if (value === undefined) throw new UsageError(`option ${written} needs a value: ${option.placeholder}`);
    if (given.has(name) && !option.repeated) throw new UsageError(`option ${written} is given twice`);
    add(given, name, parseValue(option, `option ${written}`, value));
  }
  checkPositionals(positionals, found);
  const values = Object.fromEntries(
    Object.entries(options).map(([name, option]) => [name, resolveValue(name, option, given.get(name), environment)]),
  );
  return { values: values as OptionValues<T>, positionals: found };
}

/** The lines of a table for a help text. */
export function describeOptions(options: OptionTable): string {
  const rows = Object.entries(options).map(([name, option]): [string, string] => {
    const written =
      option.placeholder === undefined
        ? option.fallback === true
          ? `--no-${name}`
          : `--${name}`
        : `--${name} ${option.placeholder}${option.repeated ? " …" : ""}`;
    const notes = [
      ...(option.required ? ["required"] : []),
      ...(option.fallbackText === undefined ? [] : [`default ${option.fallbackText}`]),
      environmentVariable(name),
    ];
    return [written, `${option.help} [${notes.join(", ")}]`];
  });
  return alignColumns(rows);
}

/** Rows of two columns, indented, the second aligned. */
export function alignColumns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`.trimEnd()).join("\n");
}

function resolve(options: OptionTable, written: string): { name: string; negated: boolean } {
  if (written.startsWith("--")) {
    const name = written.slice(2);
    if (Object.hasOwn(options, name)) return { name, negated: false };
    const positive = name.startsWith("no-") ? name.slice(3) : undefined;
    if (positive !== undefined && Object.hasOwn(options, positive) && options[positive]!.placeholder === undefined)
      return { name: positive, negated: true };
  }
  throw new UsageError(`unknown option ${written}`);
}

function resolveValue(
  name: string,
  option: Option<unknown>,
  given: readonly unknown[] | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): unknown {
  if (given !== undefined) return option.repeated ? given : given.at(-1);
  const variable = environmentVariable(name);
  const fromEnvironment = environment[variable];
  if (fromEnvironment !== undefined && fromEnvironment !== "") {
    const where = `environment variable ${variable}`;
    if (!option.repeated) return parseValue(option, where, fromEnvironment);
    return fromEnvironment.split(",").map((each) => parseValue(option, where, each.trim()));
  }
  if (option.required) throw new UsageError(`option --${name} is missing: ${option.placeholder}`);
  return option.fallback;
}

function parseValue(option: Option<unknown>, where: string, value: string): unknown {
  try {
    return option.parse(value);
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${where} ${error.message}`);
    throw error;
  }
}

function checkPositionals(positionals: readonly Positional[], found: readonly string[]): void {
  if (found.length > positionals.length)
    throw new UsageError(`unexpected argument ${quote(found[positionals.length]!)}`);
  const missing = positionals[found.length];
  if (missing !== undefined && !missing.optional) throw new UsageError(`argument ${missing.name} is missing`);
}

function add(given: Map<string, unknown[]>, name: string, value: unknown): void {
  const values = given.get(name);
  if (values === undefined) given.set(name, [value]);
  else values.push(value);
}

function parseFlag(given: string): boolean {
  if (["true", "1", "yes", "on"].includes(given.toLowerCase())) return true;
  if (["false", "0", "no", "off"].includes(given.toLowerCase())) return false;
  throw new UsageError(`takes true or false, not ${quote(given)}`);
}

/** The path itself, where it names a readable file. Throws `UsageError` where it does not. */
export function existingFile(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new UsageError(`names a file that does not exist: ${path}`);
  if (found.isDirectory()) throw new UsageError(`names a folder, not a file: ${path}`);
  return path;
}

const quote = (given: string): string => JSON.stringify(given);
