import type { BuilderIdentity } from "../builder/builder-service.ts";
import type { Chain } from "../chain/chain.ts";
import { decodeState } from "../chain/decode.ts";
import { topUpDeposit } from "../chain/dev-deposits.ts";
import type { Config } from "../config/config.ts";
import { baseConfigs, loadConfig, presets } from "../config/load-config.ts";
import type { Preset } from "../config/preset.ts";
import { createDevNetwork } from "../dev-network.ts";
import { anchorOfState } from "../engine-setup.ts";
import type { ExecutionBlock } from "../execution/embedded/block-store.ts";
import type { EmbeddedEngine } from "../execution/embedded/embedded-engine.ts";
import { type ExecutionRules, executionRules } from "../execution/execution-rules.ts";
import { UNSET_DEPOSIT_REQUESTS_START_INDEX } from "../spec/electra/constants.ts";
import { type ForkName, isAtLeast } from "../spec/forks.ts";
import type { SpecTable } from "../spec/index.ts";
import type { BeaconState } from "../spec/state.ts";
import type { PowBlock } from "../spec/values.ts";
import type { ChainDatabase } from "../storage/database.ts";
import type { SigningKey } from "../validator/signer.ts";
import type { Terminal } from "./command.ts";
import { CommandError } from "./errors.ts";
import { loadNetwork } from "./network.ts";
import type { OptionValues } from "./options.ts";
import type { runOptions } from "./run-options.ts";
import { readSsz } from "./ssz-file.ts";

/** The network that a node is to run on. */
export interface RunNetwork {
  readonly kind: "development" | "given";
  readonly preset: Preset;
  readonly config: Config;
  /** Keys that come with the network: a development chain's. */
  readonly keys: readonly SigningKey[];
  readonly builders: readonly BuilderIdentity[];
  readonly powBlocks: readonly PowBlock[];
  genesisState(specs: SpecTable): BeaconState;
  /** Called with the engine of this process, once the chain stands. */
  prepare(chain: Chain, engine: EmbeddedEngine): void;
  /** What an engine in this process needs to take part; null where the chain has no payloads yet. */
  execution(specs: SpecTable): { readonly rules: ExecutionRules; readonly anchor: ExecutionBlock } | null;
}

const DEV_NETWORK = "dev_network";
/** Time between making a development chain and its first slot. */
const DEV_GENESIS_DELAY_MS = 500;

/** Gwei of the deposit. */
const TOP_UP = 1_000_000_000;

type Values = OptionValues<typeof runOptions>;

/** The network of the options: of files, or a development chain, made anew or as the data folder remembers it. */
export function networkOf(values: Values, db: ChainDatabase, terminal: Terminal): RunNetwork {
  return values["genesis-state"] === undefined ? developmentNetwork(values, db) : givenNetwork(values, terminal);
}

function givenNetwork(values: Values, terminal: Terminal): RunNetwork {
  const { preset, config } = loadNetwork(values, terminal);
  const bytes = readSsz(values["genesis-state"]!);
  const genesisState = (specs: SpecTable) => decodeState(specs, bytes).state;
  return {
    kind: "given",
    preset,
    config,
    keys: [],
    builders: [],
    powBlocks: [],
    genesisState,
    prepare: () => undefined,
    execution(specs) {
      const { fork, state } = decodeState(specs, bytes);
      const anchor = anchorOfState(specs.get(fork), state);
      return anchor === null ? null : { rules: executionRules(config, preset, state.genesis_time), anchor };
    },
  };
}

function developmentNetwork(values: Values, db: ChainDatabase): RunNetwork {
  const path = values["network-config"];
  const loaded = path === undefined ? null : loadConfig(path, values.preset);
  const preset = loaded?.preset ?? presets[values.preset ?? "mainnet"];
  const base = loaded?.config ?? baseConfigs[values.preset ?? "mainnet"];
  const wish = {
    preset: preset.PRESET_BASE,
    fork: values.fork,
    forkEpochs: values["fork-epoch"].map(([fork, epoch]) => `${fork}=${epoch}`).sort(),
    slotTime: values["slot-time"] ?? base.SLOT_DURATION_MS,
    validators: values["dev-validators"],
    builders: values["dev-builders"],
  };
  const genesisTime = remembered(db, wish) ?? Math.ceil((Date.now() + DEV_GENESIS_DELAY_MS) / 1000);
  db.setMeta(DEV_NETWORK, new TextEncoder().encode(JSON.stringify({ ...wish, genesisTime })));
  const network = createDevNetwork({
    preset,
    base,
    genesisFork: values.fork as ForkName,
    forkEpochs: new Map(values["fork-epoch"]),
    slotDurationMs: wish.slotTime,
    validators: wish.validators,
    builders: wish.builders,
    genesisTime,
  });
  return {
    kind: "development",
    preset,
    config: network.config,
    keys: network.keys,
    builders: network.builders,
    powBlocks: network.powBlocks,
    genesisState: (specs) => network.genesisState(specs),
    prepare: queueFirstDeposit,
    execution: () => ({ rules: network.rules, anchor: network.executionAnchor }),
  };
}

/**
 * Heze leaves deposits by blocks behind and so demands that a deposit request has said where requests begin, which a
 * chain from before electra has to live through: one validator tops up its balance as soon as requests exist.
 */
function queueFirstDeposit(chain: Chain, engine: EmbeddedEngine): void {
  const state = chain.headState();
  const { fork } = chain.specOf(state);
  if (isAtLeast(fork, "heze")) return;
  if (isAtLeast(fork, "electra") && state.deposit_requests_start_index !== UNSET_DEPOSIT_REQUESTS_START_INDEX) return;
  const { eth1_deposit_index } = state;
  engine.setNextDepositIndex(eth1_deposit_index);
  engine.queueRequest({
    kind: "deposit",
    request: topUpDeposit(state.validators.value(0), TOP_UP, eth1_deposit_index),
  });
}

/** Genesis time of the development chain that the folder holds, null for none. Throws where it is another chain. */
function remembered(db: ChainDatabase, wish: Record<string, unknown>): number | null {
  const bytes = db.getMeta(DEV_NETWORK);
  if (bytes === null) return null;
  const { genesisTime, ...held } = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  for (const [name, value] of Object.entries(wish))
    if (JSON.stringify(held[name]) !== JSON.stringify(value))
      throw new CommandError(
        `the data folder holds a development chain with ${name} ${JSON.stringify(held[name])}, not ${JSON.stringify(value)}: choose another --data-dir, or remove it`,
      );
  return genesisTime as number;
}
