import { describeError } from "../log/logger.ts";
import { SpecAssertionError } from "../spec/errors.ts";
import { isAtLeast } from "../spec/forks.ts";
import type { Spec } from "../spec/index.ts";
import type { BeaconState } from "../spec/state.ts";
import type {
  ExecutionPayload,
  ExecutionRequests,
  KZGCommitment,
  Root,
  SignedBeaconBlock,
  SignedExecutionPayloadEnvelope,
} from "../spec/values.ts";
import { toHex } from "../ssz/bytes.ts";
import type { Chain } from "./chain.ts";
import { DataAvailability } from "./data-availability.ts";
import type { BlobsBundle, BuiltPayload, EngineNewPayload } from "./engine.ts";
import { ImportError } from "./errors.ts";
import type { HeadTracker } from "./head-tracker.ts";
import { SerialQueue } from "./serial-queue.ts";
import { applyBlock } from "./transition.ts";

/** How many invalid roots are remembered with their reasons. */
const REMEMBERED_INVALID = 1024;

/**
 * Brings blocks and payloads into the chain, one after the other: known → parent → engine → fork choice with the state
 * transition → database → events. What was found invalid once is refused by its root from then on.
 */
export class Importer {
  private readonly chain: Chain;
  private readonly head: HeadTracker;
  readonly availability: DataAvailability;
  private readonly queue = new SerialQueue();
  private computed: { readonly signed: SignedBeaconBlock; readonly post: BeaconState } | null = null;
  private readonly invalid = new Map<string, string>();
  private readonly optimistic = new Set<string>();
  /** Arrival of each block's payload in milliseconds into the block's slot. */
  private readonly payloadArrivals = new Map<string, number>();

  constructor(chain: Chain, head: HeadTracker) {
    this.chain = chain;
    this.head = head;
    this.availability = new DataAvailability(chain.db);
  }

  /** Whether the blob data of a known block is here. */
  isDataAvailable(root: Root): boolean {
    const block = this.chain.store.blocks.get(toHex(root));
    return this.availability.isAvailable(this.chain.specAt(block?.slot ?? this.chain.clock.currentSlot), root);
  }

  /** The post-state of the block that is just being handed to fork choice. */
  computedState(signed: SignedBeaconBlock): BeaconState | undefined {
    return this.computed?.signed === signed ? this.computed.post : undefined;
  }

  isOptimistic(root: Root): boolean {
    return this.optimistic.has(toHex(root));
  }

  /** Resolves when everything that was handed over before has been imported or refused. */
  idle(): Promise<void> {
    return this.queue.run(() => undefined);
  }

  /** Drops what is remembered of blocks that fork choice has forgotten, by their keys. */
  forget(keys: readonly string[]): void {
    for (const key of keys) {
      this.optimistic.delete(key);
      this.payloadArrivals.delete(key);
      this.availability.forget(key);
    }
  }

  /** Whether the payload of this block was here before the fork's deadline for payloads. */
  payloadArrivedInTime(spec: Spec, root: Root): boolean {
    const arrival = this.payloadArrivals.get(toHex(root));
    return arrival !== undefined && arrival < spec.get_payload_due_ms();
  }

  /**
   * Imports a block; `built` has the blobs of one that was produced here. Answers its root, at once where it is known.
   * Throws `ImportError`.
   */
  importBlock(signed: SignedBeaconBlock, built: BuiltPayload | null = null): Promise<Root> {
    return this.queue.run(() => this.blockInTurn(signed, built));
  }

  /** Imports the payload of a known block (gloas). Throws `ImportError`. */
  importEnvelope(signed: SignedExecutionPayloadEnvelope, blobs: BlobsBundle | null = null): Promise<void> {
    return this.queue.run(() => this.envelopeInTurn(signed, blobs));
  }

  private async blockInTurn(signed: SignedBeaconBlock, built: BuiltPayload | null): Promise<Root> {
    const { chain } = this;
    const { message: block } = signed;
    const spec = chain.specAt(block.slot);
    const root = spec.types.BeaconBlock.hashTreeRoot(block);
    const key = toHex(root);
    if (chain.store.blocks.has(key)) return root;
    this.refuseKnownInvalid(root);
    if (!chain.store.blocks.has(toHex(block.parent_root)))
      throw new ImportError("unknown-parent", `parent ${toHex(block.parent_root)} of block ${key} is not known`, root);
    if (block.slot > chain.clock.currentSlot)
      throw new ImportError("future", `block ${key} is of slot ${block.slot}, now is ${chain.clock.currentSlot}`, root);
    const end = chain.metrics.blockProcessing.startTimer();
    // The engine works while we do.
    const execution = this.executeBlock(spec, signed, root);
    execution.catch(() => undefined);
    let isOptimistic: boolean;
    try {
      const post = await this.postState(signed);
      isOptimistic = await execution;
      this.availability.expect(root, block);
      if (built !== null && !isAtLeast(spec.fork, "gloas"))
        this.availability.store(spec, root, signed, built.blobsBundle);
      this.computed = { signed, post };
      spec.on_tick(chain.store, chain.clock.now());
      spec.on_block(chain.store, signed);
    } catch (error) {
      if (error instanceof ImportError) throw error;
      this.remember(root, describeError(error));
      const message = `block ${key} of slot ${block.slot} is invalid: ${describeError(error)}`;
      throw new ImportError("invalid", message, root, { cause: error });
    } finally {
      this.computed = null;
    }
    this.countVotes(spec, signed);
    chain.db.transaction(() =>
      chain.db.putBlock({
        root,
        slot: block.slot,
        parentRoot: block.parent_root,
        fork: spec.fork,
        ssz: spec.types.SignedBeaconBlock.serialize(signed),
      }),
    );
    if (isOptimistic) this.optimistic.add(key);
    chain.metrics.blocksImported.inc();
    end();
    this.head.update();
    chain.events.emit("block", { slot: block.slot, root, executionOptimistic: isOptimistic });
    return root;
  }

  private async envelopeInTurn(signed: SignedExecutionPayloadEnvelope, blobs: BlobsBundle | null): Promise<void> {
    const { chain } = this;
    const { message: envelope } = signed;
    const root = envelope.beacon_block_root;
    const key = toHex(root);
    if (chain.store.payloads.has(key)) return;
    const block = chain.store.blocks.get(key);
    if (block === undefined) throw new ImportError("unknown-block", `payload of unknown block ${key}`, root);
    const spec = chain.specAt(block.slot);
    const into = chain.clock.now() - chain.clock.slotStart(block.slot);
    if (!this.payloadArrivals.has(key)) this.payloadArrivals.set(key, into);
    const bid = block.body.signed_execution_payload_bid.message;
    if (blobs !== null) this.availability.store(spec, root, chain.blockByRoot(root)!.block, blobs);
    const isOptimistic = await this.execute(
      spec,
      root,
      this.newPayloadOf(
        spec,
        envelope.payload,
        block.parent_root,
        bid.blob_kzg_commitments,
        envelope.execution_requests,
      ),
    );
    try {
      spec.on_execution_payload_envelope(chain.store, signed);
    } catch (error) {
      throw new ImportError("invalid", `payload of block ${key} is invalid: ${describeError(error)}`, root, {
        cause: error,
      });
    }
    chain.db.transaction(() =>
      chain.db.putEnvelope({
        root,
        slot: block.slot,
        fork: spec.fork,
        ssz: spec.types.SignedExecutionPayloadEnvelope.serialize(signed),
      }),
    );
    if (isOptimistic) this.optimistic.add(key);
    chain.metrics.payloadsImported.inc();
    this.head.update();
    chain.events.emit("execution_payload", {
      slot: block.slot,
      builderIndex: envelope.builder_index,
      blockHash: envelope.payload.block_hash,
      blockRoot: root,
      executionOptimistic: isOptimistic,
    });
    chain.events.emit("execution_payload_available", { slot: block.slot, blockRoot: root });
  }

  /** The state transition with all signatures verified as one batch. Throws what an invalid block makes it throw. */
  private async postState(signed: SignedBeaconBlock): Promise<BeaconState> {
    const { chain } = this;
    const end = chain.metrics.stateTransition.startTimer();
    const { result, batch } = chain.bls.collect(() =>
      applyBlock(chain.specs, chain.states.after(signed.message.parent_root), signed),
    );
    end();
    if (await chain.verifyBatch(batch)) return result;
    throw new SpecAssertionError("state_transition", "all signatures of the block are valid", {
      invalid: batch.invalid().length,
      signatures: batch.sets.length,
    });
  }

  /** Hands the payload of a block before gloas to the engine. Answers whether the block is taken without its verdict. */
  private async executeBlock(spec: Spec, { message: block }: SignedBeaconBlock, root: Root): Promise<boolean> {
    if (!isAtLeast(spec.fork, "bellatrix") || isAtLeast(spec.fork, "gloas")) return false;
    const parent = this.chain.states.after(block.parent_root, block.slot);
    if (!spec.is_execution_enabled(parent, block.body)) return false;
    const { execution_payload, blob_kzg_commitments, execution_requests } = block.body;
    return this.execute(
      spec,
      root,
      this.newPayloadOf(spec, execution_payload, block.parent_root, blob_kzg_commitments, execution_requests),
    );
  }

  private newPayloadOf(
    spec: Spec,
    payload: ExecutionPayload,
    parentRoot: Root,
    commitments: readonly KZGCommitment[],
    requests: ExecutionRequests,
  ): EngineNewPayload {
    return {
      payload,
      ...(isAtLeast(spec.fork, "deneb") && {
        versionedHashes: commitments.map((commitment) => spec.kzg_commitment_to_versioned_hash(commitment)),
        parentBeaconBlockRoot: parentRoot,
      }),
      ...(isAtLeast(spec.fork, "electra") && { executionRequests: spec.get_execution_requests_list(requests) }),
      ...(isAtLeast(spec.fork, "heze") && { inclusionListTransactions: [] }),
    };
  }

  /** True where the engine has not judged: syncing, or out of reach. Throws `ImportError` for an invalid payload. */
  private async execute(spec: Spec, root: Root, request: EngineNewPayload): Promise<boolean> {
    const { engine, log } = this.chain;
    if (engine === null) return false;
    try {
      const { status, validationError } = await engine.newPayload(spec.fork, request);
      if (status === "INVALID") {
        this.remember(root, validationError ?? "its payload is invalid");
        throw new ImportError(
          "invalid",
          `engine refuses the payload of block ${toHex(root)}: ${validationError ?? "no reason given"}`,
          root,
        );
      }
      return status !== "VALID";
    } catch (error) {
      if (error instanceof ImportError) throw error;
      log.debug("payload taken unjudged", { root, error: describeError(error) });
      return true;
    }
  }

  /** Votes inside a block: invalid ones cannot be there, ones for unknown blocks do not count. */
  private countVotes(spec: Spec, { message: block }: SignedBeaconBlock): void {
    const { store, log } = this.chain;
    for (const attestation of block.body.attestations) {
      try {
        spec.on_attestation(store, attestation, true);
      } catch (error) {
        log.debug("vote of a block not counted", { slot: block.slot, error: describeError(error) });
      }
    }
    for (const slashing of block.body.attester_slashings) spec.on_attester_slashing(store, slashing);
  }

  private refuseKnownInvalid(root: Root): void {
    const reason = this.invalid.get(toHex(root));
    if (reason !== undefined)
      throw new ImportError("invalid", `block ${toHex(root)} was found invalid before: ${reason}`, root);
  }

  private remember(root: Root, reason: string): void {
    this.invalid.set(toHex(root), reason);
    if (this.invalid.size > REMEMBERED_INVALID) this.invalid.delete(this.invalid.keys().next().value!);
  }
}
