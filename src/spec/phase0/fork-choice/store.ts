import { fromHex, toHex } from "../../../ssz/bytes.ts";
import { assert } from "../../errors.ts";
import { BlockTree, FULL, type TreeBlock } from "../../fork-choice/block-tree.ts";
import { Memo } from "../../fork-choice/memo.ts";
import type { PtcVotes } from "../../fork-choice/ptc-votes.ts";
import { EquivocatingIndices, LatestMessages, Votes } from "../../fork-choice/votes.ts";
import { Weights } from "../../fork-choice/weights.ts";
import type { BeaconState } from "../../state.ts";
import type {
  BeaconBlock,
  Checkpoint,
  Epoch,
  ExecutionPayload,
  ExecutionPayloadEnvelope,
  PayloadStatus,
  Root,
  SignedExecutionPayloadBid,
  Slot,
  Uint64,
} from "../../values.ts";

/**
 * A place in fork choice's tree: a block and, from Gloas on, what became of its payload. Before Gloas the status is
 * always `PAYLOAD_STATUS_PENDING`, which stands for the block whatever its payload.
 */
export interface ForkChoiceNode {
  readonly root: Root;
  readonly payload_status: PayloadStatus;
}

/**
 * What fork choice keeps of a block, so that weeks without finality fit in memory. As in all values, the fields of all
 * forks are declared: a block has those of its own fork.
 */
export interface StoreBlock {
  readonly slot: Slot;
  readonly proposer_index: Uint64;
  readonly parent_root: Root;
  readonly state_root: Root;
  readonly body: {
    /** bellatrix to fulu */
    readonly execution_payload: Pick<ExecutionPayload, "block_hash" | "parent_hash">;
    /** gloas */
    readonly signed_execution_payload_bid: SignedExecutionPayloadBid;
  };
}

/** What fork choice keeps of a payload's envelope. */
export interface StoreEnvelope
  extends Pick<
    ExecutionPayloadEnvelope,
    "builder_index" | "beacon_block_root" | "parent_beacon_block_root" | "execution_requests"
  > {
  readonly payload: Pick<
    ExecutionPayload,
    "block_hash" | "parent_hash" | "block_number" | "gas_limit" | "timestamp" | "slot_number"
  >;
}

/**
 * States by a key. `get` may bring back a state that was given up to save memory; `has` tells whether a state belongs
 * to the key, at hand or not. States are shared: not to be written to.
 */
export interface StateMap {
  get(key: string): BeaconState | undefined;
  has(key: string): boolean;
  set(key: string, state: BeaconState): unknown;
  delete(key: string): boolean;
  keys(): IterableIterator<string>;
}

/** What a store is made from. */
export interface StoreInit {
  readonly time_ms: Uint64;
  readonly genesis_time_ms: Uint64;
  /** Justified and finalized from the start. */
  readonly checkpoint: Checkpoint;
  readonly slotsPerEpoch: number;
  /** By default plain maps, which keep every state until its block is pruned. */
  readonly block_states?: StateMap;
  readonly checkpoint_states?: StateMap;
}

/**
 * Everything that fork choice knows, with the fields of all forks: a chain lives through its forks in one store. Keys
 * are roots as `0x` hex, and `checkpointKey` of checkpoints. Beneath the specification's fields lies a tree of the same
 * blocks and votes that answers weights at once; so blocks, payloads and votes go in and out through the methods.
 * https://github.com/ethereum/consensus-specs/blob/v1.7.0-beta.4/specs/phase0/fork-choice.md#store
 */
export class Store {
  time_ms: Uint64;
  readonly genesis_time_ms: Uint64;
  justified_checkpoint: Checkpoint;
  finalized_checkpoint: Checkpoint;
  unrealized_justified_checkpoint: Checkpoint;
  unrealized_finalized_checkpoint: Checkpoint;
  /** Zero for none. */
  proposer_boost_root: Root = new Uint8Array(32);
  readonly equivocating_indices: EquivocatingIndices;
  readonly blocks = new Map<string, StoreBlock>();
  readonly block_states: StateMap;
  /** By deadline: attestations', and from Gloas on the payload committee's; earlier forks' one stands for both. */
  readonly block_timeliness = new Map<string, readonly [boolean, boolean]>();
  readonly checkpoint_states: StateMap;
  readonly latest_messages: LatestMessages;
  readonly unrealized_justifications = new Map<string, Checkpoint>();
  /** gloas */
  readonly payloads = new Map<string, StoreEnvelope>();
  /** gloas */
  readonly payload_timeliness_vote = new Map<string, PtcVotes>();
  /** gloas */
  readonly payload_data_availability_vote = new Map<string, PtcVotes>();
  /** heze */
  readonly payload_inclusion_list_satisfaction = new Map<string, boolean>();

  /** `current_justified_checkpoint` of each block's state, so that no state is needed to find the head. */
  readonly justifications = new Map<string, Checkpoint>();
  readonly tree = new BlockTree();
  readonly votes: Votes;
  readonly weights: Weights;
  readonly memo = new Memo();
  /** Changes with everything that may change the head and that neither the tree nor the votes count. */
  version = 0;
  readonly #bySlot = new Map<Slot, string[]>();

  constructor(init: StoreInit) {
    this.time_ms = init.time_ms;
    this.genesis_time_ms = init.genesis_time_ms;
    this.justified_checkpoint = init.checkpoint;
    this.finalized_checkpoint = init.checkpoint;
    this.unrealized_justified_checkpoint = init.checkpoint;
    this.unrealized_finalized_checkpoint = init.checkpoint;
    this.block_states = init.block_states ?? new Map<string, BeaconState>();
    this.checkpoint_states = init.checkpoint_states ?? new Map<string, BeaconState>();
    this.votes = new Votes(this.tree, init.slotsPerEpoch);
    this.weights = new Weights(this.tree, this.votes);
    this.latest_messages = new LatestMessages(this.votes, this.tree);
    this.equivocating_indices = new EquivocatingIndices(this.votes);
  }

  /** Adds a block with its post-state. `parentStatus` is the parent's payload node that it builds on. */
  addBlock(root: Root, block: BeaconBlock, state: BeaconState, parentStatus: TreeBlock["parentStatus"] = FULL): void {
    const key = toHex(root);
    const embedded = block.body.signed_execution_payload_bid === undefined;
    this.tree.add({ root, parent_root: block.parent_root, slot: block.slot, parentStatus, embedded });
    this.blocks.set(key, summaryOf(block));
    this.block_states.set(key, state);
    this.justifications.set(key, state.current_justified_checkpoint);
    const sameSlot = this.#bySlot.get(block.slot);
    if (sameSlot === undefined) this.#bySlot.set(block.slot, [key]);
    else sameSlot.push(key);
  }

  /** Adds the block that is trusted from the start, with its checkpoint. */
  addAnchor(root: Root, block: BeaconBlock, state: BeaconState, checkpoint: Checkpoint): void {
    this.addBlock(root, block, state);
    this.block_timeliness.set(toHex(root), [true, true]);
    this.checkpoint_states.set(checkpointKey(checkpoint), state);
    this.unrealized_justifications.set(toHex(root), checkpoint);
  }

  /** Gives a block its verified payload. */
  addPayload(envelope: ExecutionPayloadEnvelope): void {
    const key = toHex(envelope.beacon_block_root);
    this.payloads.set(key, envelopeSummaryOf(envelope));
    this.tree.setVerified(this.tree.indexOfKey(key), true);
  }

  /** Sets the votes of committee members, by their places in it. */
  recordPtcVotes(root: Root, places: readonly number[], timely: boolean, available: boolean): void {
    if (places.length === 0) return;
    const key = toHex(root);
    const timeliness = this.payload_timeliness_vote.get(key);
    const availability = this.payload_data_availability_vote.get(key);
    assert(timeliness !== undefined && availability !== undefined, "Store", "root in payload_timeliness_vote");
    for (const place of places) {
      timeliness.set(place, timely);
      availability.set(place, available);
    }
    this.version++;
  }

  recordInclusionListSatisfaction(root: Root, satisfied: boolean): void {
    this.payload_inclusion_list_satisfaction.set(toHex(root), satisfied);
    this.version++;
  }

  /** A block. Throws where it is unknown. */
  block(root: Root): StoreBlock {
    const block = this.blocks.get(toHex(root));
    assert(block !== undefined, "Store", "root in store.blocks", () => ({ root }));
    return block;
  }

  /** A block's post-state, shared. Throws where it is unknown. */
  blockState(root: Root): BeaconState {
    const state = this.block_states.get(toHex(root));
    assert(state !== undefined, "Store", "root in store.block_states", () => ({ root }));
    return state;
  }

  /** Index of a block in the tree. Throws where it is unknown. */
  indexOf(root: Root): number {
    const index = this.tree.indexOf(root);
    assert(index >= 0, "Store", "root in store.blocks", () => ({ root }));
    return index;
  }

  /** Number of a node in the tree. Throws where its block is unknown. */
  numberOf(node: ForkChoiceNode): number {
    if (node instanceof TreeNode && node.tree === this.tree && node.layout === this.tree.layout) return node.number;
    return 3 * this.indexOf(node.root) + node.payload_status;
  }

  /** The node of a number. */
  node(number: number): ForkChoiceNode {
    return new TreeNode(this.tree, number);
  }

  /** Keys of the blocks of a slot. */
  blocksAtSlot(slot: Slot): readonly string[] {
    return this.#bySlot.get(slot) ?? [];
  }

  /** Roots of the blocks directly on this one. */
  childrenOf(root: Root): Root[] {
    return Array.from(this.tree.children(this.indexOf(root)), (child) => this.tree.root(child));
  }

  /**
   * Forgets what can no longer matter: every block that neither is nor descends from the finalized one, and checkpoint
   * states before the finalized epoch. `keep` names older checkpoints that are still needed, as fast confirmation's:
   * their states, and the finalized block's ancestors from the oldest of them on, stay. Returns the keys of the blocks
   * that are gone.
   */
  prune(keep: readonly Checkpoint[] = []): string[] {
    const finalized = this.indexOf(this.finalized_checkpoint.root);
    let oldest = finalized;
    for (const { root } of keep) {
      const index = this.tree.indexOf(root);
      if (index < 0 || index >= oldest) continue;
      const ancestor = this.tree.ancestor(3 * finalized, this.tree.slot(index));
      if (ancestor >= 0 && Math.trunc(ancestor / 3) === index) oldest = index;
    }
    const marks = this.tree.descendants(finalized);
    for (let index = finalized; index >= 0; index = this.tree.parent(index)) {
      marks[index] = 1;
      if (index === oldest) break;
    }
    const gone = this.#keepOnly(marks);
    this.pruneCheckpointStates(this.finalized_checkpoint.epoch, keep);
    return gone;
  }

  /**
   * Forgets the states of checkpoints before `epoch` and of blocks that are gone, but for the justified and finalized
   * ones and those to `keep`. Whoever asks for one again has it made anew; without finality, this keeps memory bounded.
   */
  pruneCheckpointStates(epoch: Epoch, keep: readonly Checkpoint[] = []): void {
    const kept = new Set([this.finalized_checkpoint, this.justified_checkpoint, ...keep].map(checkpointKey));
    for (const key of [...this.checkpoint_states.keys()]) {
      if (kept.has(key)) continue;
      const checkpoint = checkpointOfKey(key);
      if (checkpoint.epoch < epoch || this.tree.indexOf(checkpoint.root) < 0) this.checkpoint_states.delete(key);
    }
  }

  /**
   * Removes a block and everything on it, as if they had never come; votes for them count for nothing. With `status`,
   * the block stays and only loses what builds on that payload node of it. Returns the keys of the blocks that are
   * gone. Throws where the justified or finalized block is among them.
   */
  remove(root: Root, status?: PayloadStatus): string[] {
    const doomed = this.tree.descendants(this.indexOf(root), status);
    for (const checkpoint of [this.justified_checkpoint, this.finalized_checkpoint])
      assert(doomed[this.indexOf(checkpoint.root)] === 0, "Store", "the justified and finalized blocks stay", () => ({
        root,
        checkpoint,
      }));
    if (status === FULL) {
      this.payloads.delete(toHex(root));
      this.tree.setVerified(this.indexOf(root), false);
    }
    return this.#keepOnly(doomed.map((mark) => 1 - mark));
  }

  #keepOnly(marks: Uint8Array): string[] {
    const gone: string[] = [];
    for (let index = 0; index < marks.length; index++) if (marks[index] === 0) gone.push(toHex(this.tree.root(index)));
    if (gone.length === 0) return gone;
    for (const key of gone) this.#forget(key);
    this.votes.move(this.tree.keep(marks));
    if (this.tree.indexOf(this.proposer_boost_root) < 0) this.proposer_boost_root = new Uint8Array(32);
    return gone;
  }

  #forget(key: string): void {
    const slot = this.blocks.get(key)?.slot;
    if (slot !== undefined) {
      const rest = this.blocksAtSlot(slot).filter((other) => other !== key);
      if (rest.length === 0) this.#bySlot.delete(slot);
      else this.#bySlot.set(slot, rest);
    }
    this.blocks.delete(key);
    this.block_states.delete(key);
    this.block_timeliness.delete(key);
    this.unrealized_justifications.delete(key);
    this.justifications.delete(key);
    this.payloads.delete(key);
    this.payload_timeliness_vote.delete(key);
    this.payload_data_availability_vote.delete(key);
    this.payload_inclusion_list_satisfaction.delete(key);
  }
}

/** A node that remembers its number, so that walks along the tree look nothing up. */
class TreeNode implements ForkChoiceNode {
  readonly tree: BlockTree;
  readonly layout: number;
  readonly number: number;
  readonly root: Root;
  readonly payload_status: PayloadStatus;

  constructor(tree: BlockTree, number: number) {
    this.tree = tree;
    this.layout = tree.layout;
    this.number = number;
    this.root = tree.root(Math.trunc(number / 3));
    this.payload_status = number % 3;
  }
}

/** A checkpoint as the key of a map. */
export function checkpointKey(checkpoint: Checkpoint): string {
  return `${checkpoint.epoch}:${toHex(checkpoint.root)}`;
}

/** The checkpoint of a key. */
export function checkpointOfKey(key: string): Checkpoint {
  const [epoch, root] = key.split(":") as [string, string];
  return { epoch: Number(epoch), root: fromHex(root) };
}

function summaryOf({ slot, proposer_index, parent_root, state_root, body }: BeaconBlock): StoreBlock {
  const { execution_payload, signed_execution_payload_bid } = body;
  const kept: Partial<StoreBlock["body"]> = {
    ...(execution_payload !== undefined && {
      execution_payload: { block_hash: execution_payload.block_hash, parent_hash: execution_payload.parent_hash },
    }),
    ...(signed_execution_payload_bid !== undefined && { signed_execution_payload_bid }),
  };
  return { slot, proposer_index, parent_root, state_root, body: kept as StoreBlock["body"] };
}

function envelopeSummaryOf(envelope: ExecutionPayloadEnvelope): StoreEnvelope {
  const { builder_index, beacon_block_root, parent_beacon_block_root, execution_requests, payload } = envelope;
  const { block_hash, parent_hash, block_number, gas_limit, timestamp, slot_number } = payload;
  return {
    builder_index,
    beacon_block_root,
    parent_beacon_block_root,
    execution_requests,
    payload: { block_hash, parent_hash, block_number, gas_limit, timestamp, slot_number },
  };
}
