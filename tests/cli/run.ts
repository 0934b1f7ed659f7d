import { type CommandTable, runCommandLine } from "../../src/cli/command.ts";

/** What a command line printed, and its exit code. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** Runs a command line in this process, without the process's environment. */
export async function runIn(commands: CommandTable, ...argv: string[]): Promise<Ran> {
  const out: string[] = [];
  const error: string[] = [];
  const code = await runCommandLine({ name: "consensoor", version: "1.2.3", commands }, argv, {
    out: (text) => out.push(text),
    error: (text) => error.push(text),
    environment: {},
  });
  return { code, out: out.join("\n"), error: error.join("\n") };
}
