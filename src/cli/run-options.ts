import { LOG_LEVELS } from "../log/logger.ts";
import { FORKS, type ForkName } from "../spec/forks.ts";
import { fromHex } from "../ssz/bytes.ts";
import { UsageError } from "./errors.ts";
import { networkOptions } from "./network.ts";
import { choice, file, flag, integer, type Option, repeated, text, withDefault } from "./options.ts";

const port = (help: string, fallback: number): Option<number> =>
  withDefault(integer("PORT", help, { min: 0, max: 65535 }), fallback);

/** An execution address: 20 bytes of hex. */
const address = (help: string): Option<Uint8Array | undefined> => ({
  help,
  placeholder: "ADDRESS",
  parse(given) {
    if (!/^0x[0-9a-fA-F]{40}$/.test(given))
      throw new UsageError(`takes 0x and 40 hex digits, not ${JSON.stringify(given)}`);
    return fromHex(given);
  },
});

const url = (help: string): Option<URL | undefined> => ({
  help,
  placeholder: "URL",
  parse(given) {
    const parsed = URL.parse(given);
    if (parsed === null || !/^https?:$/.test(parsed.protocol))
      throw new UsageError(`takes an http or https URL, not ${JSON.stringify(given)}`);
    return parsed;
  },
});

/** `electra=3`: a fork and the epoch that it begins with. */
export const forkEpoch = (help: string): Option<readonly [ForkName, number] | undefined> => ({
  help,
  placeholder: "FORK=EPOCH",
  parse(given) {
    const [name, epoch] = given.split("=");
    const fork = FORKS.find((each) => each === name);
    if (fork === undefined || epoch === undefined || !/^\d{1,15}$/.test(epoch))
      throw new UsageError(`takes a fork and its epoch as gloas=2, not ${JSON.stringify(given)}`);
    return [fork, Number(epoch)];
  },
});

/** The options of `consensoor run`. */
export const runOptions = {
  ...networkOptions,
  "genesis-state": file("FILE", "The network's genesis state; without one, a development chain is made."),
  "engine-api-url": url("Engine API of an execution client; without one, payloads are made in this process."),
  "jwt-secret": file("FILE", "The secret shared with the execution client: 32 bytes as hex."),
  "validator-keys": repeated(text("KEYSTORES:SECRETS", "Folders of EIP-2335 keystores and of their passwords.")),
  "data-dir": withDefault(text("FOLDER", "Where the chain and what was signed are kept."), "./data"),
  "p2p-port": port("TCP and UDP port for peers.", 9000),
  "p2p-host": withDefault(text("HOST", "Address to listen on for peers."), "0.0.0.0"),
  "quic-port": port("UDP port for peers by QUIC.", 9001),
  bootnodes: repeated(text("ENR", "Nodes to find others by: ENRs or multiaddrs; commas between several.")),
  "checkpoint-sync-url": url("A beacon node to take a finalized state from."),
  supernode: flag("Keep every data column."),
  "beacon-api-port": port("Port of the Beacon API.", 5052),
  "metrics-port": port("Port of the Prometheus metrics.", 8008),
  "api-host": withDefault(text("HOST", "Address that the Beacon API and the metrics listen on."), "0.0.0.0"),
  "fee-recipient": address("Execution address for the fees of our blocks."),
  graffiti: withDefault(text("TEXT", "Text in our blocks, at most 32 bytes."), "consensoor"),
  "target-gas-limit": withDefault(
    integer("MILLIONS", "Gas limit that our blocks move to, in millions.", { min: 1, max: 9_000_000 }),
    60,
  ),
  "emit-payload-attributes": flag("Send payload_attributes events ahead of every slot, not only of our own proposals."),
  "log-level": withDefault(choice(LOG_LEVELS, "Least severe lines to write."), "INFO"),
  "log-format": withDefault(choice(["text", "json"], "Lines for people, or one JSON object a line."), "text"),
  fork: withDefault(choice(FORKS, "Development chain: the fork it begins with."), "gloas"),
  "fork-epoch": repeated(forkEpoch("Development chain: when a later fork begins; any number.")),
  "slot-time": integer("MS", "Length of a slot in milliseconds, on a development chain.", { min: 100, max: 3_600_000 }),
  "dev-validators": withDefault(
    integer("N", "Development chain: validators, all of this process.", { min: 1, max: 1_000_000 }),
    64,
  ),
  "dev-builders": withDefault(
    integer("N", "Development chain: builders of this process (gloas).", { min: 0, max: 1024 }),
    2,
  ),
  "dev-withhold": withDefault(
    integer("N", "Development chain: builders withhold every Nth payload that was paid for; 0 for none.", { min: 0 }),
    0,
  ),
};
