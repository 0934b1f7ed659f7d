import { toHex } from "../src/ssz/bytes.ts";
import { Mismatch } from "./runner.ts";

/** Compares bytes. Throws `Mismatch` that names the first byte that differs. */
export function sameBytes(what: string, expected: Uint8Array, actual: Uint8Array): void {
  if (Buffer.compare(expected, actual) === 0) return;
  if (expected.length <= 64 && actual.length <= 64) throw new Mismatch(what, toHex(expected), toHex(actual));
  let at = 0;
  while (expected[at] === actual[at]) at++;
  const shown = (bytes: Uint8Array) => `${toHex(bytes.subarray(at, at + 16))}… of ${bytes.length} bytes`;
  throw new Mismatch(`${what}[${at}]`, shown(expected), shown(actual));
}

/** Compares trees of plain objects, arrays and scalars. Throws `Mismatch` that names the path of the first difference. */
export function sameTree(path: string, expected: unknown, actual: unknown): void {
  if (isBranch(expected) && isBranch(actual)) {
    const inner = (key: string) => (Array.isArray(expected) ? `${path}[${key}]` : `${path}.${key}`);
    for (const key of Object.keys({ ...expected, ...actual })) sameTree(inner(key), expected[key], actual[key]);
  } else if (expected !== actual) {
    throw new Mismatch(path, show(expected), show(actual));
  }
}

const isBranch = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

const show = (value: unknown): string => (value === undefined ? "nothing" : JSON.stringify(value).slice(0, 80));
