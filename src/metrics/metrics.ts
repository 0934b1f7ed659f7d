import { Counter, Gauge, Histogram, Registry } from "prom-client";

const SECONDS = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Every metric of the node by what it counts; `registry.metrics()` is the Prometheus text. One set a node. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
  const counter = (name: string, help: string) => new Counter({ name, help, registers });
  const labelled = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Counter<L>({ name, help, labelNames, registers });
  const histogram = (name: string, help: string) => new Histogram({ name, help, buckets: SECONDS, registers });

  return {
    registry,
    headSlot: gauge("consensoor_head_slot", "Slot of the head block"),
    headEpoch: gauge("consensoor_head_epoch", "Epoch of the head block"),
    finalizedEpoch: gauge("consensoor_finalized_epoch", "Finalized epoch"),
    justifiedEpoch: gauge("consensoor_justified_epoch", "Justified epoch"),
    syncing: gauge("consensoor_syncing", "1 while the head is behind the clock by more than an epoch, else 0"),
    peersConnected: gauge("consensoor_peers_connected", "Connected peers"),
    gossipReceived: labelled("consensoor_gossip_messages_received_total", "Gossip messages received", ["topic"]),
    gossipSent: labelled("consensoor_gossip_messages_sent_total", "Gossip messages sent", ["topic"]),
    attestationsProduced: counter("consensoor_attestations_produced_total", "Attestations signed by this node's keys"),
    blocksProposed: counter("consensoor_blocks_proposed_total", "Blocks signed by this node's keys"),
    blocksReceived: counter("consensoor_blocks_received_total", "Blocks received from the network"),
    blocksImported: counter("consensoor_blocks_imported_total", "Blocks that entered fork choice, from any source"),
    payloadsImported: counter("consensoor_payloads_imported_total", "Payload envelopes that entered fork choice"),
    reorgs: counter("consensoor_reorgs_total", "Head changes that left the former head's branch"),
    engineRequests: labelled("consensoor_engine_api_requests_total", "Engine API requests", ["method"]),
    engineErrors: labelled("consensoor_engine_api_errors_total", "Engine API errors", ["method", "type"]),
    engineLatency: new Histogram({
      name: "consensoor_engine_api_latency_seconds",
      help: "Time an Engine API request took",
      labelNames: ["method"],
      buckets: SECONDS,
      registers,
    }),
    blockProcessing: histogram("consensoor_block_processing_seconds", "Import of a block, all stages"),
    stateTransition: histogram("consensoor_state_transition_seconds", "State transition of a block"),
    beaconHeadSlot: gauge("beacon_head_slot", "Slot of the head block"),
    beaconSlot: gauge("beacon_slot", "Slot of the clock"),
    beaconFinalizedEpoch: gauge("beacon_finalized_epoch", "Finalized epoch"),
    beaconJustifiedEpoch: gauge("beacon_current_justified_epoch", "Justified epoch"),
    previousActiveGwei: gauge(
      "beacon_participation_prev_epoch_active_gwei_total",
      "Effective balance active in the previous epoch, Gwei",
    ),
    previousTargetGwei: gauge(
      "beacon_participation_prev_epoch_target_attesting_gwei_total",
      "Effective balance that attested to the previous epoch's target, Gwei",
    ),
    libp2pPeers: gauge("libp2p_peers", "Connected peers"),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
