import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { advanceTo } from "../../src/chain/transition.ts";
import { stateDiff, stateShow } from "../../src/cli/state.ts";
import { formatConfig } from "../../src/config/load-config.ts";
import { toHex } from "../../src/ssz/bytes.ts";
import { config, fuluState, specs } from "./chain-fixture.ts";
import { type Ran, runIn } from "./run.ts";

const folder = mkdtempSync(join(tmpdir(), "consensoor-state-"));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

const state = fuluState();
const changed = state.clone();
changed.validators.get(3).slashed = true;
changed.balances.set(5, 1);
for (let i = 0; i < 20; i++) changed.inactivity_scores.set(i, 4);
changed.eth1_data = { ...changed.eth1_data, deposit_count: 9 };
changed.historical_summaries.push({ block_summary_root: new Uint8Array(32), state_summary_root: new Uint8Array(32) });

beforeAll(() => {
  writeFileSync(at("config.yaml"), formatConfig(config));
  writeFileSync(at("a.ssz"), state.serialize());
  writeFileSync(at("b.ssz"), changed.serialize());
  writeFileSync(at("gloas.ssz"), advanceTo(specs, state.clone(), 8).serialize());
});

const run = (command: string, ...argv: string[]): Promise<Ran> =>
  runIn(
    {
      "state show": { summary: "", load: async () => stateShow },
      "state diff": { summary: "", load: async () => stateDiff },
    },
    ...["state", command, "--network-config", at("config.yaml"), ...argv],
  );

describe("state diff", () => {
  test("prints nothing for equal states", async () => {
    expect(await run("diff", at("a.ssz"), at("a.ssz"))).toEqual({ code: 0, out: "", error: "" });
  });

  test("prints each difference with its path, a few of each field", async () => {
    const { code, out } = await run("diff", at("a.ssz"), at("b.ssz"), "--limit", "2");
    expect(code).toBe(1);
    const zero = toHex(new Uint8Array(32));
    expect(out.split("\n")).toEqual([
      'eth1_data.deposit_count: "0" != "9"',
      "validators[3].slashed: false != true",
      'balances[5]: "32000000000" != "1"',
      'inactivity_scores[0]: "0" != "4"',
      'inactivity_scores[1]: "0" != "4"',
      "inactivity_scores: … and 18 more",
      `historical_summaries[0]: nothing != {"block_summary_root":"${zero}","state_summary_root":"${zero}"}`,
    ]);
  });

  test("compares states of two forks", async () => {
    const { code, out } = await run("diff", at("a.ssz"), at("gloas.ssz"));
    expect(code).toBe(1);
    const lines = out.split("\n");
    expect(lines[0]).toBe("(fulu state) != (gloas state)");
    expect(lines).toContain('slot: "0" != "8"');
    expect(lines.some((line) => line.startsWith("latest_execution_payload_header: {"))).toBe(true);
    expect(lines).toContain("builders: nothing != []");
  });

  test("takes two files that are there", async () => {
    expect((await run("diff", at("a.ssz"))).code).toBe(2);
    const missing = await run("diff", at("a.ssz"), at("none.ssz"));
    expect(missing.code).toBe(2);
    expect(missing.error).toContain(`argument names a file that does not exist: ${at("none.ssz")}`);
  });
});

describe("state show", () => {
  const shown: [string, unknown][] = [
    ["slot", "0"],
    ["validators[3].exit_epoch", "18446744073709551615"],
    ["validators[3].slashed", true],
    [
      "eth1_data",
      { deposit_root: toHex(new Uint8Array(32)), deposit_count: "9", block_hash: toHex(new Uint8Array(32)) },
    ],
    ["current_sync_committee.pubkeys[1]", toHex(state.current_sync_committee.pubkeys[1]!)],
    ["balances", Array.from({ length: 32 }, (_, i) => (i === 5 ? "1" : "32000000000"))],
    ["justification_bits", "0x00"],
  ];
  for (const [path, value] of shown) {
    test(`prints ${path}`, async () => {
      const { code, out } = await run("show", at("b.ssz"), "--field", path);
      expect(code).toBe(0);
      expect(JSON.parse(out)).toEqual(value);
    });
  }

  test("prints an overview of all fields", async () => {
    const { out } = await run("show", at("gloas.ssz"));
    const overview = JSON.parse(out) as Record<string, unknown>;
    const gloas = advanceTo(specs, state.clone(), 8);
    expect(overview.fork_name).toBe("gloas");
    expect(overview.hash_tree_root).toBe(toHex(gloas.hashTreeRoot()));
    expect(overview.slot).toBe("8");
    expect(overview.builders).toEqual([]);
    expect(overview.validators).toEqual({ length: 32, root: toHex(gloas.fieldRoot("validators")) });
  });

  const wrong: [string, string][] = [
    ["colour", "there is no field colour, but genesis_time"],
    ["validators[99]", "validators has 32 elements, none at 99"],
    ["slot[0]", "slot has no elements"],
    ["slot.x", "slot has no fields, x neither"],
    ["validators[-1]", '"validators[-1]" is no path from its character 11 on'],
    ["validators[0].x", "validators[0] has no field x, but pubkey"],
  ];
  for (const [path, message] of wrong) {
    test(`refuses ${path}`, async () => {
      const { code, error } = await run("show", at("a.ssz"), "--field", path);
      expect(code).toBe(2);
      expect(error).toContain(`consensoor state show: option --field: ${message}`);
    });
  }
});
