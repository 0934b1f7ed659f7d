import type { Config } from "../config/config.ts";
import type { Preset } from "../config/preset.ts";
import type { Bls } from "../crypto/bls.ts";
import { BlstBls } from "../crypto/blst.ts";
import type { Kzg } from "../crypto/kzg.ts";
import { StateType } from "../ssz/columns/state-type.ts";
import { AltairSpec } from "./altair/spec.ts";
import { altairTypes } from "./altair/types.ts";
import { BellatrixSpec } from "./bellatrix/spec.ts";
import { bellatrixTypes } from "./bellatrix/types.ts";
import { CapellaSpec } from "./capella/spec.ts";
import { capellaTypes } from "./capella/types.ts";
import { DenebSpec } from "./deneb/spec.ts";
import { denebTypes } from "./deneb/types.ts";
import { ElectraSpec } from "./electra/spec.ts";
import { electraTypes } from "./electra/types.ts";
import type { ExecutionEngine } from "./execution-engine.ts";
import type { ForkChoiceEnvironment } from "./fork-choice/environment.ts";
import { FORKS, type ForkName } from "./forks.ts";
import { FuluSpec } from "./fulu/spec.ts";
import { fuluTypes } from "./fulu/types.ts";
import { GloasSpec } from "./gloas/spec.ts";
import { gloasTypes } from "./gloas/types.ts";
import { HezeSpec } from "./heze/spec.ts";
import { hezeTypes } from "./heze/types.ts";
import { Phase0Spec } from "./phase0/spec.ts";
import { phase0Types } from "./phase0/types.ts";
import type { SpecContext } from "./spec-base.ts";
import { type BeaconState, PLAIN_STATE_FIELDS, STATE_FIELDS } from "./state.ts";
import { composeTypes, type TypeDefinitions } from "./type-definitions.ts";

/**
 * A fork's specification: all functions of all its documents. The type is the newest fork's; calling on an older fork
 * what only a newer one has is an error at runtime.
 */
export type Spec = HezeSpec;

/** What the specifications of a network's forks are made from. */
export interface SpecOptions {
  readonly preset: Preset;
  readonly config: Config;
  /** Without one, signatures are verified at once on the calling thread. */
  readonly bls?: Bls;
  readonly kzg?: Kzg;
  readonly executionEngine?: ExecutionEngine;
  /** What fork choice needs from outside: its handlers fail where they need it and there is none. */
  readonly environment?: ForkChoiceEnvironment;
}

/** The specifications of all forks under one preset and config, each composed when it is first asked for. */
export interface SpecTable {
  readonly preset: Preset;
  readonly config: Config;
  get(fork: ForkName): Spec;
  /** The fork that the config's epochs put at this epoch; of forks at one epoch, the newest. */
  forkAtEpoch(epoch: number): ForkName;
  /** The specification at this epoch. */
  at(epoch: number): Spec;
}

interface ForkParts {
  readonly types: (preset: Preset, config: Config) => TypeDefinitions;
  readonly Spec: new (context: SpecContext) => unknown;
  readonly epoch: (config: Config) => number;
}

const PARTS: Readonly<Record<ForkName, ForkParts>> = {
  phase0: { types: phase0Types, Spec: Phase0Spec, epoch: () => 0 },
  altair: { types: altairTypes, Spec: AltairSpec, epoch: (config) => config.ALTAIR_FORK_EPOCH },
  bellatrix: { types: bellatrixTypes, Spec: BellatrixSpec, epoch: (config) => config.BELLATRIX_FORK_EPOCH },
  capella: { types: capellaTypes, Spec: CapellaSpec, epoch: (config) => config.CAPELLA_FORK_EPOCH },
  deneb: { types: denebTypes, Spec: DenebSpec, epoch: (config) => config.DENEB_FORK_EPOCH },
  electra: { types: electraTypes, Spec: ElectraSpec, epoch: (config) => config.ELECTRA_FORK_EPOCH },
  fulu: { types: fuluTypes, Spec: FuluSpec, epoch: (config) => config.FULU_FORK_EPOCH },
  gloas: { types: gloasTypes, Spec: GloasSpec, epoch: (config) => config.GLOAS_FORK_EPOCH },
  heze: { types: hezeTypes, Spec: HezeSpec, epoch: (config) => config.HEZE_FORK_EPOCH },
};

/** Composes the specifications of all forks. Nothing is shared between two tables. */
export function createSpecs(options: SpecOptions): SpecTable {
  const { preset, config } = options;
  const bls = options.bls ?? new BlstBls();
  const made = new Map<ForkName, Spec>();

  const make = (fork: ForkName): Spec => {
    const forks = FORKS.slice(0, FORKS.indexOf(fork) + 1);
    const types = composeTypes(forks.map((name) => PARTS[name].types(preset, config)));
    const stateType = new StateType<BeaconState>(types.BeaconState, {
      plain: PLAIN_STATE_FIELDS,
      foreign: STATE_FIELDS,
    });
    return new PARTS[fork].Spec({ ...options, bls, types, stateType }) as Spec;
  };
  const get = (fork: ForkName): Spec => {
    let spec = made.get(fork);
    if (spec === undefined) {
      spec = make(fork);
      made.set(fork, spec);
    }
    return spec;
  };
  const forkAtEpoch = (epoch: number): ForkName =>
    FORKS.findLast((fork) => fork !== "phase0" && PARTS[fork].epoch(config) <= epoch) ?? "phase0";

  return { preset, config, get, forkAtEpoch, at: (epoch) => get(forkAtEpoch(epoch)) };
}
