import type { Config } from "../config/config.ts";
import { baseConfigs, ConfigError, loadConfig, presets } from "../config/load-config.ts";
import type { Preset } from "../config/preset.ts";
import type { Terminal } from "./command.ts";
import { CommandError } from "./errors.ts";
import { choice, file, type OptionValues } from "./options.ts";

/** Options that say which network a command works on. */
export const networkOptions = {
  preset: choice(["mainnet", "minimal"], "Preset; by default the network config's, or else mainnet."),
  "network-config": file("FILE", "The network's config.yaml; by default the preset's own config."),
};

/** The preset and config that the options choose; keys of the config that mean nothing are warned of. */
export function loadNetwork(
  values: OptionValues<typeof networkOptions>,
  terminal: Terminal,
): { preset: Preset; config: Config } {
  const path = values["network-config"];
  if (path === undefined) {
    const name = values.preset ?? "mainnet";
    return { preset: presets[name], config: baseConfigs[name] };
  }
  try {
    const { preset, config, unknown } = loadConfig(path, values.preset);
    if (unknown.length > 0)
      terminal.error(`${path}: no use for ${unknown.map(({ key, line }) => `${key} (line ${line})`).join(", ")}`);
    return { preset, config };
  } catch (error) {
    if (error instanceof ConfigError) throw new CommandError(error.message);
    throw error;
  }
}
