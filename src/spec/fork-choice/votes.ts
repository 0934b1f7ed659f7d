import type { Epoch, Root, Slot, ValidatorIndex } from "../values.ts";
import { type BlockTree, EMPTY, FULL, PENDING } from "./block-tree.ts";

/**
 * A validator's newest vote. `epoch` is what the forks before Gloas compare; Gloas compares `slot`, and adds whether
 * the vote takes the payload to be there.
 */
export interface LatestMessage {
  readonly epoch: Epoch;
  readonly root: Root;
  readonly slot: Slot;
  readonly payload_present: boolean;
}

const PAYLOAD_PRESENT = 1;
const EQUIVOCATING = 2;
const NO_VOTE = -1;

/** Told of every vote and equivocation: the node a validator's vote counted for and the one it counts for now, or -1. */
export type VoteObserver = (validator: ValidatorIndex, from: number, to: number) => void;

/**
 * Every validator's newest vote and whether it has equivocated, in typed arrays by validator index: 13 bytes a
 * validator, whatever the number of blocks.
 */
export class Votes {
  /** Changes with every vote and equivocation. */
  version = 0;
  #length = 0;
  /** The block voted for, -1 where the tree does not hold it (any more). */
  #block = new Int32Array(0);
  #slot = new Float64Array(0);
  #flags = new Uint8Array(0);
  #voters = 0;
  #equivocators = 0;
  readonly #tree: BlockTree;
  readonly #slotsPerEpoch: number;
  #observer: VoteObserver = () => undefined;

  constructor(tree: BlockTree, slotsPerEpoch: number) {
    this.#tree = tree;
    this.#slotsPerEpoch = slotsPerEpoch;
  }

  /** One more than the highest validator index that anything is known about. */
  get length(): number {
    return this.#length;
  }

  get voters(): number {
    return this.#voters;
  }

  get equivocators(): number {
    return this.#equivocators;
  }

  /** Has weights follow the votes from now on, instead of whoever did before. */
  observe(observer: VoteObserver): void {
    this.#observer = observer;
  }

  /** Slot of the newest vote, -1 for none: of a vote whose block is gone, too. */
  slot(validator: ValidatorIndex): Slot {
    return validator < this.#length ? this.#slot[validator]! : NO_VOTE;
  }

  /** The newest vote; undefined for none, and for one whose block is gone. */
  message(validator: ValidatorIndex): LatestMessage | undefined {
    if (validator >= this.#length) return undefined;
    const block = this.#block[validator]!;
    if (block < 0) return undefined;
    const slot = this.#slot[validator]!;
    return {
      epoch: Math.floor(slot / this.#slotsPerEpoch),
      root: this.#tree.root(block),
      slot,
      payload_present: (this.#flags[validator]! & PAYLOAD_PRESENT) !== 0,
    };
  }

  /** Index of the block that the newest vote is for; -1 for none. */
  block(validator: ValidatorIndex): number {
    return validator < this.#length ? this.#block[validator]! : -1;
  }

  /** The node that the vote counts for; -1 for none, and for an equivocator's. */
  supported(validator: ValidatorIndex): number {
    if (validator >= this.#length || (this.#flags[validator]! & EQUIVOCATING) !== 0) return -1;
    return this.#node(validator);
  }

  isEquivocating(validator: ValidatorIndex): boolean {
    return validator < this.#length && (this.#flags[validator]! & EQUIVOCATING) !== 0;
  }

  /** Replaces a validator's vote, whatever it was. `block` is the index of a block in the tree. */
  record(validator: ValidatorIndex, block: number, slot: Slot, payloadPresent: boolean): void {
    this.#reach(validator);
    const before = this.supported(validator);
    if (this.#slot[validator] === NO_VOTE) this.#voters++;
    this.#block[validator] = block;
    this.#slot[validator] = slot;
    const rest = this.#flags[validator]! & ~PAYLOAD_PRESENT;
    this.#flags[validator] = payloadPresent ? rest | PAYLOAD_PRESENT : rest;
    this.#tell(validator, before);
  }

  /** From now on no vote of the validator counts. */
  markEquivocating(validator: ValidatorIndex): void {
    if (this.isEquivocating(validator)) return;
    this.#reach(validator);
    const before = this.supported(validator);
    this.#flags[validator] = this.#flags[validator]! | EQUIVOCATING;
    this.#equivocators++;
    this.#tell(validator, before);
  }

  *equivocating(): Generator<ValidatorIndex> {
    for (let validator = 0; validator < this.#length; validator++) if (this.isEquivocating(validator)) yield validator;
  }

  *voting(): Generator<ValidatorIndex> {
    for (let validator = 0; validator < this.#length; validator++) if (this.#block[validator]! >= 0) yield validator;
  }

  /** Puts what each vote counts for at its node: `balances` by validator into `direct` by node. */
  addTo(direct: Float64Array, balances: Float64Array): void {
    const end = Math.min(this.#length, balances.length);
    for (let validator = 0; validator < end; validator++) {
      const balance = balances[validator]!;
      if (balance === 0) continue;
      const node = this.supported(validator);
      if (node >= 0) direct[node]! += balance;
    }
  }

  /** Sum of the balances of those, equivocators left out, whose vote `counts`, by the index of its block and its slot. */
  weigh(balance: (validator: ValidatorIndex) => number, counts: (block: number, slot: Slot) => boolean): number {
    let sum = 0;
    for (let validator = 0; validator < this.#length; validator++) {
      const block = this.#block[validator]!;
      if (block < 0 || (this.#flags[validator]! & EQUIVOCATING) !== 0) continue;
      if (counts(block, this.#slot[validator]!)) sum += balance(validator);
    }
    return sum;
  }

  /** Follows a change of the tree's indices: `moved` has the new index by the old one, -1 for a block that is gone. */
  move(moved: Int32Array): void {
    for (let validator = 0; validator < this.#length; validator++) {
      const block = this.#block[validator]!;
      if (block >= 0) this.#block[validator] = moved[block]!;
    }
    this.version++;
  }

  #node(validator: ValidatorIndex): number {
    const block = this.#block[validator]!;
    if (block < 0) return -1;
    if (this.#tree.slot(block) >= this.#slot[validator]!) return 3 * block + PENDING;
    const full = this.#tree.isEmbedded(block) || (this.#flags[validator]! & PAYLOAD_PRESENT) !== 0;
    return 3 * block + (full ? FULL : EMPTY);
  }

  #tell(validator: ValidatorIndex, before: number): void {
    this.version++;
    this.#observer(validator, before, this.supported(validator));
  }

  #reach(validator: ValidatorIndex): void {
    if (validator < this.#length) return;
    if (validator >= this.#block.length) {
      const capacity = Math.max(64, validator + 1, Math.ceil(this.#block.length * 1.25));
      const block = new Int32Array(capacity).fill(-1);
      const slot = new Float64Array(capacity).fill(NO_VOTE);
      const flags = new Uint8Array(capacity);
      block.set(this.#block);
      slot.set(this.#slot);
      flags.set(this.#flags);
      this.#block = block;
      this.#slot = slot;
      this.#flags = flags;
    }
    this.#length = validator + 1;
  }
}

/** `store.latest_messages`: the votes, read as the specification's dictionary. */
export class LatestMessages {
  readonly #votes: Votes;
  readonly #tree: BlockTree;

  constructor(votes: Votes, tree: BlockTree) {
    this.#votes = votes;
    this.#tree = tree;
  }

  get size(): number {
    return this.#votes.voters;
  }

  has(validator: ValidatorIndex): boolean {
    return this.#votes.block(validator) >= 0;
  }

  get(validator: ValidatorIndex): LatestMessage | undefined {
    return this.#votes.message(validator);
  }

  /** Throws where the block that the message votes for is unknown. */
  set(validator: ValidatorIndex, message: Omit<LatestMessage, "epoch">): void {
    const block = this.#tree.indexOf(message.root);
    if (block < 0) throw new Error("a vote for a block that fork choice does not know");
    this.#votes.record(validator, block, message.slot, message.payload_present);
  }

  /** Validators whose vote is for a known block, ascending. */
  keys(): Generator<ValidatorIndex> {
    return this.#votes.voting();
  }
}

/** `store.equivocating_indices`: who has equivocated, as the specification's set. */
export class EquivocatingIndices {
  readonly #votes: Votes;

  constructor(votes: Votes) {
    this.#votes = votes;
  }

  get size(): number {
    return this.#votes.equivocators;
  }

  has(validator: ValidatorIndex): boolean {
    return this.#votes.isEquivocating(validator);
  }

  add(validator: ValidatorIndex): void {
    this.#votes.markEquivocating(validator);
  }

  /** Ascending. */
  [Symbol.iterator](): Generator<ValidatorIndex> {
    return this.#votes.equivocating();
  }
}
