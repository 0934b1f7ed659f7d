/** Severities, least first; the names are those of `--log-level`. */
export const LOG_LEVELS = ["DEBUG", "INFO", "WARNING", "ERROR"] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** What is told of an event besides its name. Bytes are shown as hex, roots shortened in the human form. */
export type LogFields = Readonly<Record<string, unknown>>;

/** One line an event: for people, or with `json` one JSON object. */
export class Logger {
  private readonly threshold: number;
  private readonly json: boolean;
  private readonly write: (line: string) => void;
  private readonly component: string;

  /** `write` takes whole lines without their end; `component` says which part of the node speaks. */
  constructor(options: { level?: LogLevel; json?: boolean; write?: (line: string) => void; component?: string } = {}) {
    this.threshold = LOG_LEVELS.indexOf(options.level ?? "INFO");
    this.json = options.json ?? false;
    this.write = options.write ?? ((line) => process.stdout.write(`${line}\n`));
    this.component = options.component ?? "node";
  }

  /** The same destination and level, speaking for another part. */
  child(component: string): Logger {
    return new Logger({ level: LOG_LEVELS[this.threshold]!, json: this.json, write: this.write, component });
  }

  debug(event: string, fields?: LogFields): void {
    this.log("DEBUG", event, fields);
  }

  info(event: string, fields?: LogFields): void {
    this.log("INFO", event, fields);
  }

  warn(event: string, fields?: LogFields): void {
    this.log("WARNING", event, fields);
  }

  error(event: string, fields?: LogFields): void {
    this.log("ERROR", event, fields);
  }

  private log(level: LogLevel, event: string, fields: LogFields = {}): void {
    if (LOG_LEVELS.indexOf(level) < this.threshold) return;
    const time = new Date().toISOString();
    if (this.json) {
      const entry: Record<string, unknown> = { time, level, component: this.component, event };
      for (const [name, value] of Object.entries(fields)) entry[name] = structured(value);
      this.write(JSON.stringify(entry));
      return;
    }
    const shown = Object.entries(fields)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}=${human(value)}`)
      .join(" ");
    const line = `${time.slice(11, 23)} ${level.padEnd(7)} ${this.component.padEnd(9)} ${event}`;
    this.write(shown === "" ? line : `${line.padEnd(52)} ${shown}`);
  }
}

function structured(value: unknown): unknown {
  if (value instanceof Uint8Array) return `0x${value.toHex()}`;
  if (value instanceof Error) return describeError(value);
  if (typeof value === "bigint") return value.toString();
  if (value === Number.POSITIVE_INFINITY) return "far future";
  return value;
}

function human(value: unknown): string {
  const plain = structured(value);
  if (typeof plain !== "string") return typeof plain === "object" ? JSON.stringify(plain) : String(plain);
  if (/^0x[0-9a-f]{64}$/.test(plain)) return `${plain.slice(0, 10)}…${plain.slice(-4)}`;
  return /[\s"=]/.test(plain) ? JSON.stringify(plain) : plain;
}

/** An error in one line: its name, what it says, and what caused it. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.name === "Error" ? error.message : `${error.name}: ${error.message}`;
  return error.cause === undefined ? own : `${own} (${describeError(error.cause)})`;
}
