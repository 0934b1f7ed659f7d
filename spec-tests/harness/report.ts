import type { Problem, SkippedCase } from "./plan.ts";
import type { Failure, Outcome } from "./protocol.ts";
import type { FoundCase } from "./sources.ts";

interface Row {
  passed: number;
  failed: number;
  skipped: number;
  milliseconds: number;
}

interface CaseResult {
  readonly path: string;
  readonly status: "passed" | "failed" | "skipped";
  readonly milliseconds?: number;
  readonly failure?: Failure;
  readonly reason?: string;
}

const LINE_EVERY_MS = 10_000;
const REDRAW_EVERY_MS = 100;

/** Collects results, shows progress while they come in, and prints what came of it. */
export class Report {
  readonly #rows = new Map<string, Row>();
  readonly #cases: CaseResult[] = [];
  readonly #total: number;
  readonly #started = performance.now();
  readonly #terminal = process.stderr.isTTY;
  #shownAt = performance.now();
  #done = 0;
  #passed = 0;
  #failed = 0;
  #skipped = 0;

  constructor(total: number) {
    this.#total = total;
  }

  get failed(): number {
    return this.#failed;
  }

  /** Number of cases and problems seen. */
  get seen(): number {
    return this.#cases.length;
  }

  finished(found: FoundCase, outcome: Outcome, milliseconds: number): void {
    const failure = outcome.status === "failed" ? outcome.failure : undefined;
    this.#cases.push({ path: found.path, status: outcome.status, milliseconds: round(milliseconds), failure });
    const row = this.#row(found.path);
    row.milliseconds += milliseconds;
    row[outcome.status]++;
    this.#done++;
    if (failure === undefined) this.#passed++;
    else this.#failed++;
    this.#progress(found.path);
  }

  skip({ path, reason }: SkippedCase): void {
    this.#cases.push({ path, status: "skipped", reason });
    this.#row(path).skipped++;
    this.#skipped++;
  }

  problem({ path, failure }: Problem): void {
    this.#cases.push({ path, status: "failed", failure });
    this.#row(path).failed++;
    this.#failed++;
  }

  /** Failures with their first difference, reasons of skips, the table, and the totals as the last line. */
  print(): void {
    if (this.#terminal) process.stderr.write("\r\x1b[K");
    const lines: string[] = [];
    for (const { path, failure } of this.#cases) if (failure !== undefined) lines.push(...describe(path, failure));
    const reasons = new Map<string, number>();
    for (const { path, reason } of this.#cases) {
      if (reason === undefined) continue;
      const [, , runner, handler] = path.split("/");
      const key = `skipped ${runner}/${handler}: ${reason}`;
      reasons.set(key, (reasons.get(key) ?? 0) + 1);
    }
    for (const [reason, count] of reasons) lines.push(`${reason} (${count} cases)`);
    lines.push("", ...table(this.#rows), "", this.#totals());
    process.stdout.write(`${lines.join("\n")}\n`);
  }

  /** Everything of the run as plain data. */
  toJson(options: Readonly<Record<string, unknown>>): unknown {
    const rows = [...this.#rows].sort(byPath).map(([path, row]) => {
      const [preset, fork, runner] = path.split("/");
      return { preset, fork, runner, ...row, milliseconds: round(row.milliseconds) };
    });
    const totals = { passed: this.#passed, failed: this.#failed, skipped: this.#skipped };
    return { ...totals, seconds: this.#seconds(), options, table: rows, cases: this.#cases };
  }

  #totals(): string {
    const counts = `${this.#passed} passed, ${this.#failed} failed, ${this.#skipped} skipped`;
    return `${counts} in ${this.#seconds().toFixed(1)} s`;
  }

  #seconds(): number {
    return round(performance.now() - this.#started) / 1000;
  }

  #row(path: string): Row {
    const key = path.split("/").slice(0, 3).join("/");
    const row = this.#rows.get(key) ?? { passed: 0, failed: 0, skipped: 0, milliseconds: 0 };
    this.#rows.set(key, row);
    return row;
  }

  #progress(path: string): void {
    const now = performance.now();
    if (now - this.#shownAt < (this.#terminal ? REDRAW_EVERY_MS : LINE_EVERY_MS)) return;
    this.#shownAt = now;
    const where = path.split("/").slice(0, 3).join("/");
    const line = `${this.#done}/${this.#total} cases, ${this.#failed} failed, ${Math.round(this.#seconds())} s, at ${where}`;
    process.stderr.write(this.#terminal ? `\r\x1b[K${line}` : `${line}\n`);
  }
}

function describe(path: string, failure: Failure): string[] {
  const lines = [`failed ${path}`];
  if (failure.difference === undefined) lines.push(`  ${failure.kind}: ${failure.message}`);
  else {
    lines.push(`  at ${failure.difference.path}`);
    lines.push(`  expected ${failure.difference.expected}`, `  actual   ${failure.difference.actual}`);
  }
  for (const frame of failure.stack ?? []) if (frame !== "") lines.push(`    ${frame}`);
  return lines;
}

function table(rows: ReadonlyMap<string, Row>): string[] {
  const cells = [["preset", "fork", "runner", "passed", "failed", "skipped", "seconds"]];
  for (const [path, row] of [...rows].sort(byPath)) {
    const [preset, fork = "", runner = ""] = path.split("/");
    const seconds = (row.milliseconds / 1000).toFixed(1);
    cells.push([preset, fork, runner, `${row.passed}`, `${row.failed}`, `${row.skipped}`, seconds]);
  }
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  return cells.map((row) =>
    row.map((cell, column) => (column < 3 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join("  "),
  );
}

const byPath = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);
const round = (milliseconds: number): number => Math.round(milliseconds * 1000) / 1000;
