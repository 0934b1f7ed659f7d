import { describe, expect, test } from "bun:test";
import { advanceTo, ForkMismatchError, forkOf } from "../../src/chain/transition.ts";
import { presets } from "../../src/config/load-config.ts";
import { minimalConfig } from "../../src/config/minimal-config.ts";
import { FORKS } from "../../src/spec/forks.ts";
import { createSpecs, type SpecTable } from "../../src/spec/index.ts";
import type { BeaconState } from "../../src/spec/state.ts";

/** Specifications with a fork at each of these epochs, in the forks' order from altair on. */
function specsWith(...epochs: number[]): SpecTable {
  const changes = FORKS.slice(1).map((fork, i) => [`${fork.toUpperCase()}_FORK_EPOCH`, epochs[i] ?? Infinity]);
  return createSpecs({ preset: presets.minimal, config: { ...minimalConfig, ...Object.fromEntries(changes) } });
}

/** A state of phase0 at slot 0 with active validators. */
function phase0State(specs: SpecTable): BeaconState {
  const spec = specs.get("phase0");
  const state = spec.stateType.defaultState();
  const version = specs.config.GENESIS_FORK_VERSION;
  state.fork = { previous_version: version, current_version: version, epoch: 0 };
  for (let i = 0; i < 32; i++) {
    const secret = new Uint8Array(32);
    secret[31] = i + 1;
    state.validators.push({
      pubkey: spec.bls.SkToPk(secret),
      withdrawal_credentials: new Uint8Array(32),
      effective_balance: 32e9,
      slashed: false,
      activation_eligibility_epoch: 0,
      activation_epoch: 0,
      exit_epoch: Number.POSITIVE_INFINITY,
      withdrawable_epoch: Number.POSITIVE_INFINITY,
    });
    state.balances.push(32e9);
  }
  return state;
}

describe("advanceTo", () => {
  test("upgrades through every fork, one an epoch", () => {
    const specs = specsWith(1, 2, 3, 4, 5, 6, 7, 8);
    let state = phase0State(specs);
    for (const [epoch, fork] of FORKS.entries()) {
      if (epoch > 0) {
        state = advanceTo(specs, state, 8 * epoch - 1);
        expect(forkOf(specs, state)).toBe(FORKS[epoch - 1]!);
        // Heze demands that deposits of the former bridge have ended.
        if (fork === "heze") state.deposit_requests_start_index = state.eth1_deposit_index;
        state = advanceTo(specs, state, 8 * epoch);
      }
      expect(forkOf(specs, state)).toBe(fork);
      expect(state.fork.epoch).toBe(epoch);
    }
  });

  test("upgrades through several forks of one epoch, at genesis too", () => {
    const specs = specsWith(0, 0, 0, 2, 2, 2, 2);
    const state = advanceTo(specs, phase0State(specs), 1);
    expect(forkOf(specs, state)).toBe("capella");
    const later = advanceTo(specs, state, 17);
    expect(forkOf(specs, later)).toBe("gloas");
    expect(later.fork.previous_version).toEqual(specs.config.FULU_FORK_VERSION);
    expect(later.slot).toBe(17);
  });

  test("tells every step's time only where that is asked for", () => {
    const specs = specsWith();
    const paths: string[] = [];
    const timed = advanceTo(specs, phase0State(specs), 8, { onTiming: ({ path }) => paths.push(path.join(" ")) });
    expect(paths.filter((path) => path === "process_slots process_epoch")).toHaveLength(1);
    expect(paths).toContain("process_slots process_epoch process_slashings");
    expect(timed.hashTreeRoot()).toEqual(advanceTo(specs, phase0State(specs), 8).hashTreeRoot());
  });

  test("refuses a slot that is not later", () => {
    const specs = specsWith();
    expect(() => advanceTo(specs, phase0State(specs), 0)).toThrow("process_slots: state.slot < slot");
  });

  test("refuses a state that missed its upgrade", () => {
    const specs = specsWith(1);
    const state = phase0State(specs);
    state.slot = 9;
    expect(() => advanceTo(specs, state, 10)).toThrow(ForkMismatchError);
  });

  test("refuses a state of other specifications", () => {
    expect(() => advanceTo(specsWith(), phase0State(specsWith()), 1)).toThrow(ForkMismatchError);
  });
});
