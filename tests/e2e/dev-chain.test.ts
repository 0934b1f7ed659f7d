import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A development chain as its user runs it: a process of its own, killed, started again and stopped by Ctrl-C. */

const TIMEOUT_MS = 240_000;
const SLOTS_PER_EPOCH = 8;
const program = join(import.meta.dir, "../../src/main.ts");
const folder = mkdtempSync(join(tmpdir(), "consensoor-e2e-"));
const nodes: RunningNode[] = [];

afterAll(async () => {
  for (const node of nodes) await node.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

/** A line of the log: what happened, and its fields. */
interface Line {
  readonly event: string;
  readonly [field: string]: unknown;
}

/** The child, and what it has logged so far. */
class RunningNode {
  readonly lines: Line[] = [];
  #output = "";
  #waiting: (() => void)[] = [];
  readonly #child: Bun.Subprocess<"ignore", "pipe", "pipe">;
  readonly #errors: Promise<string>;

  constructor(...args: string[]) {
    const fixed = ["--log-format", "json", "--api-host", "127.0.0.1", "--beacon-api-port", "0", "--metrics-port", "0"];
    this.#child = Bun.spawn([process.execPath, program, "run", ...fixed, ...args], {
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
    });
    this.#errors = new Response(this.#child.stderr).text();
    void this.#read();
    nodes.push(this);
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    let rest = "";
    for await (const chunk of this.#child.stdout) {
      const text = decoder.decode(chunk, { stream: true });
      this.#output += text;
      const parts = (rest + text).split("\n");
      rest = parts.pop()!;
      for (const part of parts) this.lines.push(JSON.parse(part) as Line);
      this.#wake();
    }
    await this.#child.exited;
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** The first line that fits. Throws with all the output if the process ends without one. */
  async line(fits: (line: Line) => boolean): Promise<Line> {
    for (;;) {
      const found = this.lines.find(fits);
      if (found !== undefined) return found;
      const { exitCode, signalCode } = this.#child;
      if (exitCode !== null || signalCode !== null)
        throw new Error(`ended with ${exitCode ?? signalCode}:\n${this.#output}\n${await this.#errors}`);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Asks the Beacon API for the `data` of a path. */
  async get(path: string): Promise<unknown> {
    const { port } = await this.line(({ event }) => event === "beacon API listens");
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return ((await response.json()) as { data: unknown }).data;
  }

  async kill(
    signal: "SIGKILL" | "SIGINT",
  ): Promise<{ code: number | null; signal: string | number | null; errors: string }> {
    this.#child.kill(signal);
    await this.#child.exited;
    return { code: this.#child.exitCode, signal: this.#child.signalCode, errors: await this.#errors };
  }
}

interface Header {
  readonly root: string;
  readonly canonical: boolean;
  readonly header: { readonly message: { readonly slot: string } };
}

interface Checkpoint {
  readonly epoch: string;
  readonly root: string;
}

async function header(node: RunningNode, block: string): Promise<Header> {
  return (await node.get(`/eth/v1/beacon/headers/${block}`)) as Header;
}

const slotOf = ({ header: { message } }: Header): number => Number(message.slot);

/** What the head's own state holds as final: a step behind the fork choice, until the epoch ends. */
async function finalizedByHead(node: RunningNode): Promise<Checkpoint> {
  const path = "/eth/v1/beacon/states/head/finality_checkpoints";
  return ((await node.get(path)) as { finalized: Checkpoint }).finalized;
}

test(
  "a development chain finalizes, outlives a kill and ends on Ctrl-C",
  async () => {
    const args = ["--preset", "minimal", "--slot-time", "400", "--data-dir", join(folder, "chain")];
    const first = new RunningNode(...args);
    const { epoch: firstEpoch, root: firstRoot } = await first.line(({ event }) => event === "finalized");
    const oldHeader = await header(first, String(firstRoot));
    expect(oldHeader.canonical).toBe(true);
    expect(slotOf(oldHeader)).toBeLessThanOrEqual(Number(firstEpoch) * SLOTS_PER_EPOCH);
    const genesis = await first.get("/eth/v1/beacon/genesis");
    const headBefore = await header(first, "head");
    expect(headBefore.canonical).toBe(true);
    expect(slotOf(headBefore)).toBeGreaterThan(slotOf(oldHeader));
    expect(await first.get("/eth/v1/node/version")).toEqual({ version: expect.stringMatching(/^consensoor\/v\d/) });
    expect(await first.kill("SIGKILL")).toMatchObject({ signal: "SIGKILL", errors: "" });

    const second = new RunningNode(...args);
    expect(await second.get("/eth/v1/beacon/genesis")).toEqual(genesis);
    expect(slotOf(await header(second, "head"))).toBeGreaterThanOrEqual(slotOf(headBefore));
    expect(await header(second, headBefore.root)).toEqual(headBefore);
    expect(await header(second, String(firstRoot))).toEqual(oldHeader);
    expect(slotOf(await header(second, "finalized"))).toBeGreaterThanOrEqual(slotOf(oldHeader));

    await second.line(({ event, epoch }) => event === "finalized" && Number(epoch) > Number(firstEpoch));
    const headAfter = await header(second, "head");
    expect(slotOf(headAfter)).toBeGreaterThan(slotOf(headBefore));
    expect(Number((await finalizedByHead(second)).epoch)).toBeGreaterThanOrEqual(Number(firstEpoch));
    expect(await header(second, headBefore.root)).toEqual(headBefore);
    expect(await second.kill("SIGINT")).toMatchObject({ code: 0, errors: "" });
  },
  TIMEOUT_MS,
);
