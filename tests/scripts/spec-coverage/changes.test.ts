import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listChanges } from "../../../scripts/spec-coverage/changes.ts";
import type { Ours } from "../../../scripts/spec-coverage/ours.ts";
import { loadSpecification, SpecificationError } from "../../../scripts/spec-coverage/specification.ts";

const folder = mkdtempSync(join(tmpdir(), "spec-coverage-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes a release of one fork with one document. */
function release(name: string, document: string, preset: string): string {
  const root = join(folder, name);
  for (const path of ["specs/phase0", "specs/_features/eip1", "presets/mainnet", "presets/minimal", "configs"])
    mkdirSync(join(root, path), { recursive: true });
  writeFileSync(join(root, "specs/phase0/beacon-chain.md"), document);
  writeFileSync(join(root, "specs/_features/eip1/fork.md"), "```python\ndef ignored() -> None:\n    pass\n```\n");
  for (const setting of ["mainnet", "minimal"]) {
    writeFileSync(join(root, "presets", setting, "phase0.yaml"), preset);
    writeFileSync(join(root, "configs", `${setting}.yaml`), "CONFIG_NAME: 'x'\n");
  }
  return root;
}

const functionOf = (name: string, body: string): string => `\`\`\`python\ndef ${name}() -> int:\n    ${body}\n\`\`\`\n`;

const empty = { functions: [], types: new Map(), constants: new Map() };

const ours = {
  forks: {
    phase0: {
      ...empty,
      functions: [
        { name: "changed", document: "beacon-chain", parameters: [], place: { file: "src/a.ts", line: 7 } },
        { name: "gone", document: "beacon-chain", parameters: [], place: { file: "src/a.ts", line: 9 } },
      ],
    },
  },
  interfaces: new Map(),
} as unknown as Ours;

test("lists what two releases differ in, with our counterparts", () => {
  const before = release(
    "before",
    functionOf("same", "return 1") + functionOf("changed", "return 1") + functionOf("gone", "return 1"),
    "SLOTS: 8\n",
  );
  const after = release(
    "after",
    functionOf("same", "# comment\n    return 1") + functionOf("changed", "return 2") + functionOf("added", "return 1"),
    "SLOTS: 16\n",
  );
  const changes = listChanges(loadSpecification(before), loadSpecification(join(after, "specs")), ours);
  const where = "beacon-chain";
  const what = "function";
  expect(changes).toEqual([
    { kind: "modified", what, fork: "phase0", where, name: "changed", place: { file: "src/a.ts", line: 7 } },
    { kind: "added", what, fork: "phase0", where, name: "added" },
    { kind: "modified", what: "preset", fork: "mainnet", where: "presets", name: "SLOTS", detail: "8 → 16" },
    { kind: "modified", what: "preset", fork: "minimal", where: "presets", name: "SLOTS", detail: "8 → 16" },
    { kind: "removed", what, fork: "phase0", where, name: "gone", place: { file: "src/a.ts", line: 9 } },
  ]);
});

test("a folder without a release is refused", () => {
  expect(() => loadSpecification(join(folder, "nothing"))).toThrow(SpecificationError);
});
