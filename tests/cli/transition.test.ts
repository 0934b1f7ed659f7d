import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compressSync } from "snappy";
import { advanceTo, applyBlock } from "../../src/chain/transition.ts";
import { transition } from "../../src/cli/transition.ts";
import { formatConfig } from "../../src/config/load-config.ts";
import type { SignedBeaconBlock } from "../../src/spec/values.ts";
import { toHex } from "../../src/ssz/bytes.ts";
import { config, fuluState, nextBlock, specs } from "./chain-fixture.ts";
import { type Ran, runIn } from "./run.ts";

const folder = mkdtempSync(join(tmpdir(), "consensoor-transition-"));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

const pre = fuluState();
const { SignedBeaconBlock: Block } = specs.get("gloas").types;
const block = nextBlock(pre, 10);

const run = (...argv: string[]): Promise<Ran> =>
  runIn(
    { transition: { summary: "", load: async () => transition } },
    ...["transition", "--network-config", at("config.yaml"), ...argv],
  );

function writeBlock(name: string, change: (copy: SignedBeaconBlock) => void): string {
  const copy = Block.deserialize(Block.serialize(block));
  change(copy);
  writeFileSync(at(name), Block.serialize(copy));
  return at(name);
}

beforeAll(() => {
  writeFileSync(at("config.yaml"), formatConfig(config));
  writeFileSync(at("pre.ssz"), pre.serialize());
  writeFileSync(at("pre.ssz_snappy"), compressSync(pre.serialize()));
  writeBlock("block.ssz", () => {});
});

describe("transition", () => {
  test("passes slots, upgrading at the fork on the way", async () => {
    const { code, out } = await run("--pre", at("pre.ssz"), "--slots", "9", "--post", at("slots.ssz"));
    const state = advanceTo(specs, fuluState(), 9);
    expect({ code, out }).toEqual({ code: 0, out: `slot 9, gloas, root ${toHex(state.hashTreeRoot())}` });
    expect(toHex(readFileSync(at("slots.ssz")))).toBe(toHex(state.serialize()));
  });

  test("applies a block and then slots, and reads and writes compressed files", async () => {
    const argv = ["--pre", at("pre.ssz_snappy"), "--block", at("block.ssz"), "--slots", "2"];
    const { code, error } = await run(...argv, "--post", at("post.ssz_snappy"));
    expect({ code, error }).toEqual({ code: 0, error: "" });
    const state = advanceTo(specs, applyBlock(specs, fuluState(), block), 12);
    const again = await run(...argv, "--expect", at("post.ssz_snappy"));
    expect(again).toEqual({ code: 0, out: `slot 12, gloas, root ${toHex(state.hashTreeRoot())}`, error: "" });
  });

  test("prints how the outcome differs from what is expected", async () => {
    const other = applyBlock(specs, fuluState(), block);
    other.validators.get(3).exit_epoch = 7;
    writeFileSync(at("other.ssz"), other.serialize());
    const { code, out } = await run("--pre", at("pre.ssz"), "--block", at("block.ssz"), "--expect", at("other.ssz"));
    expect(code).toBe(1);
    expect(out.split("\n").slice(1)).toEqual(['validators[3].exit_epoch: "18446744073709551615" != "7"']);
  });

  test("measures every step", async () => {
    await run("--pre", at("pre.ssz"), "--block", at("block.ssz"), "--timings", at("timings.json"));
    interface Step {
      step: string;
      calls: number;
      ms: number;
      steps: Step[];
    }
    const steps = JSON.parse(readFileSync(at("timings.json"), "utf8")) as Step[];
    expect(steps.map(({ step }) => step)).toEqual([
      "decode",
      "clone",
      `block ${at("block.ssz")}`,
      "hash_tree_root",
      "encode",
    ]);
    const within = (list: Step[], step: string): Step => list.find((each) => each.step === step)!;
    const parts = steps[2]!.steps;
    expect(within(parts, "process_slots").calls).toBe(10);
    expect(within(within(parts, "process_slots").steps, "process_epoch").steps.map(({ step }) => step)).toContain(
      "process_slashings",
    );
    expect(within(parts, "upgrade_to_gloas").calls).toBe(1);
    expect(within(within(parts, "verify_block_signature").steps, "signature").calls).toBe(1);
    expect(within(parts, "process_block").steps.map(({ step }) => step)).toContain("process_execution_payload_bid");
  });
});

describe("an invalid block", () => {
  const wrong: [string, (copy: SignedBeaconBlock) => void, string][] = [
    [
      "names the assertion, its function and values",
      ({ message }) => {
        message.body.signed_execution_payload_bid.message.slot = 11;
      },
      "process_execution_payload_bid: bid.slot == state.slot (bid_slot=11, state_slot=10)" +
        " (in process_block > process_execution_payload_bid)",
    ],
    [
      "names a wrong state root",
      ({ message }) => {
        message.state_root = new Uint8Array(32);
      },
      `state_transition: block.state_root == hash_tree_root(state) (block.state_root=${toHex(new Uint8Array(32))}, ` +
        `hash_tree_root(state)=${toHex(block.message.state_root)})`,
    ],
    [
      "names a validator that is not there",
      ({ message }) => {
        message.body.voluntary_exits = [{ message: { epoch: 0, validator_index: 99 }, signature: new Uint8Array(96) }];
      },
      "state.validators[99]: there are 32 elements (in process_block > process_operations > process_voluntary_exit)",
    ],
  ];
  for (const [what, change, message] of wrong) {
    test(what, async () => {
      const path = writeBlock("wrong.ssz", change);
      const argv = ["--pre", at("pre.ssz"), "--block", path, "--no-verify-signatures", "--post", at("never.ssz")];
      const { code, out, error } = await run(...argv);
      expect({ code, out, error }).toEqual({
        code: 1,
        out: "",
        error: `consensoor transition: ${path}: ${message}`,
      });
      expect(await Bun.file(at("never.ssz")).exists()).toBe(false);
    });
  }

  test("fails by its signature unless that is taken as valid", async () => {
    const path = writeBlock("unsigned.ssz", (copy) => {
      copy.signature = new Uint8Array(96);
    });
    const argv = ["--pre", at("pre.ssz"), "--block", path];
    expect((await run(...argv)).error).toContain("state_transition: verify_block_signature(state, signed_block)");
    expect((await run(...argv, "--no-verify-signatures")).code).toBe(0);
  });

  test("may be no block at all", async () => {
    writeFileSync(at("short.ssz"), new Uint8Array(20));
    const short = await run("--pre", at("pre.ssz"), "--block", at("short.ssz"));
    expect(short.error).toBe(`consensoor transition: ${at("short.ssz")}: 20 bytes are no signed block`);
    const cut = Block.serialize(block).slice(0, 300);
    writeFileSync(at("cut.ssz"), cut);
    const { code, error } = await run("--pre", at("pre.ssz"), "--block", at("cut.ssz"));
    expect(code).toBe(1);
    expect(error).toStartWith(`consensoor transition: ${at("cut.ssz")}: not a signed block of gloas: `);
  });
});

describe("a wrong state file", () => {
  test("of a version that the config does not have", async () => {
    const bytes = pre.serialize();
    bytes.set([9, 9, 9, 9], 52);
    writeFileSync(at("alien.ssz"), bytes);
    const { code, error } = await run("--pre", at("alien.ssz"));
    expect(code).toBe(1);
    expect(error).toContain(`${at("alien.ssz")}: the state's fork version 0x09090909 is none of the config's`);
  });

  test("that is cut, is not compressed, or is not there", async () => {
    writeFileSync(at("cut-state.ssz"), pre.serialize().slice(0, 5000));
    expect((await run("--pre", at("cut-state.ssz"))).error).toContain("not a state of fulu: ");
    writeFileSync(at("plain.ssz_snappy"), pre.serialize());
    expect((await run("--pre", at("plain.ssz_snappy"))).error).toContain("plain.ssz_snappy cannot be read: ");
    expect(await run("--pre", at("none.ssz"))).toEqual({
      code: 2,
      out: "",
      error:
        `consensoor transition: option --pre names a file that does not exist: ${at("none.ssz")}` +
        " (see consensoor transition --help)",
    });
  });

  test("of a fork that the config has later", async () => {
    const state = advanceTo(specs, fuluState(), 8);
    state.slot = 0;
    writeFileSync(at("early.ssz"), state.serialize());
    const { code, error } = await run("--pre", at("early.ssz"));
    expect(code).toBe(0);
    expect(error).toContain("the state of epoch 0 is of gloas, which the config has from epoch 1 on");
  });

  test("of a fork that should have ended", async () => {
    const state = fuluState();
    state.slot = 12;
    writeFileSync(at("late.ssz"), state.serialize());
    const { code, error } = await run("--pre", at("late.ssz"), "--slots", "1");
    expect(code).toBe(1);
    expect(error).toContain("the state of slot 12 is of fulu, but the config has gloas from epoch 1");
  });
});
