import { describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * The reference vectors: the committed sample always, and all that is in `CONSENSOOR_VECTORS` or `../shared/vectors`
 * where there is such a folder.
 */

const root = join(import.meta.dir, "..");
const shared = join(root, "..", "shared", "vectors");
const all = process.env.CONSENSOOR_VECTORS ?? (existsSync(shared) ? shared : undefined);
const HOUR_MS = 3_600_000;

interface Results {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly seconds: number;
  readonly table: readonly { readonly fork: string; readonly runner: string }[];
}

async function runVectors(folder: string): Promise<{ code: number; results: Results }> {
  const scratch = mkdtempSync(join(tmpdir(), "consensoor-vectors-"));
  try {
    const json = join(scratch, "results.json");
    const child = Bun.spawn(
      [process.execPath, join(root, "spec-tests", "main.ts"), "--vectors", folder, "--json", json],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    const [output, code] = await Promise.all([child.stdout.text(), child.exited]);
    if (code !== 0) console.log(output);
    const results = (await Bun.file(json).json()) as Results;
    const { passed, failed, skipped, seconds } = results;
    console.log(
      `vectors: ${passed} passed, ${failed} failed, ${skipped} skipped of ${folder} in ${seconds.toFixed(1)} s`,
    );
    return { code, results };
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

describe("reference vectors", () => {
  test(
    "the sample holds every fork, and passes",
    async () => {
      const { code, results } = await runVectors(join(root, "spec-tests", "sample"));
      expect(results.failed).toBe(0);
      expect(code).toBe(0);
      expect(new Set(results.table.map(({ fork }) => fork)).size).toBe(9);
      expect(new Set(results.table.map(({ runner }) => runner)).size).toBe(19);
    },
    HOUR_MS,
  );

  test.skipIf(all === undefined)(
    "all vectors that are there pass",
    async () => {
      const { code, results } = await runVectors(all!);
      expect(results.failed).toBe(0);
      expect(results.passed).toBeGreaterThan(0);
      expect(code).toBe(0);
    },
    HOUR_MS,
  );
});
