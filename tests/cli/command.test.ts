import { describe, expect, test } from "bun:test";
import { type CommandTable, defineCommand, runCommandLine } from "../../src/cli/command.ts";
import { CommandError } from "../../src/cli/errors.ts";
import { integer, withDefault } from "../../src/cli/options.ts";

const add = defineCommand({
  options: { to: withDefault(integer("N", "What to add to."), 1) },
  positionals: [{ name: "N", help: "A number." }],
  run({ values, positionals, terminal }) {
    if (positionals[0] === "x") throw new CommandError("x is no number");
    if (positionals[0] === "bug") throw new TypeError("a bug");
    terminal.out(String(values.to + Number(positionals[0])));
    return 0;
  },
});
const commands: CommandTable = {
  "sum add": { summary: "Adds.", load: async () => add },
  fine: { summary: "Does nothing.", load: async () => defineCommand({ options: {}, run: () => 7 }) },
};

async function run(...argv: string[]): Promise<{ code: number; out: string; error: string }> {
  const out: string[] = [];
  const error: string[] = [];
  const code = await runCommandLine({ name: "p", version: "1.2.3", commands }, argv, {
    out: (text) => out.push(text),
    error: (text) => error.push(text),
    environment: {},
  });
  return { code, out: out.join("\n"), error: error.join("\n") };
}

describe("runCommandLine", () => {
  test("runs a command of two words with its options and arguments", async () => {
    expect(await run("sum", "add", "--to", "2", "40")).toEqual({ code: 0, out: "42", error: "" });
  });

  test("answers the command's exit code", async () => {
    expect((await run("fine")).code).toBe(7);
  });

  test("prints the version", async () => {
    for (const argument of ["--version", "-V", "version"])
      expect(await run(argument)).toEqual({ code: 0, out: "p 1.2.3", error: "" });
  });

  test("describes the program and a command", async () => {
    const program = await run("help");
    expect(program.code).toBe(0);
    expect(program.out).toContain("sum add");
    for (const argv of [
      ["help", "sum", "add"],
      ["sum", "add", "--help"],
      ["sum", "add", "1", "-h"],
    ]) {
      const { code, out } = await run(...argv);
      expect(code).toBe(0);
      expect(out).toContain("usage: p sum add N [options]");
      expect(out).toContain("--to N  What to add to. [default 1, CONSENSOOR_TO]");
    }
  });

  test("ends in one line and code 2 where it is called wrongly", async () => {
    expect(await run("sum", "add", "1", "--by=2")).toEqual({
      code: 2,
      out: "",
      error: "p sum add: unknown option --by (see p sum add --help)",
    });
    expect((await run("mul")).error).toBe('p: unknown command "mul" (see p --help)');
    expect((await run("sum")).error).toBe("p: sum needs one of add (see p --help)");
    expect((await run("sum", "add")).error).toBe("p sum add: argument N is missing (see p sum add --help)");
    expect((await run()).code).toBe(2);
  });

  test("ends in one line and code 1 where a command fails, and shows the stack of a bug", async () => {
    expect(await run("sum", "add", "x")).toEqual({ code: 1, out: "", error: "p sum add: x is no number" });
    const bug = await run("sum", "add", "bug");
    expect(bug.code).toBe(1);
    expect(bug.error).toContain("TypeError: a bug\n");
  });
});
