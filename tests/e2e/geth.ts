import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Child, type Cleanup, freePort, poll } from "./processes.ts";

/** The execution client geth as tests run it. */

/**
 * Where geth's binary is: $CONSENSOOR_GETH, or `geth` of the PATH, or what `go install` left; null without one.
 * Throws where $CONSENSOOR_GETH names no file.
 */
export function findGeth(): string | null {
  const given = process.env.CONSENSOOR_GETH;
  if (given !== undefined && given !== "") {
    if (!existsSync(given)) throw new Error(`CONSENSOOR_GETH: there is no ${given}`);
    return given;
  }
  const onPath = Bun.which("geth");
  if (onPath !== null) return onPath;
  const go = Bun.which("go");
  if (go === null) return null;
  const { stdout, success } = Bun.spawnSync([go, "env", "GOPATH"]);
  const installed = join(stdout.toString().trim(), "bin", "geth");
  return success && existsSync(installed) ? installed : null;
}

/** A geth of its own folder and ports, which keeps both when it is started again. */
export class Geth {
  readonly chainId: number;
  readonly #binary: string;
  readonly #folder: string;
  readonly #network: string;
  readonly #cleanup: Cleanup;
  readonly #enginePort = freePort();
  readonly #rpcPort = freePort();

  /** `network` is a folder that `consensoor genesis` wrote. */
  constructor(binary: string, network: string, cleanup: Cleanup) {
    this.#binary = binary;
    this.#network = network;
    this.#cleanup = cleanup;
    this.#folder = cleanup.folder();
    const genesis = JSON.parse(readFileSync(join(network, "genesis.json"), "utf8")) as { config: { chainId: number } };
    this.chainId = genesis.config.chainId;
  }

  get engineUrl(): string {
    return `http://127.0.0.1:${this.#enginePort}`;
  }

  /** Writes the genesis block into geth's folder. */
  async init(): Promise<void> {
    const command = [this.#binary, "init", "--datadir", this.#folder, join(this.#network, "genesis.json")];
    await this.#cleanup.add(new Child("geth init", command)).succeeded();
  }

  /** Starts it, and waits until it answers. */
  async start(): Promise<Child> {
    const options = {
      datadir: this.#folder,
      networkid: this.chainId,
      "authrpc.port": this.#enginePort,
      "authrpc.jwtsecret": join(this.#network, "jwt.hex"),
      "http.port": this.#rpcPort,
      port: 0,
      maxpeers: 0,
      nat: "none",
      syncmode: "full",
      gcmode: "archive",
      cache: 128,
    };
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const child = new Child("geth", [this.#binary, "--http", "--nodiscover", "--ipcdisable", ...args]);
    this.#cleanup.add(child);
    await child.line((line) => line.includes("HTTP server started") && line.includes("auth=true"));
    return child;
  }

  /** The result of a JSON-RPC call. Throws where geth answers with an error. */
  async call(method: string, ...params: unknown[]): Promise<unknown> {
    const response = await fetch(`http://127.0.0.1:${this.#rpcPort}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
    });
    const answer = (await response.json()) as { result?: unknown; error?: unknown };
    if (answer.error !== undefined) throw new Error(`${method}: ${JSON.stringify(answer.error)}`);
    return answer.result;
  }

  /** The number of the block that geth knows by this tag. */
  async blockNumber(tag: "latest" | "finalized"): Promise<number> {
    const block = (await this.call("eth_getBlockByNumber", tag, false)) as { number: string };
    return Number(block.number);
  }

  /** Waits until a block holds the transaction; returns its receipt. */
  async receipt(hash: string, timeoutMs: number): Promise<{ status: string; blockNumber: string }> {
    return await poll(`receipt of ${hash}`, timeoutMs, async () => {
      return (await this.call("eth_getTransactionReceipt", hash)) as { status: string; blockNumber: string } | null;
    });
  }
}
