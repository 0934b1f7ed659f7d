import { describe, expect, test } from "bun:test";
import { UsageError } from "../../src/cli/errors.ts";
import {
  choice,
  file,
  flag,
  integer,
  parseArguments,
  repeated,
  required,
  text,
  withDefault,
} from "../../src/cli/options.ts";

const options = {
  preset: withDefault(choice(["mainnet", "minimal"], "Preset."), "mainnet"),
  slots: integer("N", "Slots.", { min: 1, max: 100 }),
  pre: required(text("FILE", "State.")),
  block: repeated(text("FILE", "Block.")),
  "verify-signatures": flag("Verify.", true),
  config: file("FILE", "Config."),
};

const parse = (argv: string[], environment: Record<string, string> = {}) =>
  parseArguments(options, [{ name: "EXTRA", help: "", optional: true }], argv, environment);

const problemOf = (argv: string[], environment?: Record<string, string>): string => {
  try {
    parse(argv, environment);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  throw new Error("the arguments were accepted");
};

describe("parseArguments", () => {
  test("takes values after a space or an equals sign, and defaults", () => {
    expect(parse(["--pre", "a.ssz", "--slots=3", "--block=b=1", "--block", "c"])).toEqual({
      values: {
        preset: "mainnet",
        slots: 3,
        pre: "a.ssz",
        block: ["b=1", "c"],
        "verify-signatures": true,
        config: undefined,
      },
      positionals: [],
    });
  });

  test("negates flags", () => {
    expect(parse(["--pre=a", "--no-verify-signatures"]).values["verify-signatures"]).toBe(false);
    expect(parse(["--pre=a", "--verify-signatures"]).values["verify-signatures"]).toBe(true);
  });

  test("prefers the command line to the environment, and the environment to defaults", () => {
    const environment = {
      CONSENSOOR_PRESET: "minimal",
      CONSENSOOR_PRE: "e.ssz",
      CONSENSOOR_BLOCK: "x, y",
      CONSENSOOR_VERIFY_SIGNATURES: "no",
      CONSENSOOR_SLOTS: "",
    };
    const { values } = parse(["--pre=a"], environment);
    expect(values.pre).toBe("a");
    expect(values.preset).toBe("minimal");
    expect(values.block).toEqual(["x", "y"]);
    expect(values["verify-signatures"]).toBe(false);
    expect(values.slots).toBeUndefined();
  });

  test("leaves what follows -- as it is", () => {
    expect(parse(["--pre", "a", "--", "--slots"]).positionals).toEqual(["--slots"]);
  });

  test("takes a value that begins with dashes after an equals sign and a space", () => {
    expect(parse(["--pre=--x"]).values.pre).toBe("--x");
    expect(parse(["--pre", "--x"]).values.pre).toBe("--x");
  });

  const wrong: [string, string[], string][] = [
    ["an unknown option", ["--colour", "red"], "unknown option --colour"],
    ["a single dash", ["-x"], "unknown option -x"],
    ["the negation of an option with a value", ["--no-slots"], "unknown option --no-slots"],
    ["a missing value", ["--pre"], "option --pre needs a value: FILE"],
    ["a flag with a value", ["--verify-signatures=no"], "option --verify-signatures takes no value"],
    ["an option given twice", ["--pre=a", "--pre=b"], "option --pre is given twice"],
    ["a missing option", [], "option --pre is missing: FILE"],
    ["a word for a number", ["--slots", "few"], 'option --slots takes a whole number from 1 to 100, not "few"'],
    ["a fraction", ["--slots=1.5"], 'option --slots takes a whole number from 1 to 100, not "1.5"'],
    ["a number out of range", ["--slots=101"], 'option --slots takes a whole number from 1 to 100, not "101"'],
    ["a wrong choice", ["--preset=x"], 'option --preset takes mainnet or minimal, not "x"'],
    ["a file that is not there", ["--config=/no/such"], "option --config names a file that does not exist: /no/such"],
    ["a folder for a file", ["--config=/"], "option --config names a folder, not a file: /"],
    ["too many arguments", ["--pre=a", "b", "c"], 'unexpected argument "c"'],
  ];
  for (const [what, argv, message] of wrong) test(`refuses ${what}`, () => expect(problemOf(argv)).toBe(message));

  test("names the environment variable of a wrong value", () => {
    expect(problemOf(["--pre=a"], { CONSENSOOR_SLOTS: "few" })).toBe(
      'environment variable CONSENSOOR_SLOTS takes a whole number from 1 to 100, not "few"',
    );
  });

  test("does not take names of Object.prototype for options", () => {
    expect(problemOf(["--constructor"])).toBe("unknown option --constructor");
  });
});
