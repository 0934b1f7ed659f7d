import type { StateView } from "../../ssz/columns/state-view.ts";

interface Entry {
  readonly key: readonly unknown[];
  readonly value: unknown;
}

/**
 * The value that `compute` gives for `key`, remembered beside the state: the latest `capacity` keys under each `name`,
 * for the state and all its clones. A key lists everything that the value depends on (numbers, strings, column
 * versions, identities), so that entries never go stale.
 */
export function derive<V>(
  state: StateView,
  name: string,
  capacity: number,
  key: readonly unknown[],
  compute: () => V,
): V {
  const entries = derivedEntries(state, name);
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i]!;
    if (!sameKey(entry.key, key)) continue;
    if (i < entries.length - 1) {
      entries.splice(i, 1);
      entries.push(entry);
    }
    return entry.value as V;
  }
  const value = compute();
  if (entries.length >= capacity) entries.shift();
  entries.push({ key, value });
  return value;
}

/** The values that are remembered under `name`, oldest first. */
export function derivedValues<V>(state: StateView, name: string): V[] {
  return derivedEntries(state, name).map((entry) => entry.value as V);
}

function derivedEntries(state: StateView, name: string): Entry[] {
  let entries = state.derived.get(name) as Entry[] | undefined;
  if (entries === undefined) {
    entries = [];
    state.derived.set(name, entries);
  }
  return entries;
}

function sameKey(a: readonly unknown[], b: readonly unknown[]): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return a.length === b.length;
}
