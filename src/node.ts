import type { NodeIdentity } from "./api/context.ts";
import { startApi, startMetricsServer } from "./api/server.ts";
import { type BuilderIdentity, BuilderService, type BuilderStrategy } from "./builder/builder-service.ts";
import type { Chain } from "./chain/chain.ts";
import { systemTime, type TimeSource } from "./chain/clock.ts";
import type { ExecutionEngineClient } from "./chain/engine.ts";
import { ChainEnvironment } from "./chain/environment.ts";
import { ChainEvents } from "./chain/events.ts";
import { followFinality } from "./chain/finalization.ts";
import { openChain } from "./chain/open-chain.ts";
import { runSlots } from "./chain/slot-loop.ts";
import type { Config } from "./config/config.ts";
import type { Preset } from "./config/preset.ts";
import { BatchBls } from "./crypto/batch-bls.ts";
import { BlstBls } from "./crypto/blst.ts";
import { describeError, type Logger } from "./log/logger.ts";
import type { Metrics } from "./metrics/metrics.ts";
import { identityOf } from "./network/identity.ts";
import { SlotReport } from "./slot-report.ts";
import { createSpecs, type SpecTable } from "./spec/index.ts";
import type { BeaconState } from "./spec/state.ts";
import type { PowBlock, SignedBeaconBlock, Slot } from "./spec/values.ts";
import { toHex } from "./ssz/bytes.ts";
import type { ChainDatabase } from "./storage/database.ts";
import { AttestationDuties } from "./validator/attestation-duties.ts";
import { PayloadDuties } from "./validator/payload-duties.ts";
import { ProposalDuties, type ProposerSettings } from "./validator/proposal-duties.ts";
import { DutyScheduler } from "./validator/scheduler.ts";
import { Signer, type SigningKey, type SlashingGuard } from "./validator/signer.ts";
import { SyncCommitteeDuties } from "./validator/sync-committee-duties.ts";

/** Everything that a node is put together from; whoever makes the parts closes them. */
export interface NodeParts {
  readonly preset: Preset;
  readonly config: Config;
  readonly db: ChainDatabase;
  readonly engine: ExecutionEngineClient | null;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly time?: TimeSource;
  /** Asked only where the database is empty. */
  readonly anchor: (specs: SpecTable) => { state: BeaconState; block?: SignedBeaconBlock };
  /** Blocks of a proof-of-work chain on which the merge may stand. */
  readonly powBlocks: readonly PowBlock[];
  readonly keys: readonly SigningKey[];
  /** Made once the chain is known. */
  readonly slashingGuard: (genesisValidatorsRoot: Uint8Array) => SlashingGuard;
  readonly proposer: ProposerSettings;
  readonly builders: readonly BuilderIdentity[];
  readonly builderStrategy: BuilderStrategy;
  readonly api: { readonly host: string; readonly port: number };
  readonly metricsPort: number;
  readonly version: string;
  /** The node's secp256k1 key, by which others know it. */
  readonly nodeKey: Uint8Array;
}

/** A node at work. */
export interface RunningNode {
  readonly chain: Chain;
  readonly apiPort: number;
  readonly metricsPort: number;
  /** Ends duties, the slot loop and the servers, in this order, and resolves when all have ended. */
  stop(): Promise<void>;
}

/** Wires the parts together and sets them going. Throws what a part refuses to start with. */
export function startNode(parts: NodeParts): RunningNode {
  const { preset, config, engine, metrics, log } = parts;
  const bls = new BatchBls(new BlstBls());
  const environment = new ChainEnvironment();
  for (const block of parts.powBlocks) environment.powBlocks.set(toHex(block.block_hash), block);
  const specs = environment.around(createSpecs({ preset, config, bls }));
  const events = new ChainEvents((event, error) =>
    log.error("event listener failed", { event, error: describeError(error) }),
  );
  const chain = openChain({
    specs,
    db: parts.db,
    engine,
    events,
    metrics,
    log: log.child("chain"),
    time: parts.time ?? systemTime,
    bls,
    verifyBatch: (batch) => batch.verifyAll(),
    environment,
    anchor: () => parts.anchor(specs),
  });
  const report = new SlotReport(chain, metrics, log.child("slot"));
  followFinality(chain);

  const signer = new Signer(parts.keys, parts.slashingGuard(chain.headState().genesis_validators_root));
  const dutyLog = log.child("validator");
  const scheduler = new DutyScheduler(
    chain,
    {
      proposals: new ProposalDuties(chain, signer, parts.proposer, metrics, dutyLog),
      attestations: new AttestationDuties(chain, signer, metrics, dutyLog),
      sync: new SyncCommitteeDuties(chain, signer, dutyLog),
      payloads: new PayloadDuties(chain, signer, parts.proposer, dutyLog),
      builders: new BuilderService(chain, parts.builders, parts.builderStrategy, log.child("builder")),
    },
    dutyLog,
  );

  const api = startApi(
    {
      chain,
      version: parts.version,
      identity: () => apiIdentity(parts.nodeKey, chain),
      engineState: () => engine?.state ?? "none",
      log: log.child("api"),
    },
    parts.api.host,
    parts.api.port,
  );
  const metricsServer = startMetricsServer(metrics, () => report.refreshGauges(), parts.api.host, parts.metricsPort);

  const stopping = new AbortController();
  const slots = runSlots(
    chain,
    {
      ended: (slot: Slot) => report.slotEnded(slot),
      started: (slot: Slot, signal: AbortSignal) => scheduler.startSlot(slot, signal),
    },
    stopping.signal,
  ).catch((error) => {
    log.error("slot loop ended", { error: describeError(error) });
    throw error;
  });

  return {
    chain,
    apiPort: api.port,
    metricsPort: metricsServer.port,
    async stop() {
      stopping.abort();
      await slots.catch(() => undefined);
      await scheduler.idle();
      await chain.importer.idle();
      await Promise.all([api.stop(), metricsServer.stop()]);
    },
  };
}

/** No addresses and no subnets: nothing listens for peers yet. */
function apiIdentity(key: Uint8Array, chain: Chain): NodeIdentity {
  const { peerId, enr } = identityOf(key, chain);
  return {
    peer_id: peerId,
    enr,
    p2p_addresses: [],
    discovery_addresses: [],
    metadata: { seq_number: "0", attnets: "0x0000000000000000", syncnets: "0x00" },
  };
}
