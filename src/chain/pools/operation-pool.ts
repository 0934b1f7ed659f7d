import { isAtLeast } from "../../spec/forks.ts";
import type { Spec } from "../../spec/index.ts";
import type { BeaconState } from "../../spec/state.ts";
import type {
  AttesterSlashing,
  ProposerSlashing,
  SignedBLSToExecutionChange,
  SignedVoluntaryExit,
} from "../../spec/values.ts";
import { toHex } from "../../ssz/bytes.ts";

/** Operations that a block takes from the pool. */
export interface PooledOperations {
  proposer_slashings: ProposerSlashing[];
  attester_slashings: AttesterSlashing[];
  voluntary_exits: SignedVoluntaryExit[];
  bls_to_execution_changes: SignedBLSToExecutionChange[];
}

/** Exits, slashings and credential changes that wait for a block, one for each validator or pair of votes. */
export class OperationPool {
  private readonly proposerSlashings = new Map<number, ProposerSlashing>();
  private readonly attesterSlashings = new Map<string, AttesterSlashing>();
  private readonly voluntaryExits = new Map<number, SignedVoluntaryExit>();
  private readonly blsChanges = new Map<number, SignedBLSToExecutionChange>();

  addProposerSlashing(slashing: ProposerSlashing): void {
    this.proposerSlashings.set(slashing.signed_header_1.message.proposer_index, slashing);
  }

  addAttesterSlashing(spec: Spec, slashing: AttesterSlashing): void {
    this.attesterSlashings.set(toHex(spec.types.AttesterSlashing.hashTreeRoot(slashing)), slashing);
  }

  addVoluntaryExit(exit: SignedVoluntaryExit): void {
    this.voluntaryExits.set(exit.message.validator_index, exit);
  }

  addBlsToExecutionChange(change: SignedBLSToExecutionChange): void {
    this.blsChanges.set(change.message.validator_index, change);
  }

  /** Everything held, for the API. */
  all(): PooledOperations {
    return {
      proposer_slashings: [...this.proposerSlashings.values()],
      attester_slashings: [...this.attesterSlashings.values()],
      voluntary_exits: [...this.voluntaryExits.values()],
      bls_to_execution_changes: [...this.blsChanges.values()],
    };
  }

  /**
   * What a block on `state` can hold: each operation is tried on a copy of the state after those chosen before it, in
   * the order a block processes them, so that two that exclude each other never meet in one block.
   */
  pack(spec: Spec, state: BeaconState): PooledOperations {
    const scratch = state.clone();
    const { preset } = spec;
    const attesterLimit = isAtLeast(spec.fork, "electra")
      ? preset.MAX_ATTESTER_SLASHINGS_ELECTRA
      : preset.MAX_ATTESTER_SLASHINGS;
    return {
      proposer_slashings: accepted(this.proposerSlashings.values(), preset.MAX_PROPOSER_SLASHINGS, (slashing) =>
        spec.process_proposer_slashing(scratch, slashing),
      ),
      attester_slashings: accepted(this.attesterSlashings.values(), attesterLimit, (slashing) =>
        spec.process_attester_slashing(scratch, slashing),
      ),
      voluntary_exits: accepted(this.voluntaryExits.values(), preset.MAX_VOLUNTARY_EXITS, (exit) =>
        spec.process_voluntary_exit(scratch, exit),
      ),
      bls_to_execution_changes: isAtLeast(spec.fork, "capella")
        ? accepted(this.blsChanges.values(), preset.MAX_BLS_TO_EXECUTION_CHANGES, (change) =>
            spec.process_bls_to_execution_change(scratch, change),
          )
        : [],
    };
  }

  /** Forgets what the finalized state has made useless. */
  prune(spec: Spec, finalized: BeaconState): void {
    const exited = (index: number) => finalized.validators.get(index).exit_epoch !== Number.POSITIVE_INFINITY;
    const epoch = spec.get_current_epoch(finalized);
    for (const index of this.proposerSlashings.keys())
      if (index < finalized.validators.length && finalized.validators.get(index).slashed)
        this.proposerSlashings.delete(index);
    for (const [key, slashing] of this.attesterSlashings) {
      const second = new Set(slashing.attestation_2.attesting_indices);
      const useful = slashing.attestation_1.attesting_indices.some(
        (index) => second.has(index) && spec.is_slashable_validator(finalized.validators.get(index), epoch),
      );
      if (!useful) this.attesterSlashings.delete(key);
    }
    for (const index of this.voluntaryExits.keys())
      if (index < finalized.validators.length && exited(index)) this.voluntaryExits.delete(index);
    for (const index of this.blsChanges.keys())
      if (finalized.validators.get(index).withdrawal_credentials[0] !== 0) this.blsChanges.delete(index);
  }
}

/** The operations that `apply` takes, at most `limit`: it throws for one that the state refuses. */
function accepted<T>(operations: Iterable<T>, limit: number, apply: (operation: T) => void): T[] {
  const chosen: T[] = [];
  for (const operation of operations) {
    if (chosen.length === limit) break;
    try {
      apply(operation);
    } catch {
      // Not valid on this state: it stays in the pool, because another branch or a later state may take it.
      continue;
    }
    chosen.push(operation);
  }
  return chosen;
}
