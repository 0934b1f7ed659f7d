import { EngineAuthError, EngineError, EngineOfflineError, EngineResponseError } from "../../chain/engine.ts";
import { JsonFieldError } from "./fields.ts";
import { createJwt } from "./jwt.ts";

/** How a call ended, as metrics tell it apart. */
export type EngineCallOutcome = "ok" | "offline" | "timeout" | "auth" | "error-response" | "malformed";

/** One finished call. */
export interface EngineCall {
  readonly method: string;
  readonly outcome: EngineCallOutcome;
  readonly durationMs: number;
}

/** An engine's JSON-RPC endpoint. */
export interface JsonRpcEndpoint {
  readonly url: URL;
  /** Without one, calls carry no token. */
  readonly jwtSecret: Uint8Array | null;
}

/** A call's result, or why there is none: the error is what callers of the engine see. */
export type CallResult<T> =
  | { readonly outcome: "ok"; readonly result: T }
  | { readonly outcome: Exclude<EngineCallOutcome, "ok">; readonly error: EngineError };

let lastId = 0;

/**
 * Sends one request, waits for its answer and decodes it. What goes wrong is in the result, a `JsonFieldError` of
 * `decode` too.
 */
export async function callJsonRpc<T>(
  { url, jwtSecret }: JsonRpcEndpoint,
  method: string,
  params: readonly unknown[],
  decode: (result: unknown) => T,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<CallResult<T>> {
  const headers: Record<string, string> = { "content-type": "application/json" };
  if (jwtSecret !== null) headers.authorization = `Bearer ${createJwt(jwtSecret, Math.floor(Date.now() / 1000))}`;
  const timeout = AbortSignal.timeout(timeoutMs);
  let status: number;
  let text: string;
  try {
    const response = await fetch(url, {
      method: "POST",
      headers,
      body: JSON.stringify({ jsonrpc: "2.0", id: ++lastId, method, params }),
      signal: AbortSignal.any([timeout, signal]),
    });
    status = response.status;
    text = await response.text();
  } catch (cause) {
    if (timeout.aborted)
      return failed("timeout", new EngineOfflineError(method, `no answer within ${timeoutMs} ms`, { cause }));
    const reason = signal.aborted ? "the connection was closed" : `the engine cannot be reached (${causeOf(cause)})`;
    return failed("offline", new EngineOfflineError(method, reason, { cause }));
  }
  return readAnswer(method, status, text, decode);
}

function readAnswer<T>(method: string, status: number, text: string, decode: (result: unknown) => T): CallResult<T> {
  if (status === 401 || status === 403) {
    const reason = `the engine refuses our JWT secret, or our clocks differ (HTTP ${status}${excerpt(text)})`;
    return failed("auth", new EngineAuthError(method, reason));
  }
  const answer = parse(text);
  const error = answer?.error;
  if (typeof error === "object" && error !== null) {
    const { code, message, data } = error as { code?: unknown; message?: unknown; data?: { err?: unknown } };
    const detail = typeof data?.err === "string" ? `${String(message)}: ${data.err}` : String(message);
    return failed("error-response", new EngineResponseError(method, Number(code), detail));
  }
  // A proxy whose engine is gone answers itself.
  if (status !== 200) return failed("offline", new EngineOfflineError(method, `HTTP ${status}${excerpt(text)}`));
  if (answer === undefined || !("result" in answer))
    return failed("malformed", new EngineOfflineError(method, `what answers is no engine${excerpt(text)}`));
  try {
    return { outcome: "ok", result: decode(answer.result) };
  } catch (cause) {
    if (!(cause instanceof JsonFieldError)) throw cause;
    return failed("malformed", new EngineError(method, cause.message, { cause }));
  }
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const answer: unknown = JSON.parse(text);
    return typeof answer === "object" && answer !== null ? (answer as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function failed(
  outcome: Exclude<EngineCallOutcome, "ok">,
  error: EngineError,
): Exclude<CallResult<never>, { outcome: "ok" }> {
  return { outcome, error };
}

/** The code of a failed connection, as `ConnectionRefused`, or what else is said of it. */
function causeOf(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return String(typeof code === "string" && code !== "" ? code : (message ?? error));
}

function excerpt(text: string): string {
  const line = text.trim().replace(/\s+/g, " ");
  return line === "" ? "" : `: ${line.length > 120 ? `${line.slice(0, 117)}…` : line}`;
}
