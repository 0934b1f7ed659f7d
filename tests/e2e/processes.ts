import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Programs that tests run as processes of their own, with ports and folders that nobody else has. */

const program = join(import.meta.dir, "../../src/main.ts");

/** How much of a program's output a failure shows, in characters. */
const SHOWN_OUTPUT = 6000;

/** What a test started and made, so that nothing of it stays: processes are killed first, then folders removed. */
export class Cleanup {
  readonly #children: Child[] = [];
  readonly #folders: string[] = [];

  /** Takes a process to be killed at the end; returns it. */
  add<T extends Child>(child: T): T {
    this.#children.push(child);
    return child;
  }

  /** A new empty folder. */
  folder(): string {
    const folder = mkdtempSync(join(tmpdir(), "consensoor-e2e-"));
    this.#folders.push(folder);
    return folder;
  }

  /** Kills and removes everything. */
  async run(): Promise<void> {
    await Promise.all(this.#children.splice(0).map((child) => child.kill("SIGKILL")));
    for (const folder of this.#folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  }
}

/** A running program and the lines that it has written to both of its outputs. */
export class Child {
  readonly lines: string[] = [];
  readonly name: string;
  readonly #process: Bun.Subprocess<"ignore", "pipe", "pipe">;
  readonly #read: Promise<unknown>;
  #waiting: (() => void)[] = [];

  constructor(name: string, command: readonly string[]) {
    this.name = name;
    this.#process = Bun.spawn([...command], { stdin: "ignore", stdout: "pipe", stderr: "pipe" });
    this.#read = Promise.all([
      this.#readLines(this.#process.stdout),
      this.#readLines(this.#process.stderr),
      this.#process.exited,
    ]).finally(() => this.#wake());
  }

  /** True until the program has ended. */
  get running(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** What is written last, for an error's message. */
  get lastOutput(): string {
    return this.lines.join("\n").slice(-SHOWN_OUTPUT);
  }

  /** The first line from number `from` on that fits. Throws with the output if the program ends without one. */
  async line(fits: (line: string) => boolean, from = 0): Promise<string> {
    for (;;) {
      const found = this.lines.slice(from).find(fits);
      if (found !== undefined) return found;
      if (!this.running) throw new Error(`${this.name} ended:\n${this.lastOutput}`);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Waits for the end; throws with the output unless that is exit code 0. */
  async succeeded(): Promise<void> {
    await this.#read;
    const { exitCode, signalCode } = this.#process;
    if (exitCode !== 0) throw new Error(`${this.name} ended with ${exitCode ?? signalCode}:\n${this.lastOutput}`);
  }

  /** Sends a signal and waits for the end; returns the exit code, null where the signal itself ended it. */
  async kill(signal: "SIGINT" | "SIGKILL"): Promise<number | null> {
    this.#process.kill(signal);
    await this.#read;
    return this.#process.exitCode;
  }

  async #readLines(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let rest = "";
    for await (const chunk of stream) {
      const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = parts.pop()!;
      this.lines.push(...parts);
      this.#wake();
    }
    if (rest !== "") this.lines.push(rest);
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

/** An event that a node logged, and its fields. */
export interface LogEntry {
  readonly level: string;
  readonly event: string;
  readonly [field: string]: unknown;
}

/** `consensoor run` with a free port for the Beacon API. */
export class NodeProcess extends Child {
  constructor(args: readonly string[]) {
    const fixed = ["--log-format", "json", "--api-host", "127.0.0.1", "--beacon-api-port", "0", "--metrics-port", "0"];
    super("consensoor run", commandLine("run", ...fixed, ...args));
  }

  /** What was logged so far. Output that is no line of the log, as of a crash, throws. */
  get log(): LogEntry[] {
    return this.lines.map(entryOf);
  }

  /** The first event from line `from` on that fits. Throws if the node ends without one. */
  async entry(fits: (entry: LogEntry) => boolean, from = 0): Promise<LogEntry> {
    return entryOf(await this.line((line) => fits(entryOf(line)), from));
  }

  /** The Beacon API's answer to a path. Throws where that is an error. */
  async get(path: string): Promise<unknown> {
    const { port } = await this.entry(({ event }) => event === "beacon API listens");
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return await response.json();
  }
}

/** The command line of `consensoor` from its source. */
export function commandLine(...args: string[]): string[] {
  return [process.execPath, program, ...args];
}

/** A TCP port that was free a moment ago. */
export function freePort(): number {
  const server = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  const { port } = server;
  server.stop(true);
  return port;
}

/** Asks again and again until the answer is there. Throws after `timeoutMs` with what was awaited. */
export async function poll<T>(awaited: string, timeoutMs: number, ask: () => Promise<T | null>): Promise<T> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (performance.now() > end) throw new Error(`not within ${timeoutMs / 1000} s: ${awaited}`);
    await Bun.sleep(250);
  }
}

function entryOf(line: string): LogEntry {
  try {
    return JSON.parse(line) as LogEntry;
  } catch (error) {
    throw new Error(`the node wrote what is no line of its log: ${line}`, { cause: error });
  }
}
