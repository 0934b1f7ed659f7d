import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import type { Chain } from "../chain/chain.ts";
import { forkEpoch, forkVersion } from "../chain/transition.ts";
import { FORKS } from "../spec/forks.ts";
import type { Epoch } from "../spec/values.ts";
import { concatBytes, fromHex, toHex } from "../ssz/bytes.ts";
import { setUint64 } from "../ssz/uint64.ts";
import { encodeEnr, peerIdOf } from "./enr.ts";

/** Raised where the file of the node's key does not hold one. */
export class NodeKeyError extends Error {
  override name = "NodeKeyError";
}

/** What a node is to others, by its key. */
export interface Identity {
  readonly peerId: string;
  /** Without addresses as long as nothing listens for peers. */
  readonly enr: string;
}

/** The node's key from `node.key` in the data folder, made there at the first start. Throws `NodeKeyError`. */
export function nodeKey(folder: string): Uint8Array {
  const path = join(folder, "node.key");
  if (!existsSync(path)) {
    const key = secp256k1.utils.randomSecretKey();
    writeFileSync(path, `${toHex(key)}\n`, { mode: 0o600 });
    return key;
  }
  const text = readFileSync(path, "utf8").trim();
  if (!/^0x[0-9a-f]{64}$/.test(text)) throw new NodeKeyError(`${path} holds no node key: 0x and 64 hex digits`);
  return fromHex(text);
}

/** The node's identity on the chain as it is now: its record names the current fork and the next. */
export function identityOf(key: Uint8Array, chain: Chain): Identity {
  const epoch = chain.spec.compute_epoch_at_slot(chain.clock.currentSlot);
  return { peerId: peerIdOf(key), enr: encodeEnr(key, 1 + epoch, new Map([["eth2", forkId(chain, epoch)]])) };
}

/** `ENRForkID` (phase0 p2p-interface.md "eth2 field"), serialized. */
function forkId(chain: Chain, epoch: Epoch): Uint8Array {
  const { spec, specs } = chain;
  const next = FORKS.find(
    (fork) => forkEpoch(specs, fork) > epoch && forkEpoch(specs, fork) !== Number.POSITIVE_INFINITY,
  );
  const nextEpoch = new Uint8Array(8);
  setUint64(new DataView(nextEpoch.buffer), 0, next === undefined ? Number.POSITIVE_INFINITY : forkEpoch(specs, next));
  return concatBytes(
    spec.compute_fork_digest(chain.headState().genesis_validators_root, epoch),
    forkVersion(specs, next ?? spec.fork),
    nextEpoch,
  );
}
