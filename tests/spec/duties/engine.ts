import type { ForkchoiceEngine, PayloadAttributes } from "../../../src/spec/execution-engine.ts";
import type { Hash32 } from "../../../src/spec/values.ts";
import { toHex } from "../../../src/ssz/bytes.ts";

/** An engine that remembers what it was told, in the notation of the fixture. */
export class RecordingEngine implements ForkchoiceEngine {
  told: { head_block_hash: string; payload_attributes: Record<string, unknown> } | undefined;
  hashes: string[] = [];
  custody_columns: unknown;

  notify_forkchoice_updated(
    head_block_hash: Hash32,
    safe_block_hash: Hash32,
    finalized_block_hash: Hash32,
    payload_attributes: PayloadAttributes | null,
    custody_columns?: Uint8Array | null,
  ): Uint8Array {
    const shown: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(payload_attributes ?? {}))
      shown[name] = value instanceof Uint8Array ? toHex(value) : value;
    const { withdrawals, inclusion_list_transactions } = payload_attributes ?? {};
    if (withdrawals !== undefined)
      shown.withdrawals = withdrawals.map((w) => [w.index, w.validator_index, toHex(w.address), w.amount]);
    if (inclusion_list_transactions !== undefined)
      shown.inclusion_list_transactions = inclusion_list_transactions.map(toHex);
    this.told = { head_block_hash: toHex(head_block_hash), payload_attributes: shown };
    this.hashes = [toHex(safe_block_hash), toHex(finalized_block_hash)];
    this.custody_columns = custody_columns;
    return new Uint8Array([7]);
  }
}
