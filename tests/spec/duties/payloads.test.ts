import { describe, expect, test } from "bun:test";
import type { BellatrixSpec } from "../../../src/spec/bellatrix/spec.ts";
import type { ForkName } from "../../../src/spec/forks.ts";
import type { PowBlock } from "../../../src/spec/values.ts";
import { toHex, ZERO_ROOT } from "../../../src/ssz/bytes.ts";
import { RecordingEngine } from "./engine.ts";
import { digest, expected, specOf, stateOf } from "./states.ts";

const before = (fork: ForkName): BellatrixSpec => specOf(fork) as unknown as BellatrixSpec;

const fees = digest("fees").slice(0, 20);

describe("prepare_execution_payload", () => {
  for (const fork of ["bellatrix", "capella", "deneb", "electra"] as const)
    test(fork, () => {
      const spec = before(fork);
      const state = stateOf(specOf(fork));
      expect(toHex(state.hashTreeRoot())).toBe(expected[fork].state_root);
      const engine = new RecordingEngine();
      const id = spec.prepare_execution_payload(state, digest("safe"), digest("finalized"), fees, engine);
      expect(id).toEqual(new Uint8Array([7]));
      expect(engine.told).toEqual(expected[fork].prepare as typeof engine.told);
      expect(engine.hashes).toEqual([toHex(digest("safe")), toHex(digest("finalized"))]);
    });
});

describe("before the merge", () => {
  const spec = before("bellatrix");
  const state = stateOf(specOf("bellatrix"));
  state.latest_execution_payload_header = spec.types.ExecutionPayloadHeader.defaultValue();
  const total = spec.config.TERMINAL_TOTAL_DIFFICULTY;
  const block = (name: string, parent: string | undefined, total_difficulty: bigint): [string, PowBlock] => [
    toHex(digest(name)),
    { block_hash: digest(name), parent_hash: parent === undefined ? ZERO_ROOT : digest(parent), total_difficulty },
  ];
  const chain = new Map([
    block("a", undefined, total - 2n),
    block("b", "a", total - 1n),
    block("c", "b", total),
    block("d", "c", total + 1n),
  ]);

  test("get_terminal_pow_block finds the first block that reaches the difficulty", () => {
    expect(spec.get_terminal_pow_block(chain)?.block_hash).toEqual(digest("c"));
    expect(spec.get_terminal_pow_block(new Map([...chain].slice(0, 2)))).toBeUndefined();
    const genesis = new Map([block("a", undefined, total)]);
    expect(spec.get_terminal_pow_block(genesis)?.block_hash).toEqual(digest("a"));
    const cut = new Map([...chain].slice(3));
    expect(() => spec.get_pow_block_at_terminal_total_difficulty(cut)).toThrow("pow_chain[block.parent_hash]");
  });

  test("a payload is built on the terminal block, or none", () => {
    const engine = new RecordingEngine();
    const prepare = (pow: typeof chain | undefined) =>
      spec.prepare_execution_payload(state, ZERO_ROOT, ZERO_ROOT, fees, engine, pow);
    expect(prepare(new Map())).toBeNull();
    expect(engine.told).toBeUndefined();
    expect(prepare(chain)).not.toBeNull();
    expect(engine.told?.head_block_hash).toBe(toHex(digest("c")));
    expect(() => prepare(undefined)).toThrow("pow_chain is not None");
  });

  test("get_execution_payload without an id is an empty payload", () => {
    const engine = { notify_forkchoice_updated: () => null, get_payload: () => expect.unreachable("no id") };
    const payload = spec.get_execution_payload(null, engine);
    expect(payload).toEqual(spec.types.ExecutionPayload.defaultValue());
  });
});
