import { fromHex, toHex } from "../../ssz/bytes.ts";
import { uint64FromHalves } from "../../ssz/uint64.ts";

/** Raised where JSON is not what the Engine API promises; `path` says where. */
export class JsonFieldError extends Error {
  override name = "JsonFieldError";
  readonly path: string;

  constructor(path: string, expected: string, value: unknown) {
    super(`${path === "" ? "result" : path}: expected ${expected}, got ${shortened(value)}`);
    this.path = path;
  }
}

const MAX_UINT64 = 0xffff_ffff_ffff_ffffn;

/** `QUANTITY` of an unsigned integer; `Infinity` is 2^64 - 1. */
export function encodeQuantity(value: number | bigint): string {
  if (value === Number.POSITIVE_INFINITY) return `0x${MAX_UINT64.toString(16)}`;
  if (typeof value === "number" && !(Number.isSafeInteger(value) && value >= 0))
    throw new RangeError(`not an unsigned integer: ${value}`);
  return `0x${value.toString(16)}`;
}

/** `DATA` of bytes. */
export const encodeData = (bytes: Uint8Array): string => toHex(bytes);

/** Bytes of `DATA`. Throws `JsonFieldError`, for another length than `length` too. */
export function decodeData(value: unknown, path: string, length?: number): Uint8Array {
  if (typeof value !== "string" || !value.startsWith("0x")) throw new JsonFieldError(path, "hex data", value);
  let bytes: Uint8Array;
  try {
    bytes = fromHex(value);
  } catch {
    throw new JsonFieldError(path, "hex data", value);
  }
  if (length !== undefined && bytes.length !== length) throw new JsonFieldError(path, `${length} bytes`, value);
  return bytes;
}

/** Bytes of `DATA`, or null. Throws `JsonFieldError`. */
export function decodeNullableData(value: unknown, path: string, length?: number): Uint8Array | null {
  return value === null || value === undefined ? null : decodeData(value, path, length);
}

/** A 64-bit `QUANTITY` as the specification's values hold it. Throws `JsonFieldError`. */
export function decodeUint64(value: unknown, path: string): number {
  const wide = decodeBigQuantity(value, path);
  if (wide > MAX_UINT64) throw new JsonFieldError(path, "a 64-bit quantity", value);
  return uint64FromHalves(Number(wide & 0xffff_ffffn), Number(wide >> 32n));
}

/** A `QUANTITY` of any size. Throws `JsonFieldError`. */
export function decodeBigQuantity(value: unknown, path: string): bigint {
  if (typeof value !== "string" || !/^0x[0-9a-fA-F]+$/.test(value)) throw new JsonFieldError(path, "a quantity", value);
  return BigInt(value);
}

/** Each element of an array, decoded with its own path. Throws `JsonFieldError`. */
export function decodeArray<T>(value: unknown, path: string, decode: (element: unknown, path: string) => T): T[] {
  if (!Array.isArray(value)) throw new JsonFieldError(path, "an array", value);
  return value.map((element, index) => decode(element, `${path}[${index}]`));
}

/** A JSON object. Throws `JsonFieldError`. */
export function decodeObject(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new JsonFieldError(path, "an object", value);
  return value as Record<string, unknown>;
}

/** A string. Throws `JsonFieldError`. */
export function decodeString(value: unknown, path: string): string {
  if (typeof value !== "string") throw new JsonFieldError(path, "a string", value);
  return value;
}

function shortened(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
