import type { BuilderIdentity } from "./builder/builder-service.ts";
import { createDevGenesis, type GenesisExecutionHeader } from "./chain/dev-genesis.ts";
import { forkVersion } from "./chain/transition.ts";
import type { Config } from "./config/config.ts";
import { devConfig } from "./config/dev-config.ts";
import type { Preset } from "./config/preset.ts";
import { BlstBls } from "./crypto/blst.ts";
import { anchorOfGenesis } from "./execution/embedded/anchors.ts";
import type { ExecutionBlock } from "./execution/embedded/block-store.ts";
import type { ExecutionRules } from "./execution/execution-rules.ts";
import { devAccounts } from "./execution/genesis/accounts.ts";
import { createExecutionGenesis, type ExecutionGenesis } from "./execution/genesis/execution-genesis.ts";
import { FORKS, type ForkName, isAtLeast } from "./spec/forks.ts";
import type { SpecTable } from "./spec/index.ts";
import type { BeaconState } from "./spec/state.ts";
import type { PowBlock } from "./spec/values.ts";
import { ZERO_ROOT } from "./ssz/bytes.ts";
import { builderKeys, interopKeys } from "./validator/keys/interop.ts";
import type { SigningKey } from "./validator/signer.ts";

/** Gwei that each validator of a development network starts with: 32 ether. */
export const DEV_VALIDATOR_BALANCE = 32_000_000_000;
/** Gwei that each builder starts with: 1,000 ether, of which it pays its bids. */
export const DEV_BUILDER_BALANCE = 1_000_000_000_000;

/** What a development network is asked to be. The same values give the same network. */
export interface DevNetworkOptions {
  readonly preset: Preset;
  readonly base: Config;
  readonly genesisFork: ForkName;
  readonly forkEpochs: ReadonlyMap<ForkName, number>;
  readonly slotDurationMs: number;
  readonly validators: number;
  readonly builders: number;
  /** Seconds since the Unix epoch. */
  readonly genesisTime: number;
}

/** A whole network out of nothing: its config, keys, both genesis states. */
export interface DevNetwork {
  readonly config: Config;
  readonly keys: readonly SigningKey[];
  readonly builders: readonly BuilderIdentity[];
  readonly execution: ExecutionGenesis;
  readonly rules: ExecutionRules;
  /** What the embedded engine's chain begins with. */
  readonly executionAnchor: ExecutionBlock;
  readonly powBlocks: readonly PowBlock[];
  genesisState(specs: SpecTable): BeaconState;
}

/** Makes the network. Throws `ForkScheduleError`. */
export function createDevNetwork(options: DevNetworkOptions): DevNetwork {
  const { preset, genesisTime, genesisFork } = options;
  const scheduled = devConfig({ ...options, forks: FORKS });
  const execution = createExecutionGenesis({ config: scheduled, preset, genesisTime });
  const config = mergingOnto(scheduled, genesisFork, execution.hash);
  const bls = new BlstBls();
  const publicKeyOf = (secret: Uint8Array) => bls.SkToPk(secret);
  const keys = interopKeys(options.validators, publicKeyOf);
  const builders = builderKeys(options.builders, publicKeyOf).map(
    (key, index): BuilderIdentity => ({
      ...key,
      feeRecipient: numberedAddress(0xb0, index),
    }),
  );
  return {
    config,
    keys,
    builders,
    execution,
    rules: execution.rules,
    executionAnchor: anchorOfGenesis(execution),
    powBlocks: [
      { block_hash: execution.hash, parent_hash: ZERO_ROOT, total_difficulty: config.TERMINAL_TOTAL_DIFFICULTY },
    ],
    genesisState(specs) {
      const spec = specs.get(genesisFork);
      // Accounts whose keys are known, so that withdrawals can be asked for on the execution chain.
      const accounts = devAccounts();
      const before = FORKS[Math.max(0, FORKS.indexOf(genesisFork) - 1)]!;
      return createDevGenesis({
        spec,
        previousVersion: forkVersion(specs, before),
        currentVersion: forkVersion(specs, genesisFork),
        genesisTime,
        validators: keys.map(({ pubkey }, index) => ({
          pubkey,
          withdrawalAddress: accounts[index % accounts.length]!.address,
          balance: DEV_VALIDATOR_BALANCE,
        })),
        builders: builders.map(({ pubkey, feeRecipient }) => ({
          pubkey,
          executionAddress: feeRecipient,
          balance: DEV_BUILDER_BALANCE,
        })),
        executionBlockHash: execution.hash,
        executionHeader: payloadHeaderOf(execution),
      });
    },
  };
}

/** A chain that begins before the merge merges onto the execution chain's first block, as soon as bellatrix begins. */
function mergingOnto(config: Config, genesisFork: ForkName, hash: Uint8Array): Config {
  if (isAtLeast(genesisFork, "bellatrix")) return config;
  return {
    ...config,
    TERMINAL_BLOCK_HASH: hash,
    TERMINAL_BLOCK_HASH_ACTIVATION_EPOCH: config.BELLATRIX_FORK_EPOCH,
  };
}

/** The first execution block's header by the consensus layer's names. */
function payloadHeaderOf({ header, hash }: ExecutionGenesis): GenesisExecutionHeader {
  return {
    parent_hash: header.parentHash,
    fee_recipient: header.feeRecipient,
    state_root: header.stateRoot,
    receipts_root: header.receiptsRoot,
    logs_bloom: header.logsBloom,
    prev_randao: header.prevRandao,
    block_number: header.number,
    gas_limit: header.gasLimit,
    gas_used: header.gasUsed,
    timestamp: header.timestamp,
    extra_data: header.extraData,
    base_fee_per_gas: header.baseFeePerGas,
    block_hash: hash,
  };
}

/** An address that is told by its first byte and its number. */
function numberedAddress(prefix: number, index: number): Uint8Array {
  const address = new Uint8Array(20).fill(prefix, 0, 1);
  new DataView(address.buffer).setUint32(16, index + 1);
  return address;
}
