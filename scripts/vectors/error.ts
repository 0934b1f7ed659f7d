/** Raised where vectors cannot be fetched or made; the message is for the user. */
export class VectorsError extends Error {
  override name = "VectorsError";
}
