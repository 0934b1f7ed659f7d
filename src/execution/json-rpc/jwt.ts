import { createHmac } from "node:crypto";
import { fromHex } from "../../ssz/bytes.ts";

/** Raised where a text is no secret for the Engine API. */
export class JwtSecretError extends Error {
  override name = "JwtSecretError";
}

/** The 32 bytes of a secret as its file has it: 64 hex digits, with `0x` or without. Throws `JwtSecretError`. */
export function parseJwtSecret(text: string): Uint8Array {
  const hex = text.trim();
  if (!/^(?:0x)?[0-9a-fA-F]{64}$/.test(hex))
    throw new JwtSecretError("the JWT secret has to be 64 hex digits (32 bytes), with 0x or without");
  return fromHex(hex);
}

const HEADER = base64Url(JSON.stringify({ alg: "HS256", typ: "JWT" }));

/**
 * A token that an engine accepts for a minute around `issuedAt` (seconds since the Unix epoch).
 * https://github.com/ethereum/execution-apis/blob/main/src/engine/authentication.md
 */
export function createJwt(secret: Uint8Array, issuedAt: number): string {
  const signed = `${HEADER}.${base64Url(JSON.stringify({ iat: issuedAt }))}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}

function base64Url(text: string): string {
  return Buffer.from(text).toString("base64url");
}
