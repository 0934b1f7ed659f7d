/** The first block in the form that geth and most other execution clients read: `genesis.json`. */

import type { ForkName } from "../../spec/forks.ts";
import { toHex } from "../../ssz/bytes.ts";
import type { BlobLimit } from "../execution-rules.ts";
import type { ExecutionGenesis } from "./execution-genesis.ts";

/** Raised where an execution client's genesis file cannot say what the consensus config says. */
export class ExecutionGenesisError extends Error {
  override name = "ExecutionGenesisError";
}

/** Names of the execution forks that start with consensus forks. */
const EXECUTION_FORKS: Partial<Record<ForkName, string>> = {
  capella: "shanghai",
  deneb: "cancun",
  electra: "prague",
  fulu: "osaka",
  gloas: "amsterdam",
  heze: "bogota",
};

/** Forks by block number, all of them past at the first block. */
const PAST_FORKS = [
  "homestead",
  "eip150",
  "eip155",
  "eip158",
  "byzantium",
  "constantinople",
  "petersburg",
  "istanbul",
  "berlin",
  "london",
  "mergeNetsplit",
];

const MAX_BLOB_SCHEDULE_ENTRIES = 5;

/** The file's content, ready for `JSON.stringify`. Throws `ExecutionGenesisError`. */
export function gethGenesis(genesis: ExecutionGenesis): Record<string, unknown> {
  const { header } = genesis;
  return {
    config: chainConfig(genesis),
    nonce: toHex(header.nonce),
    timestamp: quantity(header.timestamp),
    extraData: toHex(header.extraData),
    gasLimit: quantity(header.gasLimit),
    difficulty: quantity(header.difficulty),
    mixHash: toHex(header.prevRandao),
    coinbase: toHex(header.feeRecipient),
    alloc: Object.fromEntries(
      genesis.accounts.map(({ address, balance, nonce, code, storage }) => [
        toHex(address),
        {
          balance: quantity(balance),
          nonce: quantity(nonce),
          ...(code !== undefined && { code: toHex(code) }),
          ...(storage !== undefined && {
            storage: Object.fromEntries(storage.map(([slot, value]) => [toHex(slot), toHex(value)])),
          }),
        },
      ]),
    ),
    number: "0x0",
    gasUsed: "0x0",
    parentHash: toHex(header.parentHash),
    baseFeePerGas: quantity(header.baseFeePerGas),
    ...(header.excessBlobGas !== undefined && { excessBlobGas: "0x0", blobGasUsed: "0x0" }),
    ...(header.slotNumber !== undefined && { slotNumber: "0x0" }),
  };
}

function chainConfig({ rules }: ExecutionGenesis): Record<string, unknown> {
  const { scheduled, deneb, electra } = rules.blobLimits;
  if (scheduled.length > MAX_BLOB_SCHEDULE_ENTRIES)
    throw new ExecutionGenesisError(
      `BLOB_SCHEDULE has ${scheduled.length} entries, and a genesis file has room for ${MAX_BLOB_SCHEDULE_ENTRIES}`,
    );
  return {
    chainId: rules.chainId,
    ...Object.fromEntries(PAST_FORKS.map((name) => [`${name}Block`, 0])),
    ...Object.fromEntries(rules.forkTimes.map(({ fork, time }) => [`${EXECUTION_FORKS[fork]!}Time`, time])),
    ...Object.fromEntries(scheduled.map(({ time }, index) => [`bpo${index + 1}Time`, time])),
    terminalTotalDifficulty: 0,
    depositContractAddress: toHex(rules.depositContractAddress),
    blobSchedule: {
      cancun: blobLimit(deneb),
      prague: blobLimit(electra),
      ...Object.fromEntries(scheduled.map((limit, index) => [`bpo${index + 1}`, blobLimit(limit)])),
    },
  };
}

function blobLimit({ target, max, updateFraction }: BlobLimit): Record<string, number> {
  return { target, max, baseFeeUpdateFraction: updateFraction };
}

function quantity(value: number | bigint): string {
  return `0x${value.toString(16)}`;
}
