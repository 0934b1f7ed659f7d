import { describe, expect, test } from "bun:test";
import { parseDocument } from "../../../scripts/spec-coverage/markdown.ts";

const FENCE = "```";

const python = (code: string): string => `${FENCE}python\n${code}\n${FENCE}\n`;

describe("parseDocument", () => {
  test("finds functions with their parameters, without comments and docstrings", () => {
    const { functions } = parseDocument(
      python(`def process_thing(
    # [New in Fork]
    state: BeaconState,
    limits: dict[Hash32, tuple[int, int]] | None = None,
) -> tuple[int, int]:
    """
    Text with a colon: and
    def not_a_function(x):
    """
    # Why
    return 1, 2  # inline`),
    );
    expect(functions).toHaveLength(1);
    expect(functions[0].name).toBe("process_thing");
    expect(functions[0].parameters).toEqual(["state", "limits"]);
    expect(functions[0].code).not.toContain("Why");
    expect(functions[0].code).not.toContain("colon");
    expect(functions[0].code).toEndWith("return 1, 2");
  });

  test("finds two functions of one block, and methods of a protocol", () => {
    const { functions } = parseDocument(
      python(
        'def first(a: int) -> int:\n    return a\n\n\ndef second(self: Engine, b: int) -> int:\n    """\n    No.\n    """',
      ),
    );
    expect(functions.map(({ name, parameters, protocol }) => ({ name, parameters, protocol }))).toEqual([
      { name: "first", parameters: ["a"], protocol: undefined },
      { name: "second", parameters: ["b"], protocol: "Engine" },
    ]);
  });

  test("finds types with base, size and fields", () => {
    const { classes } = parseDocument(
      python('# [Modified]\nclass Things(List[Thing]):\n    """\n    Text.\n    """\n\n    LIMIT = A * B') +
        python(
          "class Thing(ProgressiveContainer):\n    ACTIVE_FIELDS = active_fields(width=3, gaps=(1,))\n\n    a: Uint64\n    b: Root",
        ) +
        python(
          "@dataclass(eq=True, frozen=True)\nclass Store:\n    time: Uint64\n    blocks: dict[Root, Block] = field(default_factory=dict)",
        ),
    );
    expect(classes).toMatchObject([
      { name: "Things", base: "List[Thing]", size: "A * B", dataclass: false, fields: [] },
      {
        name: "Thing",
        base: "ProgressiveContainer",
        size: "active_fields(width=3, gaps=(1,))",
        fields: [
          { name: "a", type: "Uint64" },
          { name: "b", type: "Root" },
        ],
      },
      {
        name: "Store",
        dataclass: true,
        fields: [
          { name: "time", type: "Uint64" },
          { name: "blocks", type: "dict[Root, Block]" },
        ],
      },
    ]);
  });

  test("leaves out what is marked as no part of the specification", () => {
    const { functions, values } = parseDocument(
      `<!-- eth_consensus_specs: skip -->\n\n${python("def example() -> None:\n    pass")}` +
        `<!-- eth_consensus_specs: skip -->\n\n| Name | Value |\n| - | - |\n| \`SKIPPED\` | \`Uint64(1)\` |\n\n` +
        python("def real() -> None:\n    pass"),
    );
    expect(functions.map(({ name }) => name)).toEqual(["real"]);
    expect(values).toEqual([]);
  });

  test("reads value tables, not others", () => {
    const { values } = parseDocument(
      [
        "| Name | Value | Description |",
        "| ---- | ----- | ----------- |",
        "| `A` | `Uint64(2**10)` (= 1,024) | Text |",
        '| `B` | `Version("0x00000001")` | Text |',
        "",
        "| Name | Message Type |",
        "| ---- | ------------ |",
        "| `topic` | `Thing` |",
      ].join("\n"),
    );
    expect(values).toEqual([
      { name: "A", expression: "Uint64(2**10)", stated: "1024" },
      { name: "B", expression: 'Version("0x00000001")' },
    ]);
  });
});
