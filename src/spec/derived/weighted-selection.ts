/** The largest of the random values that candidates are compared with: two bytes. */
const MAX_RANDOM_VALUE = 2 ** 16 - 1;

/** Random values in one hash. */
const VALUES_PER_HASH = 16;

/**
 * Picks `size` validators, with repetitions, each candidate with a chance in proportion to its effective balance.
 * `candidate(i)` is the i-th candidate, `effectiveBalance` its balance in Gwei, a multiple of 10^9, so that products
 * with two bytes stay exact. The loop of the specification's `compute_balance_weighted_selection` without its lists.
 */
export function selectByEffectiveBalance(
  seed: Uint8Array,
  size: number,
  maxEffectiveBalance: number,
  candidate: (i: number) => number,
  effectiveBalance: (index: number) => number,
): number[] {
  const message = new Uint8Array(seed.length + 8);
  message.set(seed);
  const counter = new DataView(message.buffer, seed.length);
  const random = new Uint8Array(32);
  const selected: number[] = [];
  for (let i = 0; selected.length < size; i++) {
    const offset = (i % VALUES_PER_HASH) * 2;
    if (offset === 0) {
      counter.setUint32(0, i / VALUES_PER_HASH, true);
      Bun.SHA256.hash(message, random);
    }
    const index = candidate(i);
    const randomValue = random[offset]! | (random[offset + 1]! << 8);
    if (effectiveBalance(index) * MAX_RANDOM_VALUE >= maxEffectiveBalance * randomValue) selected.push(index);
  }
  return selected;
}
