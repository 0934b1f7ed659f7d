import type { Chain } from "../chain/chain.ts";
import type { Logger } from "../log/logger.ts";
import { isAtLeast } from "../spec/forks.ts";
import type { Slot } from "../spec/values.ts";
import { type SyncDuty, subcommitteesOf, syncDuties } from "./duties.ts";
import type { Signer } from "./signer.ts";

/** Votes and contributes in sync committees with our keys: altair validator.md "Sync committees". */
export class SyncCommitteeDuties {
  private readonly chain: Chain;
  private readonly signer: Signer;
  private readonly log: Logger;

  constructor(chain: Chain, signer: Signer, log: Logger) {
    this.chain = chain;
    this.signer = signer;
    this.log = log;
  }

  /** Whether the slot's fork has sync committees. */
  active(slot: Slot): boolean {
    return isAtLeast(this.chain.specAt(slot).fork, "altair");
  }

  /** Signs the head for every member of ours. */
  vote(slot: Slot): void {
    const { spec, head, state } = this.chain.headFor(slot);
    const duties = this.dutiesAt(slot);
    for (const duty of duties) {
      const secret = this.signer.secretOf(state, duty.validatorIndex);
      const message = spec.get_sync_committee_message(state, head.root, duty.validatorIndex, secret);
      this.chain.intake.syncCommitteeMessage(message, duty.positions);
    }
    if (duties.length > 0) this.log.debug("sync committee voted", { slot, validators: duties.length });
  }

  /** Publishes a contribution for each subcommittee in which one of our members is an aggregator. */
  contribute(slot: Slot): void {
    const { spec, head, state } = this.chain.headFor(slot);
    for (const duty of this.dutiesAt(slot)) {
      const secret = this.signer.secretOf(state, duty.validatorIndex);
      for (const subcommittee of subcommitteesOf(spec, duty.positions)) {
        const proof = spec.get_sync_committee_selection_proof(state, slot, subcommittee, secret);
        if (!spec.is_sync_committee_aggregator(proof)) continue;
        const contribution = this.chain.pools.sync.contribution(spec, slot, head.root, subcommittee);
        if (contribution === null) continue;
        const message = spec.get_contribution_and_proof(state, duty.validatorIndex, contribution, secret);
        const signature = spec.get_contribution_and_proof_signature(state, message, secret);
        this.chain.intake.contribution({ message, signature });
      }
    }
  }

  /** A message signed in `slot` goes into the block of the next, whose committee decides who votes. */
  private dutiesAt(slot: Slot): SyncDuty[] {
    const { spec, state } = this.chain.headFor(slot);
    const epoch = spec.compute_epoch_at_slot(slot + 1);
    return syncDuties(spec, state, epoch, this.signer.indices(state));
  }
}
