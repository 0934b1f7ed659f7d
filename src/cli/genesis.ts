import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ForkScheduleError } from "../config/dev-config.ts";
import { baseConfigs, ConfigError, formatConfig, loadConfig, presets } from "../config/load-config.ts";
import type { Preset } from "../config/preset.ts";
import { BlstBls } from "../crypto/blst.ts";
import { createDevNetwork, type DevNetwork } from "../dev-network.ts";
import { devAccounts } from "../execution/genesis/accounts.ts";
import { ExecutionGenesisError, gethGenesis } from "../execution/genesis/geth-genesis.ts";
import { FORKS, type ForkName } from "../spec/forks.ts";
import { createSpecs } from "../spec/index.ts";
import { toHex } from "../ssz/bytes.ts";
import { writeKeystores } from "../validator/keys/key-files.ts";
import { defineCommand } from "./command.ts";
import { CommandError } from "./errors.ts";
import { networkOptions } from "./network.ts";
import { choice, integer, type OptionValues, repeated, required, text, withDefault } from "./options.ts";
import { forkEpoch } from "./run-options.ts";

const genesisOptions = {
  ...networkOptions,
  fork: withDefault(choice(FORKS, "Fork that the chain begins with."), "gloas"),
  "fork-epoch": repeated(forkEpoch("When a later fork begins; any number.")),
  validators: withDefault(integer("N", "Validators, all active from the first epoch.", { min: 1, max: 1_000_000 }), 64),
  builders: withDefault(integer("N", "Builders in the registry (gloas).", { min: 0, max: 1024 }), 0),
  "genesis-time": integer(
    "SECONDS",
    "When the chain begins, in seconds since 1970; by default --genesis-delay from now.",
  ),
  "genesis-delay": withDefault(integer("SECONDS", "How long from now the chain begins."), 60),
  "slot-time": integer("MS", "Length of a slot in milliseconds; by default the preset's.", {
    min: 100,
    max: 3_600_000,
  }),
  "key-layout": withDefault(choice(["teku", "lighthouse"], "Layout of keystores and secrets."), "teku"),
  out: required(text("FOLDER", "Where everything is written.")),
};

type Values = OptionValues<typeof genesisOptions>;

/** `consensoor genesis`. */
export const genesis = defineCommand({
  options: genesisOptions,
  description: [
    "Writes a network that consensus and execution clients can start from:",
    "  genesis.ssz, config.yaml   the consensus genesis and its config",
    "  genesis.json               the execution genesis, with the system contracts (geth init)",
    "  jwt.hex                    the secret between the two",
    "  keystores, secrets         the validators' keys (the interop keys, which everybody knows)",
    "  accounts.json              accounts with funds, with their private keys, which everybody knows",
  ].join("\n"),
  async run({ values, terminal }) {
    const { out } = values;
    if (existsSync(join(out, "genesis.ssz"))) throw new CommandError(`${out} holds a genesis already`);
    const network = makeNetwork(values);
    const specs = createSpecs({ preset: network.preset, config: network.config, bls: new BlstBls() });
    const state = network.genesisState(specs);
    mkdirSync(out, { recursive: true });
    writeFileSync(join(out, "config.yaml"), formatConfig(network.config));
    writeFileSync(join(out, "genesis.json"), `${JSON.stringify(executionFile(network), null, 2)}\n`);
    writeFileSync(join(out, "jwt.hex"), `${crypto.getRandomValues(new Uint8Array(32)).toHex()}\n`, { mode: 0o600 });
    writeFileSync(join(out, "accounts.json"), `${JSON.stringify(accountsFile(), null, 2)}\n`);
    const source = { keystores: join(out, "keystores"), secrets: join(out, "secrets") };
    await writeKeystores(source, network.keys, values["key-layout"], "weak");
    writeFileSync(join(out, "genesis.ssz"), state.serialize());
    terminal.out(
      [
        `genesis time            ${state.genesis_time} (${new Date(state.genesis_time * 1000).toISOString()})`,
        `genesis state root      ${toHex(state.hashTreeRoot())}`,
        `genesis validators root ${toHex(state.genesis_validators_root)}`,
        `execution block hash    ${toHex(network.execution.hash)}`,
      ].join("\n"),
    );
    return 0;
  },
});

function makeNetwork(values: Values): DevNetwork & { readonly preset: Preset } {
  try {
    const path = values["network-config"];
    const name = values.preset ?? "mainnet";
    const { preset, config: base } =
      path === undefined ? { preset: presets[name], config: baseConfigs[name] } : loadConfig(path, values.preset);
    const network = createDevNetwork({
      preset,
      base,
      genesisFork: values.fork as ForkName,
      forkEpochs: new Map(values["fork-epoch"]),
      slotDurationMs: values["slot-time"] ?? base.SLOT_DURATION_MS,
      validators: values.validators,
      builders: values.builders,
      genesisTime: values["genesis-time"] ?? Math.floor(Date.now() / 1000) + values["genesis-delay"],
    });
    return { ...network, preset };
  } catch (error) {
    if (error instanceof ForkScheduleError || error instanceof ConfigError) throw new CommandError(error.message);
    throw error;
  }
}

function executionFile(network: DevNetwork): Record<string, unknown> {
  try {
    return gethGenesis(network.execution);
  } catch (error) {
    if (error instanceof ExecutionGenesisError) throw new CommandError(error.message);
    throw error;
  }
}

function accountsFile(): { address: string; private_key: string }[] {
  return devAccounts().map(({ address, privateKey }) => ({
    address: toHex(address),
    private_key: toHex(privateKey),
  }));
}
