interface Entry {
  readonly key: readonly unknown[];
  readonly value: unknown;
}

/** The last value under each name, for as long as what it was computed from stays the same. */
export class Memo {
  readonly #entries = new Map<string, Entry>();

  /** The remembered value where `key` has the same elements as the last time, else what `compute` gives. */
  get<V>(name: string, key: readonly unknown[], compute: () => V): V {
    const known = this.#entries.get(name);
    if (known !== undefined && isSame(known.key, key)) return known.value as V;
    const value = compute();
    this.#entries.set(name, { key, value });
    return value;
  }
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return a.length === b.length;
}
