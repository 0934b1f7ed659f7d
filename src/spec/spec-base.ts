import type { Config } from "../config/config.ts";
import type { Preset } from "../config/preset.ts";
import type { Bls } from "../crypto/bls.ts";
import { ethKzg, type Kzg } from "../crypto/kzg.ts";
import type { StateType } from "../ssz/columns/state-type.ts";
import { ACCEPTING_ENGINE, type ExecutionEngine } from "./execution-engine.ts";
import type { ForkChoiceEnvironment } from "./fork-choice/environment.ts";
import type { ForkName } from "./forks.ts";
import type { BeaconState } from "./state.ts";
import type { SpecTypes } from "./type-definitions.ts";

/** What a fork's specification is composed from. */
export interface SpecContext {
  readonly preset: Preset;
  readonly config: Config;
  readonly types: SpecTypes;
  /** Makes, decodes and upgrades this fork's states. */
  readonly stateType: StateType<BeaconState>;
  readonly bls: Bls;
  /** Without one, the process's own, loaded by its first use. */
  readonly kzg?: Kzg;
  /** Without one, every payload is valid: for chains whose payloads are checked elsewhere or not at all. */
  readonly executionEngine?: ExecutionEngine;
  /** Without one, the fork choice handlers fail where they need something from outside. */
  readonly environment?: ForkChoiceEnvironment;
}

/**
 * The root of the chain of classes that is the specification: one class a document, each extending the document before
 * it, a fork's first extending the earlier fork's last. So a function that a fork modifies is a method that overrides,
 * and everything that calls it, in whatever document, calls the newest.
 */
export abstract class SpecBase {
  abstract readonly fork: ForkName;
  readonly preset: Preset;
  readonly config: Config;
  readonly types: SpecTypes;
  readonly stateType: StateType<BeaconState>;
  readonly bls: Bls;
  readonly kzg: Kzg;
  /** The execution engine that block processing asks. */
  readonly EXECUTION_ENGINE: ExecutionEngine;

  constructor(context: SpecContext) {
    this.preset = context.preset;
    this.config = context.config;
    this.types = context.types;
    this.stateType = context.stateType;
    this.bls = context.bls;
    this.kzg = context.kzg ?? ethKzg;
    this.EXECUTION_ENGINE = context.executionEngine ?? ACCEPTING_ENGINE;
  }
}
