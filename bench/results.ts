/** What one implementation needed for one state. Times in milliseconds, memory in bytes. */
export interface Result {
  readonly implementation: string;
  readonly fork: string;
  readonly validators: number;
  /** The least of the repetitions, by the name of the measurement. */
  readonly milliseconds: Readonly<Record<string, number>>;
  /** Processor time in milliseconds, of all threads, likewise: what a busy machine distorts less. */
  readonly cpu: Readonly<Record<string, number>>;
  readonly bytes: Readonly<Record<string, number>>;
  /** State roots, to be equal in all implementations. */
  readonly roots: Readonly<Record<string, string>>;
}

/** Sums of measurements that belong together, as the budgets have them. */
const SUMS: Readonly<Record<string, readonly string[]>> = {
  "epoch transition + root": ["epoch transition", "root after epoch"],
  "block + root": ["block, no signatures", "root after block"],
};

/** The measurements of a result with the sums, as numbers in milliseconds or MiB. */
export function rows(result: Result, clock: "milliseconds" | "cpu" = "milliseconds"): Map<string, number> {
  const found = new Map(Object.entries(result[clock]));
  for (const [name, parts] of Object.entries(SUMS))
    if (parts.every((part) => found.has(part)))
      found.set(
        name,
        parts.reduce((sum, part) => sum + found.get(part)!, 0),
      );
  if (clock === "milliseconds")
    for (const [name, bytes] of Object.entries(result.bytes)) found.set(`${name} MiB`, bytes / 2 ** 20);
  return found;
}

/** A number with three significant digits, whole from a hundred on. */
export function shown(value: number | undefined): string {
  if (value === undefined) return "-";
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** A Markdown table. */
export function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const all = [head, ...lines];
  const widths = head.map((_, i) => Math.max(3, ...all.map((line) => line[i]!.length)));
  const print = (line: readonly string[]): string =>
    `| ${line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(" | ")} |`;
  const rule = `|${widths.map((width, i) => (i === 0 ? "-".repeat(width + 2) : `${"-".repeat(width + 1)}:`)).join("|")}|`;
  return [print(head), rule, ...lines.map(print)].join("\n");
}

/** Every measurement in a line, every result in a column. */
export function resultTable(results: readonly Result[]): string {
  const columns = results.map((result) => rows(result));
  const names = [...new Set(columns.flatMap((column) => [...column.keys()]))];
  return table(
    ["ms", ...results.map(({ fork, validators }) => `${fork} ${sizeName(validators)}`)],
    names.map((name) => [name, ...columns.map((column) => shown(column.get(name)))]),
  );
}

const SIZES: Readonly<Record<string, number>> = { "16k": 16_384, "128k": 131_072, "512k": 524_288, "1M": 1_048_576 };

/** The sizes that are measured by default. */
export const DEFAULT_SIZES = "16k,128k,512k,1M";

/** Number of validators of a size's name. Throws `RangeError`. */
export function sizeOf(name: string): number {
  const size = SIZES[name] ?? Number(name);
  if (!Number.isInteger(size) || size < 1) throw new RangeError(`no number of validators: ${name}`);
  return size;
}

const sizeName = (size: number): string => Object.keys(SIZES).find((name) => SIZES[name] === size) ?? String(size);
