import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeState } from "../../src/chain/decode.ts";
import { genesis } from "../../src/cli/genesis.ts";
import { loadConfig } from "../../src/config/load-config.ts";
import { BlstBls } from "../../src/crypto/blst.ts";
import { addressOf } from "../../src/execution/transactions.ts";
import { createSpecs } from "../../src/spec/index.ts";
import { fromHex, toHex } from "../../src/ssz/bytes.ts";
import { loadKeys } from "../../src/validator/keys/load-keys.ts";
import { type Ran, runIn } from "./run.ts";

const folder = mkdtempSync(join(tmpdir(), "consensoor-genesis-"));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (...argv: string[]): Promise<Ran> =>
  runIn({ genesis: { summary: "", load: async () => genesis } }, "genesis", ...argv);
const minimal = ["--preset", "minimal", "--validators", "16", "--genesis-time", "1700000000"];

describe("consensoor genesis", () => {
  test.each(["teku", "lighthouse"])(
    "writes a network whose parts fit each other, keys as %s has them",
    async (layout) => {
      const out = join(folder, layout);
      const args = ["--fork", "fulu", "--fork-epoch", "gloas=2", "--slot-time", "2000", "--key-layout", layout];
      const { code, out: printed } = await run(...minimal, ...args, "--out", out);
      expect(code).toBe(0);
      const { preset, config, unknown } = loadConfig(join(out, "config.yaml"));
      expect(unknown).toEqual([]);
      expect(config).toMatchObject({
        PRESET_BASE: "minimal",
        FULU_FORK_EPOCH: 0,
        GLOAS_FORK_EPOCH: 2,
        HEZE_FORK_EPOCH: Number.POSITIVE_INFINITY,
        SLOT_DURATION_MS: 2000,
        MIN_GENESIS_TIME: 1_700_000_000,
      });
      const specs = createSpecs({ preset, config });
      const { fork, state } = decodeState(specs, await Bun.file(join(out, "genesis.ssz")).bytes());
      expect(fork).toBe("fulu");
      expect(state.genesis_time).toBe(1_700_000_000);
      expect(printed).toContain(toHex(state.hashTreeRoot()));
      expect(printed).toContain(toHex(state.latest_execution_payload_header.block_hash));
      const execution = await Bun.file(join(out, "genesis.json")).json();
      expect(execution.timestamp).toBe(`0x${(1_700_000_000).toString(16)}`);
      expect(execution.config).toMatchObject({ osakaTime: 0, amsterdamTime: 1_700_000_000 + 2 * 8 * 2 });
      const bls = new BlstBls();
      const source = { keystores: join(out, "keystores"), secrets: join(out, "secrets") };
      const loaded = await loadKeys(source, (secret) => bls.SkToPk(secret));
      loaded.release();
      expect(new Set(loaded.keys.map(({ pubkey }) => toHex(pubkey)))).toEqual(
        new Set([...state.validators].map(({ pubkey }) => toHex(pubkey))),
      );
      const accounts = (await Bun.file(join(out, "accounts.json")).json()) as {
        address: string;
        private_key: string;
      }[];
      for (const { address, private_key } of accounts) {
        expect(toHex(addressOf(fromHex(private_key)))).toBe(address);
        expect(execution.alloc).toHaveProperty(address);
      }
      expect(await Bun.file(join(out, "jwt.hex")).text()).toMatch(/^[0-9a-f]{64}\n$/);
    },
  );

  test("writes builders into the registry", async () => {
    const out = join(folder, "builders");
    expect((await run(...minimal, "--builders", "3", "--out", out)).code).toBe(0);
    const { preset, config } = loadConfig(join(out, "config.yaml"));
    const { state } = decodeState(createSpecs({ preset, config }), await Bun.file(join(out, "genesis.ssz")).bytes());
    expect(state.builders.length).toBe(3);
  });

  test("does not write over another genesis", async () => {
    const out = join(folder, "twice");
    expect((await run(...minimal, "--out", out)).code).toBe(0);
    const again = await run(...minimal, "--out", out);
    expect(again).toMatchObject({ code: 1, error: `consensoor genesis: ${out} holds a genesis already` });
  });

  test("says what it cannot make", async () => {
    expect((await run(...minimal)).code).toBe(2);
    const backwards = await run(...minimal, "--fork", "fulu", "--fork-epoch", "deneb=2", "--out", join(folder, "no"));
    expect(backwards.code).toBe(1);
    expect(backwards.error).toMatch(/deneb cannot come at epoch 2: the chain begins with fulu/);
    expect((await run(...minimal, "--fork", "dencun", "--out", join(folder, "no"))).code).toBe(2);
  });
});
