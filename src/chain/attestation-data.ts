import { isAtLeast } from "../spec/forks.ts";
import { PAYLOAD_STATUS_FULL } from "../spec/gloas/constants.ts";
import type { AttestationData, CommitteeIndex, Slot } from "../spec/values.ts";
import type { Chain } from "./chain.ts";

/**
 * What an attester of this slot and committee says of our head: phase0 validator.md "Construct attestation", with the
 * index that electra fixes at 0 and that from gloas on tells whether an earlier block's payload is on our chain.
 */
export function produceAttestationData(chain: Chain, slot: Slot, committeeIndex: CommitteeIndex): AttestationData {
  const { spec, head, state } = chain.headFor(slot);
  const epoch = spec.compute_epoch_at_slot(slot);
  const epochStart = spec.compute_start_slot_at_epoch(epoch);
  const targetRoot = head.slot <= epochStart ? head.root : spec.get_block_root_at_slot(state, epochStart);
  return {
    slot,
    index: attestationIndex(),
    beacon_block_root: head.root,
    source: state.current_justified_checkpoint,
    target: { epoch, root: targetRoot },
  };

  function attestationIndex(): CommitteeIndex {
    if (isAtLeast(spec.fork, "gloas"))
      return head.slot < slot && head.node.payload_status === PAYLOAD_STATUS_FULL ? 1 : 0;
    return isAtLeast(spec.fork, "electra") ? 0 : committeeIndex;
  }
}
