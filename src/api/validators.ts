import { validatorIndexOf } from "../spec/derived/pubkey-index.ts";
import type { Spec } from "../spec/index.ts";
import type { BeaconState } from "../spec/state.ts";
import type { Epoch, Validator, ValidatorIndex } from "../spec/values.ts";
import { fromHex } from "../ssz/bytes.ts";
import { ApiError } from "./response.ts";

const FAR = Number.POSITIVE_INFINITY;

/** The state of a validator's life by the Beacon API's words. */
export function validatorStatus(validator: Validator, balance: number, epoch: Epoch): string {
  if (validator.activation_epoch > epoch)
    return validator.activation_eligibility_epoch === FAR ? "pending_initialized" : "pending_queued";
  if (epoch < validator.exit_epoch) {
    if (validator.exit_epoch === FAR) return "active_ongoing";
    return validator.slashed ? "active_slashed" : "active_exiting";
  }
  if (epoch < validator.withdrawable_epoch) return validator.slashed ? "exited_slashed" : "exited_unslashed";
  return balance === 0 ? "withdrawal_done" : "withdrawal_possible";
}

const STATUSES = [
  "pending_initialized",
  "pending_queued",
  "active_ongoing",
  "active_exiting",
  "active_slashed",
  "exited_unslashed",
  "exited_slashed",
  "withdrawal_possible",
  "withdrawal_done",
];

/**
 * Validators by index or public key (all without ids) whose status is among `statuses`, where there are any: whole
 * words, or the first part of one (`active`). Unknown ones are left out. Throws `ApiError` 400 for what is no id.
 */
export function validatorEntries(spec: Spec, state: BeaconState, ids: readonly string[], statuses: readonly string[]) {
  for (const status of statuses)
    if (!STATUSES.some((known) => known === status || known.startsWith(`${status}_`)))
      throw new ApiError(400, `unknown validator status ${JSON.stringify(status)}`);
  const epoch = spec.get_current_epoch(state);
  const indices = ids.length === 0 ? state.validators.length : new Set(ids.map((id) => indexOf(state, id)));
  const entries: unknown[] = [];
  const add = (index: ValidatorIndex) => {
    const validator = state.validators.value(index);
    const balance = state.balances.get(index);
    const status = validatorStatus(validator, balance, epoch);
    if (statuses.length > 0 && !statuses.some((wanted) => status === wanted || status.startsWith(`${wanted}_`))) return;
    entries.push({
      index: String(index),
      balance: String(balance),
      status,
      validator: spec.types.Validator.toJson(validator),
    });
  };
  if (typeof indices === "number") for (let index = 0; index < indices; index++) add(index);
  else for (const index of indices) if (index !== undefined) add(index);
  return entries;
}

function indexOf(state: BeaconState, id: string): ValidatorIndex | undefined {
  if (/^0x[0-9a-fA-F]{96}$/.test(id)) return validatorIndexOf(state, fromHex(id));
  if (!/^\d{1,16}$/.test(id))
    throw new ApiError(400, `${JSON.stringify(id)} is neither a validator index nor a public key`);
  return Number(id) < state.validators.length ? Number(id) : undefined;
}
