import { forkVersion } from "../../src/chain/transition.ts";
import { FORKS, type ForkName } from "../../src/spec/forks.ts";
import type { SpecTable } from "../../src/spec/index.ts";
import { toHex } from "../../src/ssz/bytes.ts";
import { Mismatch } from "../runner.ts";

/** Epochs whose digests are known: more than any case lasts. */
const EPOCHS = 200;

/** Finds forks by the digests that stand for them on the wire. */
export class ForkDigests {
  readonly #forks = new Map<string, ForkName>();

  constructor(specs: SpecTable, genesis_validators_root: Uint8Array) {
    for (let epoch = EPOCHS; epoch >= 0; epoch--)
      this.#forks.set(
        toHex(specs.at(epoch).compute_fork_digest(genesis_validators_root, epoch)),
        specs.forkAtEpoch(epoch),
      );
  }

  /** Throws `Mismatch` for a digest of no epoch. */
  fork(digest: string): ForkName {
    const fork = this.#forks.get(digest);
    if (fork === undefined) throw new Mismatch("fork_digest", digest, [...this.#forks.keys()].join(" "));
    return fork;
  }
}

/** The fork of this version. Throws `Mismatch` where there is none. */
export function forkByVersion(specs: SpecTable, version: string): ForkName {
  const fork = FORKS.find((name) => toHex(forkVersion(specs, name)) === version);
  if (fork === undefined) throw new Mismatch("store_fork_version", version, "no such fork");
  return fork;
}
