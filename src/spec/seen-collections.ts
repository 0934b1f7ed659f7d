import type { BitArray } from "@chainsafe/ssz";

/**
 * Through which collections are written to, so that what a message would add can be held back until its signatures are
 * known to be valid.
 */
export class Journal {
  #held: (() => void)[] | undefined;

  /** Makes a change, or holds it back during `hold`. */
  write(change: () => void): void {
    if (this.#held === undefined) change();
    else this.#held.push(change);
  }

  /**
   * Runs `run`, which must not be asynchronous, and holds back what it writes until `commit` is called; it reads the
   * collections as they were before. Where `run` throws, nothing is left of it.
   */
  hold<T>(run: () => T): { readonly result: T; readonly commit: () => void } {
    const outer = this.#held;
    const held: (() => void)[] = [];
    this.#held = held;
    try {
      const result = run();
      return {
        result,
        commit: () => {
          for (const change of held.splice(0)) this.write(change);
        },
      };
    } finally {
      this.#held = outer;
    }
  }
}

/** Validator indices. */
export class IndexSet {
  readonly #members = new Set<number>();
  readonly #journal: Journal;

  constructor(journal = new Journal()) {
    this.#journal = journal;
  }

  has(index: number): boolean {
    return this.#members.has(index);
  }

  add(index: number): void {
    this.#journal.write(() => this.#members.add(index));
  }

  get size(): number {
    return this.#members.size;
  }
}

/** Part of a key: a number, or bytes compared by content. */
export type KeyPart = number | Uint8Array;

/**
 * Members that belong to a slot or an epoch, which is part of their identity, and that are forgotten by it. `Rest` is
 * what follows the slot or epoch in the specification's tuple.
 */
export class PeriodSet<Rest extends readonly KeyPart[]> {
  readonly #periods = new Map<number, Set<number | string>>();
  readonly #journal: Journal;

  constructor(journal = new Journal()) {
    this.#journal = journal;
  }

  has(period: number, ...rest: Rest): boolean {
    return this.#periods.get(period)?.has(keyOf(rest)) ?? false;
  }

  add(period: number, ...rest: Rest): void {
    const id = keyOf(rest);
    this.#journal.write(() => {
      let members = this.#periods.get(period);
      if (members === undefined) {
        members = new Set();
        this.#periods.set(period, members);
      }
      members.add(id);
    });
  }

  /** Forgets everything of slots or epochs before this one. */
  pruneBefore(period: number): void {
    for (const known of this.#periods.keys()) if (known < period) this.#periods.delete(known);
  }

  get size(): number {
    let size = 0;
    for (const members of this.#periods.values()) size += members.size;
    return size;
  }
}

/**
 * Values by a key, each filed under a slot or an epoch by which it is forgotten; the slot or epoch need not be part of
 * the key.
 */
export class PeriodMap<Key extends readonly KeyPart[], Value> {
  readonly #values = new Map<number | string, Value>();
  readonly #periods = new Map<number, (number | string)[]>();
  readonly #journal: Journal;

  constructor(journal = new Journal()) {
    this.#journal = journal;
  }

  has(...key: Key): boolean {
    return this.#values.has(keyOf(key));
  }

  get(...key: Key): Value | undefined {
    return this.#values.get(keyOf(key));
  }

  /** Stores a value; one that is already there under this key is replaced, and stays filed where it was. */
  set(key: Key, value: Value, period: number): void {
    this.update(key, () => value, period);
  }

  /** As `set`, the value made from the one that is there when the change is made. */
  update(key: Key, change: (known: Value | undefined) => Value, period: number): void {
    const id = keyOf(key);
    this.#journal.write(() => {
      if (!this.#values.has(id)) {
        const filed = this.#periods.get(period);
        if (filed === undefined) this.#periods.set(period, [id]);
        else filed.push(id);
      }
      this.#values.set(id, change(this.#values.get(id)));
    });
  }

  /** Forgets everything filed under slots or epochs before this one. */
  pruneBefore(period: number): void {
    for (const [known, ids] of this.#periods) {
      if (known >= period) continue;
      for (const id of ids) this.#values.delete(id);
      this.#periods.delete(known);
    }
  }

  get size(): number {
    return this.#values.size;
  }
}

/** `PeriodMap` without values. */
export class FiledSet<Key extends readonly KeyPart[]> {
  readonly #members: PeriodMap<Key, true>;

  constructor(journal = new Journal()) {
    this.#members = new PeriodMap(journal);
  }

  has(...key: Key): boolean {
    return this.#members.has(...key);
  }

  add(key: Key, period: number): void {
    this.#members.set(key, true, period);
  }

  pruneBefore(period: number): void {
    this.#members.pruneBefore(period);
  }

  get size(): number {
    return this.#members.size;
  }
}

/** Bit fields seen for a key. */
export class BitsByKey<Key extends readonly KeyPart[]> {
  readonly #seen: PeriodMap<Key, readonly BitArray[]>;

  constructor(journal = new Journal()) {
    this.#seen = new PeriodMap(journal);
  }

  get(...key: Key): readonly BitArray[] {
    return this.#seen.get(...key) ?? [];
  }

  add(key: Key, bits: BitArray, period: number): void {
    this.#seen.update(key, (known = []) => [...known, bits], period);
  }

  pruneBefore(period: number): void {
    this.#seen.pruneBefore(period);
  }

  get size(): number {
    return this.#seen.size;
  }
}

function keyOf(parts: readonly KeyPart[]): number | string {
  if (parts.length === 1 && typeof parts[0] === "number") return parts[0];
  return parts.map((part) => (part instanceof Uint8Array ? part.toHex() : String(part))).join(":");
}
