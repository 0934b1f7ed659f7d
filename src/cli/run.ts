import { join } from "node:path";
import manifest from "../../package.json" with { type: "json" };
import { ListenError } from "../api/server.ts";
import { DecodeError } from "../chain/decode.ts";
import type { ExecutionEngineClient } from "../chain/engine.ts";
import { AnchorError } from "../chain/open-chain.ts";
import { ForkScheduleError } from "../config/dev-config.ts";
import { ConfigError } from "../config/load-config.ts";
import { BlstBls } from "../crypto/blst.ts";
import { embeddedEngine, remoteEngine } from "../engine-setup.ts";
import { EmbeddedEngineError } from "../execution/embedded/embedded-chain.ts";
import { EmbeddedEngine } from "../execution/embedded/embedded-engine.ts";
import { JwtSecretError } from "../execution/json-rpc/jwt.ts";
import { Logger } from "../log/logger.ts";
import { createMetrics } from "../metrics/metrics.ts";
import { NodeKeyError, nodeKey } from "../network/identity.ts";
import { startNode } from "../node.ts";
import { createSpecs } from "../spec/index.ts";
import { ChainDatabase, StorageError } from "../storage/database.ts";
import { KeystoreError } from "../validator/keys/errors.ts";
import { KeySourceError, parseKeySource } from "../validator/keys/key-files.ts";
import { loadKeys } from "../validator/keys/load-keys.ts";
import { SlashingDatabaseError } from "../validator/slashing-errors.ts";
import { SlashingProtection } from "../validator/slashing-protection.ts";
import { defineCommand, type Terminal } from "./command.ts";
import { CommandError, UsageError } from "./errors.ts";
import type { OptionValues } from "./options.ts";
import { networkOf, type RunNetwork } from "./run-network.ts";
import { runOptions } from "./run-options.ts";

type Values = OptionValues<typeof runOptions>;

/** Errors that say all there is to say in one line. */
const PLAIN_ERRORS = [
  AnchorError,
  ConfigError,
  DecodeError,
  EmbeddedEngineError,
  ForkScheduleError,
  JwtSecretError,
  KeySourceError,
  KeystoreError,
  ListenError,
  NodeKeyError,
  SlashingDatabaseError,
  StorageError,
];

/** `consensoor run`. */
export const run = defineCommand({
  options: runOptions,
  description:
    "Without --genesis-state: a development chain with all its validators and an execution engine, in this process.",
  async run({ values, terminal }) {
    try {
      return await runNode(values, terminal);
    } catch (error) {
      if (PLAIN_ERRORS.some((kind) => error instanceof kind)) throw new CommandError((error as Error).message);
      throw error;
    }
  },
});

async function runNode(values: Values, terminal: Terminal): Promise<number> {
  const log = new Logger({
    level: values["log-level"],
    json: values["log-format"] === "json",
    write: (line) => terminal.out(line),
  });
  const metrics = createMetrics();
  const folder = values["data-dir"];
  const db = new ChainDatabase(folder);
  let engine: ExecutionEngineClient | null = null;
  let protection: SlashingProtection | null = null;
  const releases: (() => void)[] = [];
  try {
    const network = networkOf(values, db, terminal);
    log.info("consensoor", {
      version: manifest.version,
      preset: network.preset.PRESET_BASE,
      network: network.kind,
      data: folder,
    });
    sayWhatIsNotBuilt(values, log);
    const bls = new BlstBls();
    const keys = [...network.keys];
    for (const source of values["validator-keys"]) {
      const loaded = await loadKeys(parseKeySource(source), (secret) => bls.SkToPk(secret));
      releases.push(loaded.release);
      keys.push(...loaded.keys);
    }
    engine = engineOf(values, network, metrics, log.child("engine"));
    const node = startNode({
      preset: network.preset,
      config: network.config,
      db,
      engine,
      metrics,
      log,
      anchor: (specs) => ({ state: network.genesisState(specs) }),
      powBlocks: network.powBlocks,
      keys,
      slashingGuard: (genesisValidatorsRoot) => {
        protection = new SlashingProtection(folder, genesisValidatorsRoot);
        return protection;
      },
      proposer: {
        feeRecipient: values["fee-recipient"] ?? new Uint8Array(20),
        graffiti: graffitiOf(values.graffiti),
        targetGasLimit: values["target-gas-limit"] * 1_000_000,
        preparesEverySlot: values["emit-payload-attributes"],
      },
      builders: network.builders,
      builderStrategy: strategyOf(values["dev-withhold"]),
      api: { host: values["api-host"], port: values["beacon-api-port"] },
      metricsPort: values["metrics-port"],
      version: `consensoor/v${manifest.version}`,
      nodeKey: nodeKey(folder),
    });
    if (engine instanceof EmbeddedEngine) network.prepare(node.chain, engine);
    log.info("beacon API listens", {
      host: values["api-host"],
      port: node.apiPort,
      metrics: node.metricsPort,
      keys: keys.length,
    });
    const signal = await untilSignal();
    log.info("stopping", { signal });
    await node.stop();
    return 0;
  } finally {
    await engine?.close();
    for (const release of releases) release();
    (protection as SlashingProtection | null)?.close();
    db.close();
    log.info("stopped");
  }
}

function engineOf(
  values: Values,
  network: RunNetwork,
  metrics: ReturnType<typeof createMetrics>,
  log: Logger,
): ExecutionEngineClient | null {
  const url = values["engine-api-url"];
  if (url !== undefined) return remoteEngine(url, values["jwt-secret"], metrics, log);
  const { preset, config } = network;
  const specs = createSpecs({ preset, config, bls: new BlstBls() });
  const execution = network.execution(specs);
  if (execution === null) return null;
  log.info("engine in this process", { head: execution.anchor.hash });
  const gasLimit = values["target-gas-limit"] * 1_000_000;
  return embeddedEngine(join(values["data-dir"]), preset, specs, execution.rules, execution.anchor, gasLimit);
}

/** Networking has options before it has code. */
function sayWhatIsNotBuilt(values: Values, log: Logger): void {
  const ignored = [
    ...(values.bootnodes.length > 0 ? ["--bootnodes"] : []),
    ...(values["checkpoint-sync-url"] === undefined ? [] : ["--checkpoint-sync-url"]),
    ...(values.supernode ? ["--supernode"] : []),
  ];
  log.info(
    "networking is not built yet: this node has no peers",
    ignored.length === 0 ? {} : { withoutEffect: ignored.join(" ") },
  );
}

/** The text in 32 bytes. */
function graffitiOf(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > 32) throw new UsageError(`option --graffiti takes at most 32 bytes, not ${bytes.length}`);
  const graffiti = new Uint8Array(32);
  graffiti.set(bytes);
  return graffiti;
}

/** Builders of a development chain: their bids differ from slot to slot, so that each of them wins now and then. */
function strategyOf(withholdEvery: number) {
  let won = 0;
  return {
    value: (slot: number, builder: number) => 1000 + ((slot * 7919 + builder * 104_729) % 9000),
    withholds: () => withholdEvery > 0 && ++won % withholdEvery === 0,
  };
}

/** Resolves with the signal that asks the process to end; a second one ends it at once. */
function untilSignal(): Promise<string> {
  return new Promise((resolve) => {
    let asked = false;
    for (const signal of ["SIGINT", "SIGTERM"] as const)
      process.on(signal, () => {
        if (asked) process.exit(1);
        asked = true;
        resolve(signal);
      });
  });
}
