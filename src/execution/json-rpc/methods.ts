import type { ForkName } from "../../spec/forks.ts";

/** Versions of the Engine API's methods by the consensus fork of the payload in question. */
type Versions = Partial<Record<ForkName, string>>;

const NEW_PAYLOAD: Versions = {
  bellatrix: "engine_newPayloadV1",
  capella: "engine_newPayloadV2",
  deneb: "engine_newPayloadV3",
  electra: "engine_newPayloadV4",
  fulu: "engine_newPayloadV4",
  gloas: "engine_newPayloadV5",
  heze: "engine_newPayloadV6",
};

const FORKCHOICE_UPDATED: Versions = {
  bellatrix: "engine_forkchoiceUpdatedV1",
  capella: "engine_forkchoiceUpdatedV2",
  deneb: "engine_forkchoiceUpdatedV3",
  electra: "engine_forkchoiceUpdatedV3",
  fulu: "engine_forkchoiceUpdatedV3",
  gloas: "engine_forkchoiceUpdatedV4",
  heze: "engine_forkchoiceUpdatedV5",
};

const GET_PAYLOAD: Versions = {
  bellatrix: "engine_getPayloadV1",
  capella: "engine_getPayloadV2",
  deneb: "engine_getPayloadV3",
  electra: "engine_getPayloadV4",
  fulu: "engine_getPayloadV5",
  gloas: "engine_getPayloadV6",
  heze: "engine_getPayloadV6",
};

const GET_BLOBS: Versions = {
  deneb: "engine_getBlobsV1",
  electra: "engine_getBlobsV1",
  fulu: "engine_getBlobsV3",
  gloas: "engine_getBlobsV3",
  heze: "engine_getBlobsV3",
};

/** What `engine_getBlobsV3` is where an engine does not have it: all blobs or none. */
export const GET_ALL_BLOBS = "engine_getBlobsV2";
export const GET_INCLUSION_LIST = "engine_getInclusionListV1";
export const EXCHANGE_CAPABILITIES = "engine_exchangeCapabilities";
export const GET_CLIENT_VERSION = "engine_getClientVersionV1";

export const newPayloadMethod = (fork: ForkName): string => version(NEW_PAYLOAD, fork, "newPayload");
export const forkchoiceUpdatedMethod = (fork: ForkName): string =>
  version(FORKCHOICE_UPDATED, fork, "forkchoiceUpdated");
export const getPayloadMethod = (fork: ForkName): string => version(GET_PAYLOAD, fork, "getPayload");
export const getBlobsMethod = (fork: ForkName): string => version(GET_BLOBS, fork, "getBlobs");

/** What we tell an engine that we may call. */
export const SUPPORTED_METHODS: readonly string[] = [
  ...new Set([
    ...[NEW_PAYLOAD, FORKCHOICE_UPDATED, GET_PAYLOAD, GET_BLOBS].flatMap((versions) => Object.values(versions)),
    GET_ALL_BLOBS,
    GET_INCLUSION_LIST,
    GET_CLIENT_VERSION,
  ]),
];

/** How long the Engine API has us wait at least, in milliseconds, by the method's name without its version. */
const TIMEOUTS: Readonly<Record<string, number>> = {
  engine_newPayload: 8000,
  engine_forkchoiceUpdated: 8000,
};

const SHORT_TIMEOUT = 1000;

/** The least time in milliseconds to wait for an answer to this method. */
export function methodTimeout(method: string): number {
  return TIMEOUTS[method.replace(/V\d+$/, "")] ?? SHORT_TIMEOUT;
}

function version(versions: Versions, fork: ForkName, call: string): string {
  const method = versions[fork];
  if (method === undefined) throw new RangeError(`the Engine API has no ${call} for ${fork}`);
  return method;
}
