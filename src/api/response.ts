import type { ForkName } from "../spec/forks.ts";
import type { AnyType, SszType } from "../ssz/types.ts";

/** An answer that is not 2xx; the message goes to the caller. */
export class ApiError extends Error {
  override name = "ApiError";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** What stands beside `data` in many answers. */
export interface ResponseMeta {
  readonly version?: ForkName;
  readonly execution_optimistic?: boolean;
  readonly finalized?: boolean;
}

/** JSON as the Beacon API has it: `data` with its metadata before it. */
export function jsonData(data: unknown, meta: ResponseMeta & Record<string, unknown> = {}): Response {
  return json({ ...meta, data }, 200, versionHeader(meta.version));
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });
}

/** The API's error body. */
export const errorResponse = (status: number, message: string): Response => json({ code: status, message }, status);

/** A value in the form that the request's `Accept` asks for: SSZ as `application/octet-stream`, else JSON. */
export function sszOrJson<V>(
  request: Request,
  type: SszType<V> | AnyType,
  value: V,
  meta: ResponseMeta = {},
): Response {
  if (wantsSsz(request)) return octets((type as SszType<V>).serialize(value), meta.version);
  return jsonData((type as SszType<V>).toJson(value), { ...meta });
}

/** SSZ bytes. */
export function octets(bytes: Uint8Array, version?: ForkName): Response {
  return new Response(bytes as Uint8Array<ArrayBuffer>, {
    headers: { "content-type": "application/octet-stream", ...versionHeader(version) },
  });
}

/** Whether the request prefers SSZ: the media type with the greater quality wins, JSON on a tie. */
export function wantsSsz(request: Request): boolean {
  const accept = request.headers.get("accept");
  if (accept === null || accept.trim() === "") return false;
  let ssz = 0;
  let other = 0;
  for (const part of accept.split(",")) {
    const [mediaType = "", ...parameters] = part.split(";").map((piece) => piece.trim().toLowerCase());
    const q = Number(parameters.find((parameter) => parameter.startsWith("q="))?.slice(2) ?? "1");
    if (mediaType === "application/octet-stream") ssz = Math.max(ssz, q);
    else if (mediaType === "application/json" || mediaType === "application/*" || mediaType === "*/*")
      other = Math.max(other, q);
  }
  if (ssz === 0 && other === 0)
    throw new ApiError(406, `none of ${accept} can be produced: application/json and application/octet-stream are`);
  return ssz > other;
}

/**
 * The body of a request as a value of `type`: SSZ or JSON by its `Content-Type`. Throws `ApiError` 400 for what does
 * not parse, 415 for another type.
 */
export async function readBody<V>(request: Request, type: SszType<V>): Promise<V> {
  const contentType = (request.headers.get("content-type") ?? "application/json").split(";")[0]!.trim().toLowerCase();
  try {
    if (contentType === "application/octet-stream")
      return type.deserialize(new Uint8Array(await request.arrayBuffer()));
    if (contentType === "application/json") return type.fromJson(await request.json());
  } catch (error) {
    throw new ApiError(400, `body is no ${type.typeName}: ${(error as Error).message}`);
  }
  throw new ApiError(415, `content type ${contentType} is neither application/json nor application/octet-stream`);
}

/** The same for a JSON list of values. */
export async function readList<V>(request: Request, type: SszType<V>): Promise<V[]> {
  let body: unknown;
  try {
    body = await request.json();
  } catch (error) {
    throw new ApiError(400, `body is no JSON: ${(error as Error).message}`);
  }
  if (!Array.isArray(body)) throw new ApiError(400, "body is no list");
  return body.map((item, index) => {
    try {
      return type.fromJson(item);
    } catch (error) {
      throw new ApiError(400, `item ${index} is no ${type.typeName}: ${(error as Error).message}`);
    }
  });
}

/** A whole number of a path or query. Throws `ApiError` 400. */
export function wholeNumber(text: string | null | undefined, name: string): number {
  if (text === null || text === undefined || !/^\d{1,16}$/.test(text))
    throw new ApiError(400, `${name} must be a whole number, not ${JSON.stringify(text ?? null)}`);
  return Number(text);
}

/** Values of a repeated or comma-separated query parameter. */
export function queryList(url: string, name: string): string[] {
  return new URL(url).searchParams
    .getAll(name)
    .flatMap((value) => value.split(","))
    .filter((value) => value !== "");
}

/** The fork that `Eth-Consensus-Version` names, or the given one. Throws `ApiError` 400 for an unknown name. */
export function requestedFork(request: Request, fallback: ForkName, known: readonly ForkName[]): ForkName {
  const name = request.headers.get("eth-consensus-version");
  if (name === null) return fallback;
  const fork = known.find((each) => each === name.toLowerCase());
  if (fork === undefined) throw new ApiError(400, `Eth-Consensus-Version ${JSON.stringify(name)} is no fork`);
  return fork;
}

const versionHeader = (version: ForkName | undefined): Record<string, string> =>
  version === undefined ? {} : { "Eth-Consensus-Version": version };

/** A uint64 as the API has it: in decimal. */
export const decimal = (value: number): string =>
  value === Number.POSITIVE_INFINITY ? "18446744073709551615" : String(value);
