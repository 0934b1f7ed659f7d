import { afterEach, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { signTransaction } from "../../src/execution/transactions.ts";
import { fromHex, toHex } from "../../src/ssz/bytes.ts";
import { findGeth, Geth } from "./geth.ts";
import { Child, Cleanup, commandLine, NodeProcess, poll } from "./processes.ts";

/**
 * The node beside geth v1.17.8: blocks, transactions and finality, an engine that goes and comes back, a wrong secret.
 * CONSENSOOR_E2E=all runs every case; by default it is gloas alone.
 */

const TIMEOUT_MS = 420_000;
const WAIT_MS = 180_000;
const SLOT_MS = 2000;

const cases = [
  { name: "gloas", genesis: ["--fork", "gloas"], headFork: "gloas", always: true },
  { name: "fulu", genesis: ["--fork", "fulu"], headFork: "fulu", always: false },
  {
    name: "fulu to gloas",
    genesis: ["--fork", "fulu", "--fork-epoch", "gloas=2"],
    headFork: "gloas",
    always: false,
  },
];

const binary = findGeth();
if (binary === null)
  console.log("tests with geth are skipped: no $CONSENSOOR_GETH, no geth on the PATH nor in the bin folder of GOPATH");

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

for (const { name, genesis, headFork, always } of cases)
  test.skipIf(binary === null || !(always || process.env.CONSENSOOR_E2E === "all"))(
    `a chain with geth finalizes and outlives geth's end: ${name}`,
    async () => {
      const network = await makeNetwork(genesis);
      const geth = new Geth(binary!, network, cleanup);
      await geth.init();
      const firstGeth = await geth.start();
      const node = startNode(network, geth, join(network, "jwt.hex"), [
        "--validator-keys",
        `${join(network, "keystores")}:${join(network, "secrets")}`,
      ]);
      const accounts = new Sender(network, geth);

      const sent: string[] = [];
      await poll("a finalized epoch", WAIT_MS, async () => {
        const slots = node.log.filter(({ event }) => event.startsWith("slot")).length;
        if (slots > sent.length) sent.push(await accounts.send());
        return (await finalizedEpoch(node)) >= 1 ? true : null;
      });
      expect(sent.length).toBeGreaterThan(8);
      for (const hash of sent) expect(await geth.receipt(hash, WAIT_MS)).toMatchObject({ status: "0x1" });
      await poll("a finalized block of geth", WAIT_MS, async () => {
        // geth answers with an error as long as nothing is final.
        const number = await geth.blockNumber("finalized").catch((error: unknown) => {
          if (String(error).includes("finalized block not found")) return 0;
          throw error;
        });
        return number > 0 ? number : null;
      });
      expect(await headVersion(node)).toBe(headFork);
      expect(await syncing(node)).toMatchObject({ is_optimistic: false, el_offline: false });
      const errors = node.log.filter(({ level }) => level === "ERROR");

      const killedAt = node.lines.length;
      const blockBefore = await geth.blockNumber("latest");
      await firstGeth.kill("SIGINT");
      await node.entry(({ event }) => event === "engine offline", killedAt);
      expect(await syncing(node)).toMatchObject({ el_offline: true });
      await Bun.sleep(2 * SLOT_MS);
      await geth.start();
      await node.entry(({ event }) => event === "engine online", killedAt);
      const { blockNumber, status } = await geth.receipt(await accounts.send(), WAIT_MS);
      expect(status).toBe("0x1");
      expect(Number(blockNumber)).toBeGreaterThan(blockBefore);
      expect(await headVersion(node)).toBe(headFork);
      expect(node.log.slice(killedAt).filter(({ event }) => event === "engine offline")).toHaveLength(1);
      expect(await syncing(node)).toMatchObject({ el_offline: false });
      expect(await node.kill("SIGINT")).toBe(0);
      // Last, so that what went wrong while geth was there does not hide how the node takes its absence.
      expect(errors).toEqual([]);
    },
    TIMEOUT_MS,
  );

test.skipIf(binary === null)(
  "a node with another secret than geth's says so once",
  async () => {
    const network = await makeNetwork(["--fork", "gloas"]);
    const geth = new Geth(binary!, network, cleanup);
    await geth.init();
    await geth.start();
    const secret = join(network, "other.hex");
    writeFileSync(secret, "12".repeat(32));
    const node = startNode(network, geth, secret, []);
    // Long enough that it has asked more than once.
    await node.entry(({ event, slot }) => event.startsWith("slot") && Number(slot) >= 3);
    const aboutEngine = node.log.filter(({ event }) => event.startsWith("engine"));
    expect(aboutEngine).toEqual([
      expect.objectContaining({
        level: "WARNING",
        event: "engine auth-failed",
        engine: expect.stringContaining(geth.engineUrl),
      }),
    ]);
    expect(await syncing(node)).toMatchObject({ el_offline: true });
    expect(await node.kill("SIGINT")).toBe(0);
  },
  TIMEOUT_MS,
);

/** A folder with the files of a new network. */
async function makeNetwork(genesis: readonly string[]): Promise<string> {
  const out = join(cleanup.folder(), "network");
  const fixed = ["--preset", "minimal", "--validators", "64", "--genesis-delay", "15", "--slot-time", String(SLOT_MS)];
  const command = commandLine("genesis", ...fixed, "--out", out, ...genesis);
  await cleanup.add(new Child("consensoor genesis", command)).succeeded();
  return out;
}

function startNode(network: string, geth: Geth, secret: string, args: readonly string[]): NodeProcess {
  const options = {
    "genesis-state": join(network, "genesis.ssz"),
    "network-config": join(network, "config.yaml"),
    "engine-api-url": geth.engineUrl,
    "jwt-secret": secret,
    "data-dir": cleanup.folder(),
  };
  const given = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  return cleanup.add(new NodeProcess([...given, ...args]));
}

/** Sends value from the network's first account, transaction after transaction. */
class Sender {
  readonly #geth: Geth;
  readonly #key: Uint8Array;
  #nonce = 0;

  constructor(network: string, geth: Geth) {
    this.#geth = geth;
    const accounts = JSON.parse(readFileSync(join(network, "accounts.json"), "utf8")) as { private_key: string }[];
    this.#key = fromHex(accounts[0]!.private_key);
  }

  /** The hash of a transaction that geth has taken into its pool. */
  async send(): Promise<string> {
    const transaction = signTransaction(
      {
        chainId: this.#geth.chainId,
        nonce: this.#nonce++,
        maxPriorityFeePerGas: 1_000_000_000n,
        maxFeePerGas: 20_000_000_000n,
        // From Amsterdam the transfer that creates an account takes much more than 21,000.
        gasLimit: 500_000,
        to: new Uint8Array(20).fill(7),
        value: 1n,
      },
      this.#key,
    );
    return String(await this.#geth.call("eth_sendRawTransaction", toHex(transaction)));
  }
}

async function finalizedEpoch(node: NodeProcess): Promise<number> {
  const answer = await node.get("/eth/v1/beacon/states/head/finality_checkpoints");
  return Number((answer as { data: { finalized: { epoch: string } } }).data.finalized.epoch);
}

async function headVersion(node: NodeProcess): Promise<string> {
  return ((await node.get("/eth/v2/beacon/blocks/head")) as { version: string }).version;
}

async function syncing(node: NodeProcess): Promise<unknown> {
  return ((await node.get("/eth/v1/node/syncing")) as { data: unknown }).data;
}
