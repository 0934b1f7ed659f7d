import { expect, test } from "bun:test";
import { join } from "node:path";
import manifest from "../../package.json" with { type: "json" };

const main = join(import.meta.dir, "../../src/main.ts");

function run(...argv: string[]): { code: number; out: string; error: string } {
  const { exitCode, stdout, stderr } = Bun.spawnSync([process.execPath, main, ...argv]);
  return { code: exitCode, out: stdout.toString(), error: stderr.toString() };
}

test("the program prints its version", () => {
  expect(run("--version")).toEqual({ code: 0, out: `consensoor ${manifest.version}\n`, error: "" });
});

test("the program exits with 2 and one line where it is called wrongly", () => {
  const { code, out, error } = run("transition", "--colour");
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(error).toBe("consensoor transition: unknown option --colour (see consensoor transition --help)\n");
});

test("every command describes itself", () => {
  const names = run("help")
    .out.split("\n")
    .flatMap((line) => /^ {2}([a-z]+(?: [a-z]+)?) {2,}/.exec(line)?.[1] ?? []);
  expect(names).toContain("transition");
  for (const name of names.filter((each) => each !== "version")) {
    const { code, out } = run(...name.split(" "), "--help");
    expect({ name, code }).toEqual({ name, code: 0 });
    expect(out).toContain(`usage: consensoor ${name}`);
  }
});
