import { describe, expect, test } from "bun:test";
import { builderDeposit, topUpDeposit } from "../src/chain/dev-deposits.ts";
import { genesisBlock } from "../src/chain/open-chain.ts";
import { advanceTo } from "../src/chain/transition.ts";
import { ForkScheduleError } from "../src/config/dev-config.ts";
import { baseConfigs, type PresetName, presets } from "../src/config/load-config.ts";
import { createDevNetwork, type DevNetworkOptions } from "../src/dev-network.ts";
import { FORKS, type ForkName, isAtLeast } from "../src/spec/forks.ts";
import { createSpecs } from "../src/spec/index.ts";
import { toHex } from "../src/ssz/bytes.ts";

function make(name: PresetName, options: Partial<DevNetworkOptions> = {}) {
  const network = createDevNetwork({
    preset: presets[name],
    base: baseConfigs[name],
    genesisFork: "gloas",
    forkEpochs: new Map(),
    slotDurationMs: 6000,
    validators: 64,
    builders: 2,
    genesisTime: 1_700_000_000,
    ...options,
  });
  const specs = createSpecs({ preset: presets[name], config: network.config });
  return { network, specs, state: network.genesisState(specs) };
}

describe("a genesis state", () => {
  /** Roots of the same states in the executable specification, where their derived fields were checked too. */
  const roots: Record<ForkName, string> = {
    phase0: "0xdf102eb37a50773c34c70ffc8f1ba70e1b692a050109eb0e40020f6abc08ed26",
    altair: "0x9eb06eeffff1de670d645ba79119715509306216a1dcacb9b5ba8f54f1a0f5c3",
    bellatrix: "0xc7955ac904988f263b4188c0f4e36be487c608fc1d105d834870fdaa8012e7e6",
    capella: "0x222e52986fff2dc876d55725caef1d65eb2f0a43666e0cb472f2d96704fd77f6",
    deneb: "0xed010bbfa719ce08bdbd8f3072dd1aa054174a8911e323df5ef1cb5dd8d7ae95",
    electra: "0x98018099fc1d38279533176f2ccae66e572ce9a7c90c05cabb3da47a17eccae7",
    fulu: "0xddfef6cb459e99843b7f4fecb95b7e5f7f11f7807da36ecee2e2604753d4affa",
    gloas: "0x06a0d7f781d71b2bbf95e5aed4b2e3955cc315a3f3b4e21ef9f8ced3cb4dd87f",
    heze: "0x14746c0ff3fd3ea429dfec48f08d6132e4f023d586181aa1868281f165472e7a",
  };

  test.each([...FORKS])("of %s is the same each time, and the specification's", (fork) => {
    expect(toHex(make("minimal", { genesisFork: fork }).state.hashTreeRoot())).toBe(roots[fork]);
  });

  test.each([...FORKS])("of %s on the mainnet preset is whole", (genesisFork) => {
    const { network, specs, state } = make("mainnet", { genesisFork });
    const spec = specs.get(genesisFork);
    const decoded = spec.stateType.deserialize(state.serialize());
    expect(decoded.hashTreeRoot()).toEqual(state.hashTreeRoot());
    expect(spec.get_active_validator_indices(state, 0)).toHaveLength(64);
    expect(state.genesis_validators_root).toEqual(state.fieldRoot("validators"));
    // Throws where the header's body is none that a chain can begin with.
    expect(genesisBlock(spec, state).state_root).toEqual(state.hashTreeRoot());
    if (isAtLeast(genesisFork, "gloas")) expect(state.latest_block_hash).toEqual(network.execution.hash);
    else if (isAtLeast(genesisFork, "bellatrix"))
      expect(state.latest_execution_payload_header.block_hash).toEqual(network.execution.hash);
  });

  test("of a chain from before the merge names the block that it merges onto", () => {
    const { network } = make("minimal", { genesisFork: "phase0", forkEpochs: new Map([["bellatrix", 2]]) });
    expect(network.config.TERMINAL_BLOCK_HASH).toEqual(network.execution.hash);
    expect(network.config.TERMINAL_BLOCK_HASH_ACTIVATION_EPOCH).toBe(2);
    expect(network.config.ALTAIR_FORK_EPOCH).toBe(2);
  });
});

describe("forks", () => {
  test.each([
    ["phase0", "altair", "bellatrix"],
    ["bellatrix", "capella", "deneb"],
    ["electra", "fulu", "gloas"],
    ["fulu", "gloas", "heze"],
  ] as const)("%s, %s and %s follow in one chain", (genesisFork, next, last) => {
    const forkEpochs = new Map<ForkName, number>([
      [next, 1],
      [last, 2],
    ]);
    const { specs, state } = make("minimal", { genesisFork, forkEpochs });
    const later = advanceTo(specs, state, 17);
    expect(later.type).toBe(specs.get(last).stateType);
    expect(later.fork.epoch).toBe(2);
  });

  test("out of order are refused", () => {
    const scheduled = (entries: [ForkName, number][]) => () =>
      make("minimal", { genesisFork: "electra", forkEpochs: new Map(entries) });
    expect(
      scheduled([
        ["fulu", 3],
        ["gloas", 2],
      ]),
    ).toThrow(ForkScheduleError);
    expect(scheduled([["deneb", 3]])).toThrow(ForkScheduleError);
    expect(scheduled([["gloas", 4]])).not.toThrow();
  });
});

describe("deposits", () => {
  test("of builders are signed as the specification asks", () => {
    const { network, specs, state } = make("minimal", { builders: 1 });
    const spec = specs.get("gloas");
    const [key] = network.keys;
    const request = builderDeposit(spec, key!, new Uint8Array(20).fill(3), 5_000_000_000);
    spec.process_builder_deposit_request(state, request);
    expect(state.builders.length).toBe(2);
    expect(state.builders.value(1)).toMatchObject({ pubkey: key!.pubkey, balance: 5_000_000_000 });
    expect(spec.is_valid_builder_deposit_signature({ ...request, amount: 1 })).toBe(false);
  });

  test("that top up tell a chain from before electra that requests have begun", () => {
    const { specs, state } = make("minimal", {
      genesisFork: "deneb",
      forkEpochs: new Map<ForkName, number>([
        ["electra", 1],
        ["heze", 2],
      ]),
    });
    const electra = specs.get("electra");
    const before = electra.upgrade_to_electra(advanceTo(specs, state, 7));
    const request = topUpDeposit(before.validators.value(0), 1_000_000_000, before.eth1_deposit_index);
    expect(before.deposit_requests_start_index).not.toBe(before.eth1_deposit_index);
    electra.process_deposit_request(before, request);
    expect(before.deposit_requests_start_index).toBe(before.eth1_deposit_index);
    expect(before.pending_deposits.length).toBe(1);
  });
});
