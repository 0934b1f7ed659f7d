/** Where the node's time comes from: the system's, or a test's. Milliseconds since the Unix epoch. */
export interface TimeSource {
  now(): number;
  /** Resolves at or after `time`, or as soon as `signal` aborts. */
  sleepUntil(time: number, signal: AbortSignal): Promise<void>;
}

/** The system's time. */
export const systemTime: TimeSource = {
  now: () => Date.now(),
  sleepUntil(time, signal) {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, Math.max(0, time - Date.now()));
      signal.addEventListener("abort", done);
    });
  },
};

/**
 * Slots of one chain on a time source. Before genesis the slot is 0 and the time into it negative.
 */
export class Clock {
  readonly genesisTimeMs: number;
  readonly slotDurationMs: number;
  private readonly time: TimeSource;

  constructor(genesisTimeMs: number, slotDurationMs: number, time: TimeSource = systemTime) {
    this.genesisTimeMs = genesisTimeMs;
    this.slotDurationMs = slotDurationMs;
    this.time = time;
  }

  /** Milliseconds since the Unix epoch. */
  now(): number {
    return this.time.now();
  }

  get currentSlot(): number {
    return Math.max(0, Math.floor((this.time.now() - this.genesisTimeMs) / this.slotDurationMs));
  }

  /** Start of a slot in milliseconds since the Unix epoch. */
  slotStart(slot: number): number {
    return this.genesisTimeMs + slot * this.slotDurationMs;
  }

  /** Resolves at this many milliseconds into a slot, at once if that is past, or when `signal` aborts. */
  async untilIntoSlot(slot: number, ms: number, signal: AbortSignal): Promise<void> {
    const at = this.slotStart(slot) + ms;
    // A timer may fire a little early; duties must not.
    while (!signal.aborted && this.time.now() < at) await this.time.sleepUntil(at, signal);
  }
}
