import { afterEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  InterchangeError,
  SlashingDatabaseError,
  SlashingProtectionError,
  type SlashingRule,
} from "../../src/validator/slashing-errors.ts";
import { SlashingProtection } from "../../src/validator/slashing-protection.ts";

const CHAIN = new Uint8Array(32).fill(0xcc);
const keys = [new Uint8Array(48).fill(0xa1), new Uint8Array(48).fill(0xa2)];
const root = (n: number) => new Uint8Array(32).fill(n);

const folders: string[] = [];
const opened: SlashingProtection[] = [];

afterEach(() => {
  for (const each of opened.splice(0)) each.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "slashing-"));
  folders.push(folder);
  return folder;
}

function open(folder = ":memory:", chain = CHAIN): SlashingProtection {
  const made = new SlashingProtection(folder, chain);
  opened.push(made);
  return made;
}

type Block = [slot: number, signingRoot?: number];
type Vote = [source: number, target: number, signingRoot?: number];

/** What a key signed, as an interchange file says it. */
const history = (blocks: Block[], votes: Vote[], key = 0) => ({
  pubkey: `0x${keys[key]!.toHex()}`,
  signed_blocks: blocks.map(([slot, signing]) => ({
    slot: String(slot),
    ...(signing !== undefined && { signing_root: `0x${root(signing).toHex()}` }),
  })),
  signed_attestations: votes.map(([source, target, signing]) => ({
    source_epoch: String(source),
    target_epoch: String(target),
    ...(signing !== undefined && { signing_root: `0x${root(signing).toHex()}` }),
  })),
});

const interchange = (...data: unknown[]) =>
  JSON.stringify({
    metadata: { interchange_format_version: "5", genesis_validators_root: `0x${CHAIN.toHex()}` },
    data,
  });

type Attempt = { block: Block; key?: number } | { vote: Vote; key?: number };

/** The rule that refuses an attempt, `ok` where none does. Roots are 0 if not given. */
function attempt(protection: SlashingProtection, tried: Attempt): SlashingRule | "ok" {
  const key = keys[tried.key ?? 0]!;
  try {
    if ("block" in tried) protection.checkBlock(key, tried.block[0], root(tried.block[1] ?? 0));
    else protection.checkAttestation(key, tried.vote[0], tried.vote[1], root(tried.vote[2] ?? 0));
    return "ok";
  } catch (error) {
    if (error instanceof SlashingProtectionError) return error.rule;
    throw error;
  }
}

/** The situations of the public EIP-3076 tests: what was imported, and what is then attempted, in order. */
const cases: [string, ReturnType<typeof history>[][], [Attempt, SlashingRule | "ok"][]][] = [
  [
    "one block",
    [[history([[10]], [])]],
    [
      [{ block: [9] }, "block-below-minimum"],
      [{ block: [10] }, "double-block"],
      [{ block: [11] }, "ok"],
      [{ block: [11] }, "ok"],
      [{ block: [11, 1] }, "double-block"],
      [{ block: [13] }, "ok"],
      [{ block: [12] }, "ok"],
    ],
  ],
  [
    "a block with its root",
    [[history([[10, 7]], [])]],
    [
      [{ block: [10, 7] }, "ok"],
      [{ block: [10, 8] }, "double-block"],
    ],
  ],
  [
    "blocks out of order",
    [[history([[20], [10]], [])]],
    [
      [{ block: [20] }, "double-block"],
      [{ block: [15] }, "ok"],
      [{ block: [9] }, "block-below-minimum"],
    ],
  ],
  [
    "two blocks of one slot",
    [[history([[10, 1], [10, 2], [8]], [])]],
    [
      [{ block: [10, 1] }, "double-block"],
      [{ block: [10, 2] }, "double-block"],
      [{ block: [11] }, "ok"],
    ],
  ],
  [
    "a vote",
    [[history([], [[5, 6]])]],
    [
      [{ vote: [5, 6] }, "double-vote"],
      [{ vote: [4, 7] }, "surrounding-vote"],
      [{ vote: [4, 5] }, "source-below-minimum"],
      [{ vote: [5, 5] }, "target-below-minimum"],
      [{ vote: [5, 7] }, "ok"],
      [{ vote: [5, 7] }, "ok"],
      [{ vote: [5, 7, 1] }, "double-vote"],
      [{ vote: [6, 7, 1] }, "double-vote"],
      [{ vote: [8, 7] }, "source-after-target"],
      [{ vote: [9, 9] }, "ok"],
    ],
  ],
  [
    "a vote with its root",
    [[history([], [[5, 6, 3]])]],
    [
      [{ vote: [5, 6, 3] }, "ok"],
      [{ vote: [5, 6, 4] }, "double-vote"],
    ],
  ],
  [
    "a vote of genesis",
    [[history([], [[0, 0]])]],
    [
      [{ vote: [0, 0] }, "double-vote"],
      [{ vote: [0, 1] }, "ok"],
    ],
  ],
  [
    "votes with a gap",
    [
      [
        history(
          [],
          [
            [0, 1],
            [2, 10],
          ],
        ),
      ],
    ],
    [
      [{ vote: [3, 9] }, "surrounded-vote"],
      [{ vote: [1, 11] }, "surrounding-vote"],
      [{ vote: [1, 2] }, "ok"],
      [{ vote: [2, 11] }, "ok"],
    ],
  ],
  [
    "a vote that another surrounds",
    [
      [
        history(
          [],
          [
            [1, 8],
            [3, 4],
          ],
        ),
      ],
    ],
    [
      [{ vote: [2, 9] }, "surrounding-vote"],
      [{ vote: [4, 7] }, "surrounded-vote"],
      [{ vote: [8, 9] }, "ok"],
    ],
  ],
  [
    "a vote that goes backwards",
    [
      [
        history(
          [],
          [
            [5, 2],
            [6, 7],
          ],
        ),
      ],
    ],
    [
      [{ vote: [5, 8] }, "surrounding-vote"],
      [{ vote: [6, 8] }, "ok"],
    ],
  ],
  [
    "one key twice",
    [[history([[10]], []), history([[20]], [[3, 4]])]],
    [
      [{ block: [20] }, "double-block"],
      [{ block: [10] }, "double-block"],
      [{ vote: [2, 5] }, "surrounding-vote"],
    ],
  ],
  [
    "two keys",
    [[history([[10]], [[1, 2]]), history([[40]], [[7, 8]], 1)]],
    [
      [{ block: [11] }, "ok"],
      [{ block: [11], key: 1 }, "block-below-minimum"],
      [{ vote: [2, 3] }, "ok"],
      [{ vote: [2, 3], key: 1 }, "source-below-minimum"],
    ],
  ],
  [
    "two files that overlap",
    [
      [history([[10], [20]], [[1, 2]])],
      [
        history(
          [[20], [30]],
          [
            [1, 2],
            [2, 3],
          ],
        ),
      ],
    ],
    [
      [{ block: [30] }, "double-block"],
      [{ block: [15] }, "ok"],
      [{ vote: [2, 4] }, "ok"],
    ],
  ],
  [
    "an older file after a newer",
    [[history([[30]], [[5, 6]])], [history([[10]], [[1, 2]])]],
    [
      [{ block: [20] }, "ok"],
      [{ block: [30] }, "double-block"],
      [{ vote: [4, 7] }, "surrounding-vote"],
    ],
  ],
  [
    "nothing",
    [],
    [
      [{ block: [0] }, "ok"],
      [{ block: [0, 1] }, "double-block"],
      [{ vote: [0, 0] }, "ok"],
      [{ vote: [0, 1] }, "ok"],
    ],
  ],
];

describe("after an import of", () => {
  test.each(cases)("%s", (_name, files, attempts) => {
    const protection = open();
    for (const histories of files) protection.importInterchange(interchange(...histories));
    expect(attempts.map(([tried]) => attempt(protection, tried))).toEqual(attempts.map(([, outcome]) => outcome));
  });
});

describe("a refusal", () => {
  test("notes nothing", () => {
    const protection = open();
    attempt(protection, { vote: [5, 6] });
    const before = protection.exportInterchange();
    expect(attempt(protection, { vote: [4, 7] })).toBe("surrounding-vote");
    expect(attempt(protection, { vote: [5, 6, 9] })).toBe("double-vote");
    expect(protection.exportInterchange()).toBe(before);
  });

  test("says who and why", () => {
    const protection = open();
    attempt(protection, { block: [7] });
    expect(() => protection.checkBlock(keys[0]!, 7, root(9))).toThrow(/0xa1a1.*another block of slot 7 was signed/);
  });

  test("of one vote leaves the others of its batch", () => {
    const protection = open();
    const vote = (source: number, target: number, key = 0, signing = 0) => ({
      pubkey: keys[key]!,
      sourceEpoch: source,
      targetEpoch: target,
      signingRoot: root(signing),
    });
    const answers = protection.checkAttestations([vote(2, 3), vote(1, 4), vote(2, 3, 1), vote(2, 3, 0, 1), vote(3, 4)]);
    expect(answers.map((each) => each?.rule ?? null)).toEqual([null, "surrounding-vote", null, "double-vote", null]);
    expect(JSON.parse(protection.exportInterchange()).data[0].signed_attestations).toHaveLength(2);
  });
});

describe("interchange", () => {
  test("goes out as it came in", () => {
    const text = interchange(
      history(
        [[1], [2, 5]],
        [
          [0, 1, 4],
          [1, 3],
        ],
      ),
      history([], [[2, 9]], 1),
    );
    const protection = open();
    protection.importInterchange(text);
    protection.importInterchange(text);
    expect(JSON.parse(protection.exportInterchange())).toEqual(JSON.parse(text));
    expect(JSON.parse(protection.exportInterchange([keys[1]!])).data).toEqual([history([], [[2, 9]], 1)]);
    const other = open();
    other.importInterchange(protection.exportInterchange());
    expect(other.exportInterchange()).toBe(protection.exportInterchange());
  });

  const good = JSON.parse(interchange(history([[1]], [[0, 1]])));
  const broken: [string, unknown, string][] = [
    [
      "another version",
      { ...good, metadata: { ...good.metadata, interchange_format_version: "4" } },
      "metadata.interchange_format_version",
    ],
    [
      "another chain",
      { ...good, metadata: { ...good.metadata, genesis_validators_root: `0x${"00".repeat(32)}` } },
      "metadata.genesis_validators_root",
    ],
    ["no data", { metadata: good.metadata }, "data"],
    ["a short key", { ...good, data: [{ ...good.data[0], pubkey: "0x1234" }] }, "data[0].pubkey"],
    [
      "a slot that is a number",
      { ...good, data: [{ ...good.data[0], signed_blocks: [{ slot: 1 }] }] },
      "data[0].signed_blocks[0].slot",
    ],
    [
      "a target too large",
      {
        ...good,
        data: [{ ...good.data[0], signed_attestations: [{ source_epoch: "1", target_epoch: "9007199254740993" }] }],
      },
      "data[0].signed_attestations[0].target_epoch",
    ],
  ];

  test.each(broken)("with %s is refused whole", (_what, file, path) => {
    const protection = open();
    const both = file as { data?: unknown[] };
    if (Array.isArray(both.data)) both.data = [history([[99]], []), ...both.data];
    const expected = path.replace("data[0]", "data[1]");
    try {
      protection.importInterchange(JSON.stringify(both));
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(InterchangeError);
      expect((error as InterchangeError).path).toBe(expected);
    }
    expect(JSON.parse(protection.exportInterchange()).data).toEqual([]);
  });

  test("that is no JSON is refused", () => {
    expect(() => open().importInterchange("{")).toThrow(InterchangeError);
  });
});

test("what is pruned stays refused", () => {
  const protection = open();
  for (let i = 1; i <= 10; i++) {
    attempt(protection, { block: [i * 10] });
    attempt(protection, { vote: [i, i + 1] });
  }
  attempt(protection, { block: [5], key: 1 });
  protection.prune(1000, 8);
  const [first, second] = JSON.parse(protection.exportInterchange()).data;
  expect(first.signed_blocks.map(({ slot }: { slot: string }) => slot)).toEqual(["100"]);
  expect(first.signed_attestations).toHaveLength(4);
  expect(second.signed_blocks).toHaveLength(1);
  for (const slot of [10, 55, 99]) expect(attempt(protection, { block: [slot] })).toBe("block-below-minimum");
  expect(attempt(protection, { vote: [2, 3] })).toBe("source-below-minimum");
  expect(attempt(protection, { vote: [1, 20] })).toBe("surrounding-vote");
  expect(attempt(protection, { vote: [11, 12] })).toBe("ok");
});

describe("the file", () => {
  test("remembers over restarts, also after a kill", async () => {
    const folder = makeFolder();
    const script = `
      import { SlashingProtection } from ${JSON.stringify(import.meta.resolve("../../src/validator/slashing-protection.ts"))};
      const protection = new SlashingProtection(${JSON.stringify(folder)}, new Uint8Array(32).fill(0xcc));
      protection.checkBlock(new Uint8Array(48).fill(0xa1), 5, new Uint8Array(32));
      protection.checkAttestation(new Uint8Array(48).fill(0xa1), 1, 2, new Uint8Array(32));
      process.kill(process.pid, "SIGKILL");
    `;
    const child = Bun.spawn([process.execPath, "-e", script], { stderr: "inherit" });
    await child.exited;
    expect(child.signalCode).toBe("SIGKILL");
    const protection = open(folder);
    expect(attempt(protection, { block: [5, 1] })).toBe("double-block");
    expect(attempt(protection, { vote: [1, 2, 1] })).toBe("double-vote");
    expect(attempt(protection, { block: [5, 0] })).toBe("ok");
  });

  test("is for one signer at a time", async () => {
    const folder = makeFolder();
    const first = open(folder);
    expect(() => open(folder)).toThrow(SlashingDatabaseError);
    const script = `
      import { SlashingProtection } from ${JSON.stringify(import.meta.resolve("../../src/validator/slashing-protection.ts"))};
      try { new SlashingProtection(${JSON.stringify(folder)}, new Uint8Array(32).fill(0xcc)); console.log("opened"); }
      catch (error) { console.log(error.message); }
    `;
    const attemptElsewhere = async () => {
      const child = Bun.spawn([process.execPath, "-e", script], { stdout: "pipe", stderr: "inherit" });
      return (await new Response(child.stdout).text()).trim();
    };
    expect(await attemptElsewhere()).toMatch(/^another signer is using .*slashing-protection\.sqlite/);
    opened.pop();
    first.close();
    expect(await attemptElsewhere()).toBe("opened");
  });

  test("is of one chain", () => {
    const folder = makeFolder();
    open(folder).close();
    opened.pop();
    expect(() => open(folder, root(1))).toThrow(/is of the chain 0xcccc/);
    expect(attempt(open(folder), { block: [1] })).toBe("ok");
  });

  test("that cannot be made is an error that names it", () => {
    expect(() => open("/dev/null/slashing")).toThrow(SlashingDatabaseError);
  });
});
