import { Elysia } from "elysia";
import { forkEpoch, forkVersion } from "../chain/transition.ts";
import * as altair from "../spec/altair/constants.ts";
import * as bellatrix from "../spec/bellatrix/constants.ts";
import * as capella from "../spec/capella/constants.ts";
import * as deneb from "../spec/deneb/constants.ts";
import * as electra from "../spec/electra/constants.ts";
import { FORKS, type ForkName } from "../spec/forks.ts";
import * as fulu from "../spec/fulu/constants.ts";
import * as gloas from "../spec/gloas/constants.ts";
import * as heze from "../spec/heze/constants.ts";
import type { SpecTable } from "../spec/index.ts";
import * as phase0 from "../spec/phase0/constants.ts";
import { toHex } from "../ssz/bytes.ts";
import type { ApiContext } from "./context.ts";
import { decimal, jsonData } from "./response.ts";

/** https://ethereum.github.io/beacon-APIs/#/Config */
export function configRoutes({ chain }: ApiContext) {
  const spec = specOf(chain.specs.preset, chain.specs.config);
  return new Elysia()
    .get("/eth/v1/config/spec", () => jsonData(spec))
    .get("/eth/v1/config/fork_schedule", () => jsonData(scheduleOf(chain.specs).map(scheduled)))
    .get("/eth/v1/config/deposit_contract", () =>
      jsonData({
        chain_id: String(chain.specs.config.DEPOSIT_CHAIN_ID),
        address: toHex(chain.specs.config.DEPOSIT_CONTRACT_ADDRESS),
      }),
    );

  function scheduled(fork: { fork: ForkName; epoch: number; previous: Uint8Array; current: Uint8Array }) {
    return {
      previous_version: toHex(fork.previous),
      current_version: toHex(fork.current),
      epoch: decimal(fork.epoch),
    };
  }
}

/** The forks that the network has or will have, oldest first, each with the version before it. */
function scheduleOf(specs: SpecTable): { fork: ForkName; epoch: number; previous: Uint8Array; current: Uint8Array }[] {
  const known = FORKS.filter((fork) => forkEpoch(specs, fork) !== Number.POSITIVE_INFINITY);
  return known.map((fork, i) => ({
    fork,
    epoch: forkEpoch(specs, fork),
    previous: forkVersion(specs, known[Math.max(0, i - 1)]!),
    current: forkVersion(specs, fork),
  }));
}

/** Every preset, configuration and constant value by its name, as strings; schedules as lists of objects. */
function specOf(preset: object, config: object): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const module of [phase0, altair, bellatrix, capella, deneb, electra, fulu, gloas, heze])
    for (const [name, value] of Object.entries(module)) if (typeof value !== "function") out[name] = shown(value);
  for (const source of [preset, config]) for (const [name, value] of Object.entries(source)) out[name] = shown(value);
  return out;
}

function shown(value: unknown): unknown {
  if (value instanceof Uint8Array) return toHex(value);
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shown(inner)]));
  return typeof value === "number" ? decimal(value) : String(value);
}
