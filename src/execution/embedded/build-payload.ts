/** Building of payloads by the embedded engine: real headers over synthetic contents. */

import type { BuiltPayload } from "../../chain/engine.ts";
import { keccak256 } from "../../crypto/keccak.ts";
import { rlpBytes, rlpList, rlpUint } from "../../crypto/rlp.ts";
import type { PayloadAttributes } from "../../spec/execution-engine.ts";
import { type ForkName, isAtLeast } from "../../spec/forks.ts";
import type { ExecutionPayload } from "../../spec/values.ts";
import { bytesEqual, concatBytes } from "../../ssz/bytes.ts";
import { EMPTY_BLOCK_ACCESS_LIST, sealPayload, transactionsTrieRoot, withdrawalsTrieRoot } from "../block-hash.ts";
import {
  blobLimitAt,
  type ExecutionRules,
  GAS_PER_BLOB,
  nextBaseFee,
  nextExcessBlobGas,
  nextGasLimit,
} from "../execution-rules.ts";
import { transactionHash } from "../transactions.ts";
import { orderedTrieRoot } from "../trie.ts";
import type { ExecutionBlock } from "./block-store.ts";
import { costOf, isOwedByInclusionList, type PooledTransaction } from "./payload-pool.ts";

const LOGS_BLOOM_LENGTH = 256;
const EXTRA_DATA = new TextEncoder().encode("consensoor");

/** What a payload is built from. */
export interface PayloadIngredients {
  readonly fork: ForkName;
  readonly rules: ExecutionRules;
  readonly parent: ExecutionBlock;
  readonly attributes: PayloadAttributes;
  /** Gas limit to move to where the attributes name none. */
  readonly targetGasLimit: number;
  /** Transactions of the pool that no ancestor holds, in order. */
  readonly transactions: readonly PooledTransaction[];
  /** Requests that enter, encoded; none before electra. */
  readonly executionRequests: readonly Uint8Array[];
  /** Whether one of the last ancestors holds a transaction already. */
  readonly isIncluded: (transactionHash: Uint8Array) => boolean;
}

/** Builds a payload. The attributes must have what the fork asks for. */
export function buildPayload(ingredients: PayloadIngredients): BuiltPayload {
  const { fork, rules, parent, attributes, executionRequests } = ingredients;
  const baseFeePerGas = nextBaseFee(parent);
  const gasLimit = nextGasLimit(parent.gasLimit, attributes.target_gas_limit ?? ingredients.targetGasLimit);
  const limit = blobLimitAt(rules, fork, attributes.timestamp);
  const chosen = chooseTransactions(ingredients, { baseFeePerGas, gasLimit, maxBlobs: limit.max });
  const blobs = chosen.transactions.flatMap((transaction) => transaction.blobs);
  const transactions = chosen.transactions.map(({ bytes }) => bytes);
  const withdrawals = [...(attributes.withdrawals ?? [])];
  // A stand-in that moves with the block's contents: nothing is executed.
  const stateRoot = keccak256(
    concatBytes(parent.stateRoot, transactionsTrieRoot(transactions), withdrawalsTrieRoot(withdrawals)),
  );
  const payload = {
    parent_hash: parent.hash,
    fee_recipient: attributes.suggested_fee_recipient,
    state_root: stateRoot,
    receipts_root: receiptsRoot(transactions, chosen.gas),
    logs_bloom: new Uint8Array(LOGS_BLOOM_LENGTH),
    prev_randao: attributes.prev_randao,
    block_number: parent.number + 1,
    gas_limit: gasLimit,
    gas_used: chosen.gasUsed,
    timestamp: attributes.timestamp,
    extra_data: EXTRA_DATA,
    base_fee_per_gas: baseFeePerGas,
    block_hash: new Uint8Array(32),
    transactions,
    ...(isAtLeast(fork, "capella") && { withdrawals }),
    ...(isAtLeast(fork, "deneb") && {
      blob_gas_used: blobs.length * GAS_PER_BLOB,
      excess_blob_gas: nextExcessBlobGas(fork, limit, parent),
    }),
    ...(isAtLeast(fork, "gloas") && {
      block_access_list: EMPTY_BLOCK_ACCESS_LIST,
      slot_number: attributes.slot_number!,
    }),
  } as ExecutionPayload;
  const sealed = sealPayload(fork, {
    payload,
    ...(attributes.parent_beacon_block_root !== undefined && {
      parentBeaconBlockRoot: attributes.parent_beacon_block_root,
    }),
    executionRequests,
  });
  return {
    payload: sealed,
    blockValue: chosen.value,
    blobsBundle: {
      commitments: blobs.map(({ commitment }) => commitment),
      proofs: blobs.flatMap(({ proof, cellProofs }) => (isAtLeast(fork, "fulu") ? cellProofs : [proof])),
      blobs: blobs.map(({ blob }) => blob),
    },
    executionRequests,
    shouldOverrideBuilder: false,
  };
}

interface Chosen {
  readonly transactions: readonly PooledTransaction[];
  readonly gas: readonly number[];
  readonly gasUsed: number;
  readonly value: bigint;
}

/** Those of the inclusion lists first, then the pool's, as long as there is room. */
function chooseTransactions(
  { attributes, transactions, isIncluded, fork }: PayloadIngredients,
  room: { readonly baseFeePerGas: bigint; readonly gasLimit: number; readonly maxBlobs: number },
): Chosen {
  const chosen: PooledTransaction[] = [];
  const gas: number[] = [];
  let gasUsed = 0;
  let blobCount = 0;
  let value = 0n;
  const take = (transaction: PooledTransaction): void => {
    const cost = costOf(transaction.bytes, room.baseFeePerGas);
    const fits = cost !== null && gasUsed + cost.gas <= room.gasLimit;
    if (!fits || blobCount + transaction.blobs.length > room.maxBlobs) return;
    if (chosen.some(({ hash }) => bytesEqual(hash, transaction.hash))) return;
    chosen.push(transaction);
    gas.push(cost.gas);
    gasUsed += cost.gas;
    blobCount += transaction.blobs.length;
    value += cost.tip;
  };
  for (const bytes of (isAtLeast(fork, "heze") && attributes.inclusion_list_transactions) || []) {
    const hash = transactionHash(bytes);
    if (!isIncluded(hash) && isOwedByInclusionList(bytes, { ...room, gasUsed })) {
      take(transactions.find((pooled) => bytesEqual(pooled.hash, hash)) ?? { bytes, hash, blobs: [] });
    }
  }
  for (const transaction of transactions) take(transaction);
  return { transactions: chosen, gas, gasUsed, value };
}

/** Root of receipts that say that every transaction succeeded and logged nothing. */
function receiptsRoot(transactions: readonly Uint8Array[], gas: readonly number[]): Uint8Array {
  let cumulative = 0;
  return orderedTrieRoot(
    transactions.map((transaction, index) => {
      cumulative += gas[index]!;
      const receipt = rlpList([
        rlpUint(1),
        rlpUint(cumulative),
        rlpBytes(new Uint8Array(LOGS_BLOOM_LENGTH)),
        rlpList([]),
      ]);
      const type = transaction[0] ?? 0;
      // A typed transaction's receipt begins with the type; a legacy transaction begins as a list.
      return type < 0xc0 ? concatBytes(Uint8Array.of(type), receipt) : receipt;
    }),
  );
}
