/** SHA-256 of the bytes: the specification's `hash`/`sha256`. For many pairs of chunks at once use the SSZ hasher. */
export function sha256(data: Uint8Array): Uint8Array {
  return new Uint8Array(Bun.SHA256.hash(data) as Uint8Array<ArrayBuffer>);
}
