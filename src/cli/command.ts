import { CommandError, UsageError } from "./errors.ts";
import {
  alignColumns,
  describeOptions,
  type OptionTable,
  type OptionValues,
  type Positional,
  parseArguments,
} from "./options.ts";

/** Where a command writes and what it reads besides its arguments. */
export interface Terminal {
  out(text: string): void;
  error(text: string): void;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What a command is called with. */
export interface Invocation<T extends OptionTable> {
  readonly values: OptionValues<T>;
  readonly positionals: readonly string[];
  readonly terminal: Terminal;
}

/** A command: its tables and what it does. */
export interface Command<T extends OptionTable = OptionTable> {
  readonly options: T;
  readonly positionals?: readonly Positional[];
  /** More than the one-line summary, for the command's own help. */
  readonly description?: string;
  /** Answers the exit code. Throws `UsageError` (2) and `CommandError` (1) for what the user can mend. */
  run(invocation: Invocation<T>): Promise<number> | number;
}

/** A command's line in the table: its code is loaded only when it is called. */
export interface CommandEntry {
  readonly summary: string;
  load(): Promise<Command>;
}

/** Commands by name; a name of two words is a command of a group (`state diff`). */
export type CommandTable = Readonly<Record<string, CommandEntry>>;

/** Gives the command its options' types. */
export function defineCommand<T extends OptionTable>(command: Command<T>): Command {
  // A command reads only what its own table declares, so that the wider type is safe to call through.
  return command as unknown as Command;
}

/** Runs the command that the arguments name and answers the exit code: 0 done, 1 failed, 2 called wrongly. */
export async function runCommandLine(
  program: { readonly name: string; readonly version: string; readonly commands: CommandTable },
  argv: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const first = argv[0];
  if (first === "--version" || first === "-V" || first === "version") {
    terminal.out(`${program.name} ${program.version}`);
    return 0;
  }
  if (first === undefined || first === "--help" || first === "-h" || (first === "help" && argv.length === 1)) {
    (first === undefined ? terminal.error : terminal.out)(programHelp(program));
    return first === undefined ? 2 : 0;
  }
  const wantsHelp = first === "help";
  const words = wantsHelp ? argv.slice(1) : argv;
  const name = commandName(program.commands, words);
  try {
    if (name === undefined) throw new UsageError(unknownCommand(program.commands, words));
    const rest = words.slice(name.split(" ").length);
    const entry = program.commands[name]!;
    const command = await entry.load();
    const options = rest.includes("--") ? rest.slice(0, rest.indexOf("--")) : rest;
    if (wantsHelp || options.includes("--help") || options.includes("-h")) {
      terminal.out(commandHelp(`${program.name} ${name}`, entry, command));
      return 0;
    }
    const { values, positionals } = parseArguments(
      command.options,
      command.positionals ?? [],
      rest,
      terminal.environment,
    );
    return await command.run({ values, positionals, terminal });
  } catch (error) {
    const called = name === undefined ? program.name : `${program.name} ${name}`;
    if (error instanceof UsageError) {
      terminal.error(`${called}: ${error.message} (see ${called} --help)`);
      return 2;
    }
    if (error instanceof CommandError) {
      terminal.error(`${called}: ${error.message}`);
      return 1;
    }
    terminal.error(`${called}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return 1;
  }
}

function commandName(commands: CommandTable, words: readonly string[]): string | undefined {
  return [2, 1].map((count) => words.slice(0, count).join(" ")).find((name) => Object.hasOwn(commands, name));
}

function unknownCommand(commands: CommandTable, words: readonly string[]): string {
  const group = words[0]!;
  const members = Object.keys(commands).filter((name) => name.startsWith(`${group} `));
  if (members.length === 0) return `unknown command ${JSON.stringify(group)}`;
  return `${group} needs one of ${members.map((name) => name.slice(group.length + 1)).join(", ")}`;
}

function programHelp(program: {
  readonly name: string;
  readonly version: string;
  readonly commands: CommandTable;
}): string {
  const rows = Object.entries(program.commands).map(([name, { summary }]): [string, string] => [name, summary]);
  return `${program.name} ${program.version}\n\nusage: ${program.name} <command> [options]\n\n${alignColumns([
    ...rows,
    ["help <command>", "Describe a command's options."],
    ["version", "Print the version."],
  ])}`;
}

function commandHelp(called: string, entry: CommandEntry, command: Command): string {
  const positionals = command.positionals ?? [];
  const written = positionals.map(({ name, optional }) => (optional ? `[${name}]` : name)).join(" ");
  return [
    entry.summary,
    ...(command.description === undefined ? [] : [command.description]),
    `usage: ${[called, written, "[options]"].filter((part) => part !== "").join(" ")}`,
    ...(positionals.length === 0
      ? []
      : [alignColumns(positionals.map(({ name, help }): [string, string] => [name, help]))]),
    ...(Object.keys(command.options).length === 0 ? [] : [describeOptions(command.options)]),
  ].join("\n\n");
}
