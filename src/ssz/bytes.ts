/** Bytes of a `0x` hex string, in either case. Throws `TypeError` where the text is not whole bytes of hex. */
export function fromHex(hex: string): Uint8Array {
  const digits = hex.startsWith("0x") || hex.startsWith("0X") ? hex.slice(2) : hex;
  if (!/^(?:[0-9a-fA-F]{2})*$/.test(digits)) throw new TypeError(`not a hex string of whole bytes: ${hex}`);
  return Uint8Array.fromHex(digits);
}

/** `0x` and lower-case hex: the form of roots as map keys, in logs and in JSON. */
export function toHex(bytes: Uint8Array): string {
  return `0x${bytes.toHex()}`;
}

/** True where both hold the same bytes. */
export function bytesEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Lexicographic order, as Python's of `bytes`: negative, zero or positive. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}

/** All parts behind one another. */
export function concatBytes(...parts: Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Bitwise exclusive or of two byte strings of one length. */
export function xorBytes(a: Uint8Array, b: Uint8Array): Uint8Array {
  return a.map((byte, i) => byte ^ b[i]!);
}

/** The 32 zero bytes that stand for "no root". */
export const ZERO_ROOT: Uint8Array = new Uint8Array(32);
