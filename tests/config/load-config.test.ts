import { describe, expect, test } from "bun:test";
import { ConfigError, formatConfig, parseConfig } from "../../src/config/load-config.ts";
import { mainnetConfig } from "../../src/config/mainnet-config.ts";
import { minimalConfig } from "../../src/config/minimal-config.ts";
import { fromHex } from "../../src/ssz/bytes.ts";

const problemOf = (text: string): ConfigError => {
  try {
    parseConfig(text, "net.yaml");
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error("the config was accepted");
};

describe("parseConfig", () => {
  test("takes what the text lacks from the preset's config", () => {
    const { config, preset, unknown } = parseConfig("PRESET_BASE: 'minimal'\nGLOAS_FORK_EPOCH: 3\n", "net.yaml");
    expect(config).toEqual({ ...minimalConfig, GLOAS_FORK_EPOCH: 3 });
    expect(preset.SLOTS_PER_EPOCH).toBe(8);
    expect(unknown).toEqual([]);
  });

  test("reads each kind of value exactly", () => {
    const { config } = parseConfig(
      [
        "PRESET_BASE: mainnet",
        "CONFIG_NAME: 0x10",
        "GENESIS_FORK_VERSION: 0x10000038",
        "FULU_FORK_EPOCH: 18446744073709551615",
        "TERMINAL_TOTAL_DIFFICULTY: 115792089237316195423570985008687907853269984665640564039457584007913129638912",
        "BLOB_SCHEDULE:",
        "  - EPOCH: 1",
        "    MAX_BLOBS_PER_BLOCK: 12",
        "  - {EPOCH: 2, MAX_BLOBS_PER_BLOCK: 18}",
      ].join("\n"),
      "net.yaml",
    );
    expect(config.CONFIG_NAME).toBe("0x10");
    expect(config.GENESIS_FORK_VERSION).toEqual(fromHex("0x10000038"));
    expect(config.FULU_FORK_EPOCH).toBe(Number.POSITIVE_INFINITY);
    expect(config.TERMINAL_TOTAL_DIFFICULTY).toBe(2n ** 256n - 2n ** 10n);
    expect(config.BLOB_SCHEDULE).toEqual([
      { EPOCH: 1, MAX_BLOBS_PER_BLOCK: 12 },
      { EPOCH: 2, MAX_BLOBS_PER_BLOCK: 18 },
    ]);
  });

  test("keeps keys it does not know, with their lines", () => {
    const { unknown } = parseConfig("PRESET_BASE: minimal\n# a comment\nFULU_COLOUR: red\n", "net.yaml");
    expect(unknown).toEqual([{ key: "FULU_COLOUR", value: "red", line: 3 }]);
  });

  test("derives the slot's duration from SECONDS_PER_SLOT", () => {
    expect(parseConfig("PRESET_BASE: mainnet\nSECONDS_PER_SLOT: 4\n", "net.yaml").config.SLOT_DURATION_MS).toBe(4000);
    const text = "PRESET_BASE: mainnet\nSLOT_DURATION_MS: 12000\nSECONDS_PER_SLOT: 4\n";
    expect(problemOf(text).message).toBe(
      "net.yaml:3: SECONDS_PER_SLOT is 4, which is not the SLOT_DURATION_MS of 12000",
    );
  });

  test("reads its own output back", () => {
    for (const config of [mainnetConfig, minimalConfig])
      expect(parseConfig(formatConfig(config), "net.yaml").config).toEqual(config);
  });

  const wrong: [string, string, string][] = [
    ["no preset", "GLOAS_FORK_EPOCH: 3", "net.yaml: PRESET_BASE is missing"],
    ["an unknown preset", "PRESET_BASE: gnosis", 'net.yaml:1: PRESET_BASE is "gnosis", not mainnet or minimal'],
    [
      "a word for a number",
      "PRESET_BASE: minimal\nGENESIS_DELAY: soon",
      'net.yaml:2: GENESIS_DELAY is not a decimal number: "soon"',
    ],
    [
      "a number past uint64",
      "PRESET_BASE: minimal\nGENESIS_DELAY: 18446744073709551616",
      "net.yaml:2: GENESIS_DELAY is larger than an unsigned 64-bit integer: 18446744073709551616",
    ],
    [
      "a version of three bytes",
      "PRESET_BASE: minimal\nHEZE_FORK_VERSION: 0x080000",
      'net.yaml:2: HEZE_FORK_VERSION is not 4 bytes of hex: "0x080000"',
    ],
    [
      "a changed preset value",
      "PRESET_BASE: minimal\nSLOTS_PER_EPOCH: 32",
      "net.yaml:2: SLOTS_PER_EPOCH belongs to the minimal preset and is 8 there, not 32",
    ],
    [
      "a schedule with a wrong key",
      "PRESET_BASE: minimal\nBLOB_SCHEDULE:\n  - EPOCH: 1\n    BLOBS: 2",
      "net.yaml:3: BLOB_SCHEDULE has an entry with BLOBS: only EPOCH and MAX_BLOBS_PER_BLOCK belong there",
    ],
    [
      "a schedule entry without a key",
      "PRESET_BASE: minimal\nBLOB_SCHEDULE:\n  - EPOCH: 1",
      "net.yaml:3: BLOB_SCHEDULE has an entry without MAX_BLOBS_PER_BLOCK",
    ],
    [
      "two entries for one epoch",
      "PRESET_BASE: minimal\nGAS_LIMIT_SCHEDULE: [{EPOCH: 1, GAS_LIMIT: 2}, {EPOCH: 1, GAS_LIMIT: 3}]",
      "net.yaml:2: GAS_LIMIT_SCHEDULE has two entries for epoch 1",
    ],
    [
      "a list for a value",
      "PRESET_BASE: minimal\nGENESIS_DELAY: []",
      "net.yaml:2: GENESIS_DELAY is a list, not one value",
    ],
    ["no map", "- 1", "net.yaml:1: not a map of keys to values"],
  ];
  for (const [what, text, message] of wrong)
    test(`refuses ${what}`, () => expect(problemOf(text).message).toBe(message));

  test("refuses a key given twice, at its line", () => {
    const problem = problemOf("PRESET_BASE: minimal\nGENESIS_DELAY: 1\nGENESIS_DELAY: 2\n");
    expect(problem.line).toBe(3);
  });

  test("refuses another preset than asked for", () => {
    expect(() => parseConfig("PRESET_BASE: mainnet", "net.yaml", "minimal")).toThrow(
      "net.yaml:1: PRESET_BASE is mainnet, but the preset asked for is minimal",
    );
  });
});
