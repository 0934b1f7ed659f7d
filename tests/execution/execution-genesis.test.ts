import { describe, expect, test } from "bun:test";
import { minimalConfig } from "../../src/config/minimal-config.ts";
import { minimalPreset } from "../../src/config/minimal-preset.ts";
import { devAccounts } from "../../src/execution/genesis/accounts.ts";
import { createExecutionGenesis } from "../../src/execution/genesis/execution-genesis.ts";
import { ExecutionGenesisError, gethGenesis } from "../../src/execution/genesis/geth-genesis.ts";
import { SYSTEM_CONTRACTS } from "../../src/execution/genesis/system-contracts.ts";
import { addressOf } from "../../src/execution/transactions.ts";
import { FORKS, type ForkName } from "../../src/spec/forks.ts";
import { toHex } from "../../src/ssz/bytes.ts";

const GENESIS_TIME = 1_700_000_000;

function configAt(fork: ForkName, overrides: Partial<typeof minimalConfig> = {}) {
  const epochs = FORKS.slice(1, FORKS.indexOf(fork) + 1).map((name) => [`${name.toUpperCase()}_FORK_EPOCH`, 0]);
  return { ...minimalConfig, ...Object.fromEntries(epochs), ...overrides };
}

const make = (config: typeof minimalConfig) =>
  createExecutionGenesis({ config, preset: minimalPreset, genesisTime: GENESIS_TIME });

describe("the first block", () => {
  /** What geth v1.17.8 made of these genesis files. */
  const hashes: Partial<Record<ForkName, string>> = {
    bellatrix: "0x8cd8d60ecadee29e5257ca6f8b890580ddbc7aaa5b337e13d7d33d1c7cbb3ef2",
    capella: "0xe86cf65441cf6acf78bb8c35afc13db9f79eceefaa8acbd768333d65a95a94fa",
    deneb: "0xf30dd98440a9102b797e0046b2240d861974f0ce2ffe4838ff2edb7d5799f54d",
    electra: "0xb0d4315dbec6d3cea7714bfa906910efcdc233a86bf98f19338e0bab6736df52",
    fulu: "0xb0d4315dbec6d3cea7714bfa906910efcdc233a86bf98f19338e0bab6736df52",
    gloas: "0x04d157b214874f8686eb9f72102f45109e70f8f1a9d8693d860a934fe331fa8c",
    heze: "0x04d157b214874f8686eb9f72102f45109e70f8f1a9d8693d860a934fe331fa8c",
  };

  test.each(Object.entries(hashes))("of %s is geth's", (fork, hash) => {
    expect(toHex(make(configAt(fork as ForkName)).hash)).toBe(hash);
  });

  test("before bellatrix is the one that the chain merges onto", () => {
    expect(toHex(make(configAt("phase0")).hash)).toBe(hashes.bellatrix!);
  });
});

describe("genesis.json", () => {
  test("has the forks at their times, the blob limits and the system contracts", () => {
    const config = configAt("fulu", {
      DEPOSIT_CHAIN_ID: 1337,
      GLOAS_FORK_EPOCH: 2,
      BLOB_SCHEDULE: [{ EPOCH: 1, MAX_BLOBS_PER_BLOCK: 15 }],
    });
    const file = gethGenesis(make(config)) as {
      config: Record<string, unknown>;
      alloc: Record<string, { code?: string }>;
    };
    expect(file.config).toMatchObject({
      chainId: 1337,
      shanghaiTime: 0,
      cancunTime: 0,
      pragueTime: 0,
      osakaTime: 0,
      bpo1Time: GENESIS_TIME + 48,
      amsterdamTime: GENESIS_TIME + 96,
      terminalTotalDifficulty: 0,
      depositContractAddress: "0x1234567890123456789012345678901234567890",
      blobSchedule: {
        cancun: { target: 3, max: 6, baseFeeUpdateFraction: 3338477 },
        prague: { target: 6, max: 9, baseFeeUpdateFraction: 5007716 },
        bpo1: { target: 10, max: 15, baseFeeUpdateFraction: 8346193 },
      },
    });
    expect(file.config).not.toHaveProperty("bogotaTime");
    for (const { address, code } of Object.values(SYSTEM_CONTRACTS))
      expect(file.alloc[toHex(address)]!.code).toBe(toHex(code));
    expect(file.alloc).toHaveProperty("0x1234567890123456789012345678901234567890");
    for (const { address } of devAccounts()) expect(file.alloc).toHaveProperty(toHex(address));
  });

  test("says what it has no room for", () => {
    const entries = [1, 2, 3, 4, 5, 6].map((EPOCH) => ({ EPOCH, MAX_BLOBS_PER_BLOCK: 9 + EPOCH }));
    expect(() => gethGenesis(make(configAt("fulu", { BLOB_SCHEDULE: entries })))).toThrow(ExecutionGenesisError);
  });
});

test("development accounts have the addresses that their keys give", () => {
  const [first] = devAccounts();
  expect(toHex(first!.address)).toBe("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266");
  for (const { address, privateKey } of devAccounts()) expect(addressOf(privateKey)).toEqual(address);
});
