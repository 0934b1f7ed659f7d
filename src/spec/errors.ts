/**
 * Raised where an `assert` of the specification fails. `spec` names the function, `condition` the assertion in the
 * specification's own words, `values` what was compared.
 */
export class SpecAssertionError extends Error {
  override name = "SpecAssertionError";
  readonly spec: string;
  readonly condition: string;
  readonly values: Readonly<Record<string, unknown>>;

  constructor(spec: string, condition: string, values: Readonly<Record<string, unknown>> = {}) {
    const shown = Object.entries(values).map(([name, value]) => `${name}=${show(value)}`);
    super(`${spec}: ${condition}${shown.length > 0 ? ` (${shown.join(", ")})` : ""}`);
    this.spec = spec;
    this.condition = condition;
    this.values = values;
  }
}

/**
 * The specification's `assert`. `values` is a function so that nothing is built while the assertion holds.
 * Throws `SpecAssertionError`.
 */
export function assert(
  holds: boolean,
  spec: string,
  condition: string,
  values?: () => Readonly<Record<string, unknown>>,
): asserts holds {
  if (!holds) throw new SpecAssertionError(spec, condition, values?.());
}

function show(value: unknown): string {
  if (value instanceof Uint8Array) return `0x${value.toHex()}`;
  if (typeof value === "object" && value !== null)
    return JSON.stringify(value, (_key, inner) =>
      inner instanceof Uint8Array ? `0x${inner.toHex()}` : typeof inner === "bigint" ? inner.toString() : inner,
    );
  return String(value);
}
