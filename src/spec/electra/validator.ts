import { BitArray } from "@chainsafe/ssz";
import { assert } from "../errors.ts";
import type { Eth1BlockWithHash } from "../phase0/validator.ts";
import type { BeaconState } from "../state.ts";
import type {
  Attestation,
  BlobIndex,
  CommitteeIndex,
  Eth1Data,
  ExecutionRequests,
  SubnetID,
  Uint64,
} from "../values.ts";
import { CONSOLIDATION_REQUEST_TYPE, DEPOSIT_REQUEST_TYPE, WITHDRAWAL_REQUEST_TYPE } from "./constants.ts";
import { ElectraFork } from "./fork.ts";

/** https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/electra/validator.md */
export abstract class ElectraValidator extends ElectraFork {
  /** One attestation out of aggregates, a committee each, of equal data. Throws where there are none. */
  compute_on_chain_aggregate(network_aggregates: readonly Attestation[]): Attestation {
    const committeeOf = (aggregate: Attestation): CommitteeIndex =>
      this.get_committee_indices(aggregate.committee_bits)[0];
    const aggregates = [...network_aggregates].sort((a, b) => committeeOf(a) - committeeOf(b));
    const aggregation_bits = aggregates.flatMap((aggregate) => aggregate.aggregation_bits.toBoolArray());
    const committee_bits = BitArray.fromBitLen(this.preset.MAX_COMMITTEES_PER_SLOT);
    for (const aggregate of aggregates) committee_bits.set(committeeOf(aggregate), true);
    return {
      aggregation_bits: BitArray.fromBoolArray(aggregation_bits),
      data: aggregates[0].data,
      signature: this.bls.Aggregate(aggregates.map((aggregate) => aggregate.signature)),
      committee_bits,
    };
  }

  /** How many deposits of the former bridge the next block has to have. */
  get_eth1_pending_deposit_count(state: BeaconState): Uint64 {
    return this.bridgeDepositCount(state);
  }

  /** The proposer's eth1 vote; once the former bridge is empty, what the state has. */
  override get_eth1_vote(state: BeaconState, eth1_chain: readonly Eth1BlockWithHash[]): Eth1Data {
    if (state.eth1_deposit_index === state.deposit_requests_start_index) return state.eth1_data;
    return super.get_eth1_vote(state, eth1_chain);
  }

  /** Decodes the requests that the engine gives with a payload. Throws where they are not as EIP-7685 has them. */
  get_execution_requests(execution_requests_list: readonly Uint8Array[]): ExecutionRequests {
    const { DepositRequests, WithdrawalRequests, ConsolidationRequests } = this.types;
    const requests = this.types.ExecutionRequests.defaultValue();
    this.decodeRequests(execution_requests_list, {
      [DEPOSIT_REQUEST_TYPE[0]]: (data) => {
        requests.deposits = DepositRequests.deserialize(data);
      },
      [WITHDRAWAL_REQUEST_TYPE[0]]: (data) => {
        requests.withdrawals = WithdrawalRequests.deserialize(data);
      },
      [CONSOLIDATION_REQUEST_TYPE[0]]: (data) => {
        requests.consolidations = ConsolidationRequests.deserialize(data);
      },
    });
    return requests;
  }

  /** The subnet that a blob's sidecar goes to. */
  override compute_subnet_for_blob_sidecar(blob_index: BlobIndex): SubnetID {
    return blob_index % this.config.BLOB_SIDECAR_SUBNET_COUNT_ELECTRA;
  }

  /** Gives each request's data to the decoder of its type byte, checking types and their order. */
  protected decodeRequests(
    execution_requests_list: readonly Uint8Array[],
    decoders: Readonly<Record<number, (data: Uint8Array) => void>>,
  ): void {
    const name = "get_execution_requests";
    let prev_request_type = -1;
    for (const request of execution_requests_list) {
      const request_type = request[0] ?? -1;
      const decode = decoders[request_type];
      assert(decode !== undefined, name, "request_type in request_types", () => ({ request_type }));
      assert(request.length > 1, name, "len(request_data) != 0", () => ({ request_type }));
      assert(
        prev_request_type < request_type,
        name,
        "prev_request_type is None or prev_request_type < request_type",
        () => ({ prev_request_type, request_type }),
      );
      prev_request_type = request_type;
      decode(request.subarray(1));
    }
  }
}
