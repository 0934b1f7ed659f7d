import { Seen as FuluSeen } from "../../fulu/p2p-interface/seen.ts";
import { FiledSet, PeriodMap, PeriodSet } from "../../seen-collections.ts";
import type {
  BuilderIndex,
  Epoch,
  ExecutionPayload,
  Gwei,
  Hash32,
  ProposerPreferences,
  Root,
  Slot,
  ValidatorIndex,
} from "../../values.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/gloas/p2p-interface.md#modified-seen */
export class Seen extends FuluSeen {
  /** By block hash, filed by slot. The gas limit is what bids are judged by. */
  readonly execution_payloads = new PeriodMap<[Hash32], Pick<ExecutionPayload, "gas_limit">>(this.journal);
  /** Block, builder; filed by slot. */
  readonly execution_payload_envelopes = new FiledSet<[Root, BuilderIndex]>(this.journal);
  /** Slot, validator. */
  readonly payload_attestation_validators = new PeriodSet<[ValidatorIndex]>(this.journal);
  /** Slot, parent block hash, parent block root, builder. */
  readonly execution_payload_bids = new PeriodSet<[Hash32, Root, BuilderIndex]>(this.journal);
  /** By slot, parent block hash and parent block root. */
  readonly best_execution_payload_bid = new PeriodMap<[Slot, Hash32, Root], Gwei>(this.journal);
  /** By proposal slot and dependent root. */
  readonly proposer_preferences = new PeriodMap<[Slot, Root], ProposerPreferences>(this.journal);

  override pruneBefore(slot: Slot, epoch: Epoch): void {
    super.pruneBefore(slot, epoch);
    this.execution_payloads.pruneBefore(slot);
    this.execution_payload_envelopes.pruneBefore(slot);
    this.payload_attestation_validators.pruneBefore(slot);
    this.execution_payload_bids.pruneBefore(slot);
    this.best_execution_payload_bid.pruneBefore(slot);
    this.proposer_preferences.pruneBefore(slot);
  }
}
